import { deliveryTime } from './delivery-time.js';
import { isUrgent, type NotificationCategory } from './notification-category.js';
import type { OutboxChannel } from './notification-channel.js';
import type { Departure } from './outbox.repository.js';
import type { Preferences } from './preferences.js';

/** How a notice of this moment leaves over a channel. `now` in epoch milliseconds. */
export function departureOf(
  channel: OutboxChannel,
  category: NotificationCategory,
  preferences: Preferences,
  now: number,
): Departure {
  if (isUrgent(category)) return { channel, forDigest: false, at: now };
  return { channel, forDigest: preferences.digest !== 'realtime', at: deliveryTime(now, preferences) };
}
