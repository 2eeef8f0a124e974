import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { NotificationRow } from './notification.row.js';

/** Where a reader stands: the time and id of a notification. */
export interface Position {
  /** With microseconds, as PostgreSQL writes it. */
  at: string;
  id: string;
}

export interface News {
  unread: number;
  /** Oldest first. */
  notifications: (NotificationRow & { at: string })[];
}

const AT_ONCE = 100;
/** A notice is dated when it is written and seen when its transaction commits; one that commits later than this is only in the list. */
const LATE_SECONDS = 60;
const NIL = '00000000-0000-0000-0000-000000000000';

/** What has come since, for event streams; every query carries the owner. */
@Injectable()
export class NewsRepository {
  constructor(private readonly em: EntityManager) {}

  /** The position of a notification that the user can see, or, without one, that of now. */
  async position(userId: string, lastId: string | null): Promise<Position> {
    const { rows } = await sql<Position>`
      select coalesce(n.created_at, clock_timestamp())::text as at, coalesce(n.id, ${NIL}) as id
        from (select 1) one left join notifications n on n.id = ${lastId}::uuid and n.user_id = ${userId} and n.in_app`.execute(
      this.em.getKysely(),
    );
    return rows[0] ?? { at: 'now', id: NIL };
  }

  /**
   * What is after `from` and not among `seen`, and no older than a minute before `last`: rows of transactions that overlap
   * become visible in another order than that of their dates.
   */
  async since(userId: string, from: Position, last: string, seen: readonly string[]): Promise<News> {
    const { rows } = await sql<{ unread: number } & (NotificationRow | { id: null }) & { at: string }>`
      select u.unread, n.id, n.category, n.type, n.title, n.message, n.action_url, n.metadata, n.is_read, n.read_at,
             n.created_at, n.created_at::text as at
        from (select count(*)::int as unread from notifications where user_id = ${userId} and in_app and not is_read) u
        left join lateral (
          select * from notifications
           where user_id = ${userId} and in_app and (created_at, id) > (${from.at}::timestamptz, ${from.id}::uuid)
             and created_at > ${last}::timestamptz - ${LATE_SECONDS} * interval '1 second'
             and id <> all(${[...seen]}::uuid[])
           order by created_at, id limit ${AT_ONCE}) n on true
       order by n.created_at, n.id`.execute(this.em.getKysely());
    const notifications = rows.flatMap((row) => (row.id === null ? [] : [row]));
    return { unread: rows[0]?.unread ?? 0, notifications };
  }
}
