import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type Generated, type JSONColumnType } from 'kysely';
import { keysetPage } from '../../common/pagination/keyset.js';
import type { Page } from '../../common/pagination/page-of.js';
import type { Notice } from './notice.js';
import type { NotificationCategory } from './notification-category.js';
import type { NotificationRow } from './notification.row.js';

export interface NotificationFilter {
  limit: number;
  cursor?: string | undefined;
  is_read?: boolean | undefined;
  category?: NotificationCategory | undefined;
}

export interface NewNotification {
  id: string;
  userId: string;
  notice: Notice;
  /** Plain values: what it is about. */
  metadata: Record<string, unknown>;
  /** False: lists do not show it, a delivery refers to it. */
  inApp: boolean;
}

interface Tables {
  notifications: Omit<NotificationRow, 'metadata' | 'is_read' | 'created_at'> & {
    user_id: string;
    metadata: JSONColumnType<Record<string, unknown>>;
    in_app: boolean;
    is_read: Generated<boolean>;
    created_at: Generated<string>;
    updated_at: Generated<string>;
  };
}

const COLUMNS = [
  'id',
  'category',
  'type',
  'title',
  'message',
  'action_url',
  'metadata',
  'is_read',
  'read_at',
  'created_at',
] as const;

/** What users see of their notifications; every query carries the owner. */
@Injectable()
export class NotificationsRepository {
  constructor(private readonly em: EntityManager) {}

  /** In the caller's transaction. Dated by the clock and not by the transaction's start: readers follow the date. */
  async insert({ id, userId, notice, metadata, inApp }: NewNotification): Promise<void> {
    const { actionUrl: action_url, ...told } = notice;
    await this.db
      .insertInto('notifications')
      .values({
        ...told,
        id,
        user_id: userId,
        action_url,
        metadata: JSON.stringify(metadata),
        in_app: inApp,
        created_at: sql<string>`clock_timestamp()`,
      })
      .execute();
  }

  page(userId: string, { limit, cursor, is_read, category }: NotificationFilter): Promise<Page<NotificationRow>> {
    let query = this.shown(userId);
    if (is_read !== undefined) query = query.where('is_read', '=', is_read);
    if (category !== undefined) query = query.where('category', '=', category);
    return keysetPage(query, { limit, cursor, scope: { list: 'notifications', user: userId, is_read, category } });
  }

  async unreadCount(userId: string): Promise<number> {
    const { unread } = await this.db
      .selectFrom('notifications')
      .select(sql<string>`count(*)`.as('unread'))
      .where('user_id', '=', userId)
      .where('in_app', '=', true)
      .where('is_read', '=', false)
      .executeTakeFirstOrThrow();
    return Number(unread);
  }

  /** Locks the row until the transaction ends. */
  findLocked(userId: string, id: string): Promise<NotificationRow | undefined> {
    return this.shown(userId).where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  }

  /** The caller holds the row's lock. */
  mark(userId: string, id: string, isRead: boolean): Promise<NotificationRow> {
    return this.db
      .updateTable('notifications')
      .set({ is_read: isRead, read_at: isRead ? sql<string>`now()` : null, updated_at: sql<string>`now()` })
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
  }

  /** Returns how many were unread. Locks them in one order, so that two of these do not wait for each other. */
  async markAll(userId: string): Promise<number> {
    const { numAffectedRows } = await sql`
      with unread as (select id from notifications where user_id = ${userId} and in_app and not is_read
                       order by id for no key update)
      update notifications n set is_read = true, read_at = now(), updated_at = now()
        from unread where n.id = unread.id`.execute(this.em.getKysely());
    return Number(numAffectedRows ?? 0);
  }

  /** What of it was not delivered yet goes with it. */
  async delete(userId: string, id: string): Promise<NotificationRow | undefined> {
    return this.db
      .deleteFrom('notifications')
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .where('in_app', '=', true)
      .returning(COLUMNS)
      .executeTakeFirst();
  }

  private shown(userId: string) {
    return this.db.selectFrom('notifications').select(COLUMNS).where('user_id', '=', userId).where('in_app', '=', true);
  }

  private get db() {
    return this.em.getKysely<Tables>();
  }
}
