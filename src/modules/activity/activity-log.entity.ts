import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';

const schema = defineEntity({
  name: 'ActivityLog',
  tableName: 'activity_logs',
  indexes: [
    { properties: ['user'] },
    { properties: ['timestamp'] },
    { properties: ['user', 'createdAt', 'id'] },
    { properties: ['createdAt', 'id'] },
  ],
  properties: {
    ...base,
    user: () => p.manyToOne(Profile).ref().deleteRule('cascade'),
    actorId: p.uuid().nullable(), // who did it; null: the system, or the user before signing in
    action: p.string().length(60), // resource.verb, past tense
    resourceType: p.string().length(40),
    resourceId: p.uuid(),
    metadata: p.json<Record<string, unknown>>().defaultRaw("'{}'"), // the changes: { field: { from, to } }
    timestamp: p.datetime().defaultRaw('now()'),
    ip: p.string().length(45).nullable(), // null: a worker did it
    requestId: p.string().length(100).nullable(),
  },
});

/** Who did what to which resource, when and from where. */
export class ActivityLog extends schema.class {}
schema.setClass(ActivityLog);
