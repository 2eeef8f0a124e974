import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventBus } from '../../common/events/event-bus.js';
import type { Page } from '../../common/pagination/page-of.js';
import { NotFound } from '../../common/problem/problems.js';
import { NotificationDeleted, NotificationsRead, NotificationUpdated } from './notification.events.js';
import type { NotificationRow } from './notification.row.js';
import { NotificationsRepository, type NotificationFilter } from './notifications.repository.js';

@Injectable()
export class NotificationsService {
  constructor(
    private readonly em: EntityManager,
    private readonly notifications: NotificationsRepository,
    private readonly events: EventBus,
  ) {}

  /** A page, and how many the user has not read, whatever the filter. */
  async list(userId: string, filter: NotificationFilter): Promise<Page<NotificationRow> & { unread_count: number }> {
    const page = await this.notifications.page(userId, filter);
    return { ...page, unread_count: await this.notifications.unreadCount(userId) };
  }

  /** @throws NotFound */
  mark(userId: string, id: string, isRead: boolean): Promise<NotificationRow> {
    return this.em.transactional(async () => {
      const before = await this.notifications.findLocked(userId, id);
      if (!before) throw new NotFound('Notification');
      if (before.is_read === isRead) return before;
      const after = await this.notifications.mark(userId, id, isRead);
      await this.events.emit(new NotificationUpdated(userId, id, { is_read: { from: before.is_read, to: isRead } }));
      return after;
    });
  }

  /** Returns how many were unread. */
  markAll(userId: string): Promise<number> {
    return this.em.transactional(async () => {
      const count = await this.notifications.markAll(userId);
      if (count > 0) await this.events.emit(new NotificationsRead(userId, userId, { count }));
      return count;
    });
  }

  /** @throws NotFound */
  delete(userId: string, id: string): Promise<void> {
    return this.em.transactional(async () => {
      const row = await this.notifications.delete(userId, id);
      if (!row) throw new NotFound('Notification');
      await this.events.emit(new NotificationDeleted(userId, id, { type: row.type, title: row.title }));
    });
  }
}
