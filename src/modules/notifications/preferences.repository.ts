import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { defaultPreferences, everyCategory, type Preferences } from './preferences.js';

@Injectable()
export class PreferencesRepository {
  constructor(private readonly em: EntityManager) {}

  /** The defaults when the user has never chosen. */
  async of(userId: string): Promise<Preferences> {
    const { rows } = await sql<Preferences>`
      select in_app_enabled, email_enabled, webhook_enabled, categories, digest, time_zone,
             to_char(quiet_hours_start, 'HH24:MI') as quiet_hours_start,
             to_char(quiet_hours_end, 'HH24:MI') as quiet_hours_end
        from notification_preferences where user_id = ${userId}`.execute(this.em.getKysely());
    const [row] = rows;
    return row ? { ...row, categories: everyCategory(row.categories) } : defaultPreferences();
  }

  async replace(userId: string, chosen: Preferences): Promise<void> {
    const { in_app_enabled, email_enabled, webhook_enabled, digest, quiet_hours_start, quiet_hours_end } = chosen;
    await sql`
      insert into notification_preferences as p (id, user_id, in_app_enabled, email_enabled, webhook_enabled, categories,
             digest, quiet_hours_start, quiet_hours_end, time_zone)
      values (${randomUUIDv7()}, ${userId}, ${in_app_enabled}, ${email_enabled}, ${webhook_enabled},
              ${JSON.stringify(chosen.categories)}::jsonb, ${digest}, ${quiet_hours_start}::time, ${quiet_hours_end}::time,
              ${chosen.time_zone})
      on conflict (user_id) do update
         set in_app_enabled = excluded.in_app_enabled, email_enabled = excluded.email_enabled,
             webhook_enabled = excluded.webhook_enabled, categories = excluded.categories, digest = excluded.digest,
             quiet_hours_start = excluded.quiet_hours_start, quiet_hours_end = excluded.quiet_hours_end,
             time_zone = excluded.time_zone, updated_at = now()`.execute(this.em.getKysely());
  }
}
