import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';
import type { NotificationCategory } from './notification-category.js';

const schema = defineEntity({
  name: 'Notification',
  tableName: 'notifications',
  indexes: [{ properties: ['user', 'createdAt', 'id'] }],
  properties: {
    ...base,
    user: () => p.manyToOne(Profile).ref().deleteRule('cascade'),
    category: p.string().length(40).$type<NotificationCategory>(),
    type: p.string().length(60), // the action of the domain event
    title: p.string().length(200),
    message: p.text(),
    actionUrl: p.text().nullable(), // path below the API's address
    metadata: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
    inApp: p.boolean().default(true), // false: only a delivery refers to it
    isRead: p.boolean().default(false),
    readAt: p.datetime().nullable(),
  },
});

/** A notice to one user. */
export class Notification extends schema.class {}
schema.setClass(Notification);
