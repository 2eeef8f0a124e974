import { Injectable, Logger } from '@nestjs/common';
import { retryTransient } from '../../../database/transient.js';
import { afterQuietHours } from '../delivery-time.js';
import { isUrgent } from '../notification-category.js';
import type { NotificationRow } from '../notification.row.js';
import { PreferencesRepository } from '../preferences.repository.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { Undeliverable, type ClaimedDelivery } from './delivery.js';
import { DeliveryChannels } from './delivery-channels.js';
import { MAX_ATTEMPTS, retryDelay } from './retry-delay.js';

/**
 * One delivery, top to bottom. At least once: a process that ends between the receiver's yes and the row's `sent` repeats
 * it when its lease has run out, under the same id.
 */
@Injectable()
export class DeliveryRunner {
  private readonly logger = new Logger('Delivery');

  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly preferences: PreferencesRepository,
    private readonly channels: DeliveryChannels,
  ) {}

  /** Resolves when there is nothing more to do for it here. `stopping`: the process ends, give it back. */
  async run(delivery: ClaimedDelivery, stopping: AbortSignal): Promise<void> {
    const notices = await this.deliveries.notices(delivery);
    if (notices.length === 0) return this.deliveries.drop(delivery);
    if (delivery.attempts > MAX_ATTEMPTS) return this.deliveries.fail(delivery, 'Every try ended without a word');
    const later = await this.quietUntil(delivery.userId, notices);
    if (later !== null) return this.deliveries.giveBack(delivery, later);
    try {
      const { id, recipient } = delivery;
      await this.channels.get(delivery.channel).send({ id, recipient, notices }, stopping);
    } catch (error) {
      return stopping.aborted ? this.deliveries.giveBack(delivery, Date.now()) : this.settle(delivery, error);
    }
    await retryTransient(() => this.deliveries.sent(delivery));
  }

  /** It may have been due before quiet hours began, and come late or for another try. */
  private async quietUntil(userId: string, notices: readonly NotificationRow[]): Promise<number | null> {
    if (notices.some(({ category }) => isUrgent(category))) return null;
    const now = Date.now();
    const at = afterQuietHours(now, await this.preferences.of(userId));
    return at > now ? at : null;
  }

  private async settle(delivery: ClaimedDelivery, error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    this.logger.warn(`${delivery.channel} ${delivery.id}, try ${delivery.attempts}: ${message}`);
    const delay = error instanceof Undeliverable ? null : retryDelay(delivery.attempts);
    await retryTransient(() =>
      delay === null ? this.deliveries.fail(delivery, message) : this.deliveries.retry(delivery, message, delay),
    );
  }
}
