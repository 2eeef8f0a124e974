import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { changesOf } from '../../common/events/changes.js';
import { EventBus } from '../../common/events/event-bus.js';
import { DeliveryChannels } from './delivery/delivery-channels.js';
import { departureOf } from './departure.js';
import { NotificationPreferencesUpdated } from './notification.events.js';
import { CATEGORY_NAMES, isUrgent } from './notification-category.js';
import { OutboxRepository } from './outbox.repository.js';
import { unwanted, type Preferences } from './preferences.js';
import { PreferencesRepository } from './preferences.repository.js';

@Injectable()
export class PreferencesService {
  constructor(
    private readonly em: EntityManager,
    private readonly preferences: PreferencesRepository,
    private readonly outbox: OutboxRepository,
    private readonly channels: DeliveryChannels,
    private readonly events: EventBus,
  ) {}

  get(userId: string): Promise<Preferences> {
    return this.preferences.of(userId);
  }

  /** Counts at once, also for what waits to be delivered. */
  replace(userId: string, chosen: Preferences): Promise<Preferences> {
    return this.em.transactional(async () => {
      const changes = changesOf(await this.preferences.of(userId), chosen);
      if (Object.keys(changes).length === 0) return chosen;
      await this.preferences.replace(userId, chosen);
      const ordinary = CATEGORY_NAMES.filter((category) => !isUrgent(category));
      for (const channel of this.channels.on) {
        await this.outbox.withdraw(userId, channel, unwanted(chosen, channel));
        const [any = 'system'] = ordinary;
        await this.outbox.reschedule(userId, departureOf(channel, any, chosen, Date.now()), ordinary);
      }
      await this.events.emit(new NotificationPreferencesUpdated(userId, userId, changes));
      return chosen;
    });
  }
}
