import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Profile } from '../profiles/profile.entity.js';
import type { CategorySwitches } from './preferences.js';
import { DIGESTS, type Digest } from './delivery-time.js';

const schema = defineEntity({
  name: 'NotificationPreference',
  tableName: 'notification_preferences',
  checks: [
    {
      name: 'notification_preferences_digest_check',
      expression: `digest in (${DIGESTS.map((digest) => `'${digest}'`).join(', ')})`,
    },
  ],
  properties: {
    ...base,
    user: () => p.oneToOne(Profile).ref().deleteRule('cascade'),
    inAppEnabled: p.boolean().default(true),
    emailEnabled: p.boolean().default(true),
    webhookEnabled: p.boolean().default(true),
    categories: p.json<Partial<CategorySwitches>>().defaultRaw("'{}'"), // a category that is absent is on everywhere
    digest: p.string().length(20).$type<Digest>().default('realtime'),
    quietHoursStart: p.time().nullable(), // local time of time_zone
    quietHoursEnd: p.time().nullable(),
    timeZone: p.string().length(64).default('UTC'),
  },
});

/** Which notices one user wants, where and when. */
export class NotificationPreference extends schema.class {}
schema.setClass(NotificationPreference);
