import { Injectable } from '@nestjs/common';
import { randomUUIDv7 } from 'node:crypto';
import { DeliveryChannels } from './delivery/delivery-channels.js';
import { departureOf } from './departure.js';
import type { Notice } from './notice.js';
import { NotificationsRepository } from './notifications.repository.js';
import { OutboxRepository } from './outbox.repository.js';
import { wants } from './preferences.js';
import { PreferencesRepository } from './preferences.repository.js';

/** Tells a user something, over every channel that the user wants and that is configured. */
@Injectable()
export class Notifier {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly preferences: PreferencesRepository,
    private readonly outbox: OutboxRepository,
    private readonly channels: DeliveryChannels,
  ) {}

  /** Only writes rows, in the caller's transaction; no row when no channel wants it. */
  async tell(userId: string, notice: Notice, metadata: Record<string, unknown>): Promise<void> {
    const preferences = await this.preferences.of(userId);
    const inApp = wants(preferences, notice.category, 'in_app');
    const outside = this.channels.on.filter((channel) => wants(preferences, notice.category, channel));
    if (!inApp && outside.length === 0) return;
    const id = randomUUIDv7();
    await this.notifications.insert({ id, userId, notice, metadata, inApp });
    for (const channel of outside)
      await this.outbox.add(userId, id, departureOf(channel, notice.category, preferences, Date.now()));
  }
}
