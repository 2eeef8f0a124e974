import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { sql } from 'kysely';
import { allOf } from '../profiles/account-pages.js';
import { ACCOUNT_ORDER, AccountRegistry } from '../profiles/account-registry.js';
import { NotificationDto } from './notification.dto.js';
import { NotificationsRepository } from './notifications.repository.js';
import { PreferencesRepository } from './preferences.repository.js';

/** The notifications of an account and how it wants them. */
@Injectable()
export class NotificationAccount implements OnModuleInit {
  constructor(
    private readonly em: EntityManager,
    private readonly registry: AccountRegistry,
    private readonly notifications: NotificationsRepository,
    private readonly preferences: PreferencesRepository,
  ) {}

  onModuleInit(): void {
    const order = ACCOUNT_ORDER.notifications;
    this.registry.register({
      name: 'notifications',
      order,
      items: ({ id }) =>
        allOf(
          (page) => this.notifications.page(id, page),
          (row) => NotificationDto.from(row),
        ),
      erase: (userId) => this.erase(userId),
    });
    this.registry.register({ name: 'notification_preferences', order, items: ({ id }) => this.preferencesOf(id) });
  }

  private async *preferencesOf(userId: string): AsyncGenerator<object> {
    yield await this.preferences.of(userId);
  }

  /** What was not sent yet is not sent any more. */
  private async erase(userId: string): Promise<void> {
    const db = this.em.getKysely();
    await sql`delete from outbox where user_id = ${userId}`.execute(db);
    await sql`delete from notifications where user_id = ${userId}`.execute(db);
    await sql`delete from notification_preferences where user_id = ${userId}`.execute(db);
  }
}
