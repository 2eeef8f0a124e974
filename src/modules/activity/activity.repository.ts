import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { type Generated, type JSONColumnType } from 'kysely';
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

export type NewActivity = Omit<ActivityRow, 'timestamp'> & { user_id: string };

export interface ActivityFilter {
  limit: number;
  cursor?: string | undefined;
  action?: string | undefined;
  resource_type?: string | undefined;
  resource_id?: string | undefined;
  /** Inclusive, RFC 3339. */
  from?: string | undefined;
  /** Exclusive, RFC 3339. */
  to?: string | undefined;
}

interface Tables {
  activity_logs: Omit<ActivityRow, 'metadata' | 'timestamp'> & {
    user_id: string;
    metadata: JSONColumnType<Record<string, unknown>>;
    timestamp: Generated<string>;
    created_at: Generated<string>;
  };
}

const COLUMNS = ['id', 'action', 'resource_type', 'resource_id', 'metadata', 'timestamp', 'ip', 'request_id'] as const;

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

  page(userId: string, { limit, cursor, from, to, ...equal }: ActivityFilter): Promise<Page<ActivityRow>> {
    let query = this.db.selectFrom('activity_logs').select(COLUMNS).where('user_id', '=', userId);
    if (equal.action !== undefined) query = query.where('action', '=', equal.action);
    if (equal.resource_type !== undefined) query = query.where('resource_type', '=', equal.resource_type);
    if (equal.resource_id !== undefined) query = query.where('resource_id', '=', equal.resource_id);
    if (from !== undefined) query = query.where('created_at', '>=', from);
    if (to !== undefined) query = query.where('created_at', '<', to);
    const scope = { list: 'activity', user: userId, from, to, ...equal };
    return keysetPage(query, { limit, cursor, scope, order: newestFirst() });
  }

  private get db() {
    return this.em.getKysely<Tables>();
  }
}
