import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { keysetPage, newestFirst } from '../../common/pagination/keyset.js';
import type { Page } from '../../common/pagination/page-of.js';
import type { DeprecationCalls } from './deprecation-calls.js';

/** A row of deprecation_usage with the names of whoever called; times are text. */
export interface DeprecationUsageRow {
  id: string;
  day: string;
  consumer: string;
  endpoint: string;
  user_id: string | null;
  email: string | null;
  api_key_id: string | null;
  api_key_name: string | null;
  calls: number;
  last_called_at: string;
}

export interface DeprecationUsageFilter {
  limit: number;
  cursor?: string | undefined;
  /** RFC 3339, inclusive. */
  from?: string | undefined;
  /** RFC 3339, exclusive. */
  to?: string | undefined;
  userId?: string | undefined;
}

interface Tables {
  deprecation_usage: Omit<DeprecationUsageRow, 'email' | 'api_key_name'>;
  profiles: { id: string; email: string };
  api_keys: { id: string; name: string };
}

@Injectable()
export class DeprecationUsageRepository {
  constructor(private readonly em: EntityManager) {}

  /** Adds to what is counted already; one statement. In the order of the unique key, so that processes do not deadlock. */
  async add(calls: readonly DeprecationCalls[]): Promise<void> {
    const db = this.em.fork().getKysely();
    await sql`
      insert into deprecation_usage (id, day, consumer, endpoint, user_id, api_key_id, calls, last_called_at)
      select n.id, n.day, n.consumer, n.endpoint, p.id, n.api_key_id, n.calls, n.last_called_at
        from unnest(${calls.map(() => randomUUIDv7())}::uuid[], ${calls.map((c) => c.day)}::date[],
                    ${calls.map((c) => c.consumer)}::text[], ${calls.map((c) => c.endpoint)}::text[],
                    ${calls.map((c) => c.userId)}::uuid[], ${calls.map((c) => c.apiKeyId)}::uuid[],
                    ${calls.map((c) => c.calls)}::bigint[], ${calls.map((c) => c.lastCalledAt)}::timestamptz[])
             as n (id, day, consumer, endpoint, user_id, api_key_id, calls, last_called_at)
        left join profiles p on p.id = n.user_id
       order by n.day, n.consumer, n.endpoint
      on conflict (day, consumer, endpoint) do update
         set calls = deprecation_usage.calls + excluded.calls, updated_at = clock_timestamp(),
             last_called_at = greatest(deprecation_usage.last_called_at, excluded.last_called_at)`.execute(db);
  }

  /** By the first call of the day, newest first. */
  page({ limit, cursor, from, to, userId }: DeprecationUsageFilter): Promise<Page<DeprecationUsageRow>> {
    let query = this.em
      .getKysely<Tables>()
      .selectFrom('deprecation_usage as u')
      .leftJoin('profiles as p', 'p.id', 'u.user_id')
      .leftJoin('api_keys as k', 'k.id', 'u.api_key_id')
      .select(['u.id', 'u.consumer', 'u.endpoint', 'u.user_id', 'p.email', 'u.api_key_id', 'k.name as api_key_name'])
      .select(['u.last_called_at', sql<string>`u.day::text`.as('day'), sql<number>`u.calls::float8`.as('calls')]);
    if (from !== undefined) query = query.where('u.last_called_at', '>=', from);
    if (to !== undefined) query = query.where('u.last_called_at', '<', to);
    if (userId !== undefined) query = query.where('u.user_id', '=', userId);
    const scope = { list: 'deprecations', from, to, userId };
    return keysetPage(query, { limit, cursor, scope, order: newestFirst('u') });
  }
}
