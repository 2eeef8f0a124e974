import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';
import type { OutboxChannel } from './notification-channel.js';
import { Notification } from './notification.entity.js';

export const OUTBOX_STATUSES = ['pending', 'processing', 'sent', 'failed'] as const;
export type OutboxStatus = (typeof OUTBOX_STATUSES)[number];

const schema = defineEntity({
  name: 'Outbox',
  tableName: 'outbox',
  indexes: [{ properties: ['user'] }, { properties: ['digest'] }],
  uniques: [{ properties: ['notification', 'channel'] }],
  checks: [
    { name: 'outbox_channel_check', expression: "channel in ('email', 'webhook')" },
    {
      name: 'outbox_status_check',
      expression: `status in (${OUTBOX_STATUSES.map((status) => `'${status}'`).join(', ')})`,
    },
  ],
  properties: {
    ...base,
    user: () => p.manyToOne(Profile).ref().deleteRule('cascade'),
    channel: p.string().length(20).$type<OutboxChannel>(),
    notification: () => p.manyToOne(Notification).ref().nullable().deleteRule('cascade'), // null: a digest
    forDigest: p.boolean().default(false), // never sent by itself
    digest: () => p.manyToOne(Outbox).ref().nullable().deleteRule('cascade'), // the digest that has gathered it
    status: p.string().length(20).$type<OutboxStatus>().default('pending'),
    attempts: p.integer().default(0),
    availableAt: p.datetime().defaultRaw('now()'),
    fence: p.integer().default(0),
    leaseUntil: p.datetime().nullable(),
    sentAt: p.datetime().nullable(),
    lastError: p.text().nullable(),
  },
});

/** One delivery of one notice or one digest over one channel. */
export class Outbox extends schema.class {}
schema.setClass(Outbox);
