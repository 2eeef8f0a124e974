import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type Generated, type JSONColumnType } from 'kysely';
import { keysetPage, newestFirst } from '../../common/pagination/keyset.js';
import type { Page } from '../../common/pagination/page-of.js';

/** An entry as SQL returns it: times are text. */
export interface ActivityRow {
  id: string;
  action: string;
  resource_type: string;
  resource_id: string;
  metadata: Record<string, unknown>;
  timestamp: string;
  ip: string | null;
  request_id: string | null;
}

/** As administrators see it. */
export interface AdminActivityRow extends ActivityRow {
  /** The owner of the resource. */
  user_id: string;
  /** Who did it; null: the system. */
  actor_id: string | null;
}

export type NewActivity = Omit<AdminActivityRow, 'timestamp'>;

export interface ActivityFilter {
  limit: number;
  cursor?: string | undefined;
  action?: string | undefined;
  resource_type?: string | undefined;
  resource_id?: string | undefined;
  request_id?: string | undefined;
  /** Inclusive, RFC 3339. */
  from?: string | undefined;
  /** Exclusive, RFC 3339. */
  to?: string | undefined;
}

export interface AdminActivityFilter extends ActivityFilter {
  user_id?: string | undefined;
  actor_id?: string | undefined;
}

interface Tables {
  activity_logs: Omit<AdminActivityRow, 'metadata' | 'timestamp'> & {
    metadata: JSONColumnType<Record<string, unknown>>;
    timestamp: Generated<string>;
    created_at: Generated<string>;
  };
}

const COLUMNS = ['id', 'action', 'resource_type', 'resource_id', 'metadata', 'timestamp', 'request_id'] as const;
const ADMIN_COLUMNS = [...COLUMNS, 'ip', 'user_id', 'actor_id'] as const;

@Injectable()
export class ActivityRepository {
  constructor(private readonly em: EntityManager) {}

  /** In the caller's transaction. */
  async insert(entry: NewActivity): Promise<void> {
    await this.db
      .insertInto('activity_logs')
      .values({ ...entry, metadata: JSON.stringify(entry.metadata) })
      .execute();
  }

  /** The address of an administrator who did something to the user is not the user's to know. */
  page(userId: string, { limit, cursor, ...filter }: ActivityFilter): Promise<Page<ActivityRow>> {
    const ip = sql<string | null>`case when actor_id is null or actor_id = user_id then ip end`.as('ip');
    const query = this.matching(filter).where('user_id', '=', userId).select(COLUMNS).select(ip);
    const scope = { list: 'activity', user: userId, ...filter };
    return keysetPage(query, { limit, cursor, scope, order: newestFirst() });
  }

  pageOfAll({ limit, cursor, user_id, actor_id, ...filter }: AdminActivityFilter): Promise<Page<AdminActivityRow>> {
    let query = this.matching(filter).select(ADMIN_COLUMNS);
    if (user_id !== undefined) query = query.where('user_id', '=', user_id);
    if (actor_id !== undefined) query = query.where('actor_id', '=', actor_id);
    const scope = { list: 'all activity', user_id, actor_id, ...filter };
    return keysetPage(query, { limit, cursor, scope, order: newestFirst() });
  }

  /** Forgets where the user acted from and what was changed from and to; that something happened, and when, stays. */
  async anonymise(userId: string): Promise<void> {
    await sql`
      update activity_logs set ip = null, metadata = '{}', updated_at = now()
       where user_id = ${userId} and action <> 'profile.deleted' and (ip is not null or metadata <> '{}')`.execute(
      this.db,
    );
  }

  /** Removes at most `batch` of the oldest entries that are older than `days`; returns how many. */
  async prune(days: number, batch: number): Promise<number> {
    const { rows } = await sql`
      delete from activity_logs where id in
        (select id from activity_logs where timestamp < now() - ${days} * interval '1 day' order by timestamp limit ${batch})
      returning 1`.execute(this.db);
    return rows.length;
  }

  private matching({ from, to, ...equal }: Omit<ActivityFilter, 'limit' | 'cursor'>) {
    let query = this.db.selectFrom('activity_logs');
    if (equal.action !== undefined) query = query.where('action', '=', equal.action);
    if (equal.resource_type !== undefined) query = query.where('resource_type', '=', equal.resource_type);
    if (equal.resource_id !== undefined) query = query.where('resource_id', '=', equal.resource_id);
    if (equal.request_id !== undefined) query = query.where('request_id', '=', equal.request_id);
    if (from !== undefined) query = query.where('created_at', '>=', from);
    if (to !== undefined) query = query.where('created_at', '<', to);
    return query;
  }

  private get db() {
    return this.em.getKysely<Tables>();
  }
}
