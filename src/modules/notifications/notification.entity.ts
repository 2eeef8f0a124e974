import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';

const schema = defineEntity({
  name: 'Notification',
  tableName: 'notifications',
  indexes: [{ properties: ['user', 'createdAt', 'id'] }],
  properties: {
    ...base,
    user: () => p.manyToOne(Profile).ref().deleteRule('cascade'),
    category: p.string().length(40),
    type: p.string().length(60),
    title: p.string().length(200),
    message: p.text(),
    actionUrl: p.text().nullable(),
    metadata: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
    isRead: p.boolean().default(false),
    readAt: p.datetime().nullable(),
  },
});

/** A notice to one user. */
export class Notification extends schema.class {}
schema.setClass(Notification);
