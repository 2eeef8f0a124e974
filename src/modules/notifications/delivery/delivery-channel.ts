import type { OutboxChannel } from '../notification-channel.js';
import type { Delivery } from './delivery.js';

/** One way out of the product. */
export abstract class DeliveryChannel {
  abstract readonly name: OutboxChannel;

  /** False: not configured here, so nothing is put into the outbox for it. */
  abstract isOn(): boolean;

  /**
   * Resolves once the receiver has taken it over. May be called again with the same delivery.
   * @throws Undeliverable, or any other error when another try may help; soon after `signal` is aborted
   */
  abstract send(delivery: Delivery, signal: AbortSignal): Promise<void>;
}
