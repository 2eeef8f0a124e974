import type { OutboxChannel } from '../notification-channel.js';
import type { NotificationRow } from '../notification.row.js';

/** A row of the outbox in the hands of one run. It may write as long as nobody has raised the fence. */
export interface ClaimedDelivery {
  id: string;
  fence: number;
  /** Claims so far, this one included. */
  attempts: number;
  channel: OutboxChannel;
  userId: string;
  recipient: Recipient;
}

export interface Recipient {
  email: string | null;
  fullName: string | null;
}

/** What a channel sends: one notice, or those of a digest in the order of their time. Never empty. */
export interface Delivery {
  /** Id of the outbox's row: the same however often it is tried, so that receivers can tell a repetition. */
  id: string;
  recipient: Recipient;
  notices: readonly NotificationRow[];
}

/** The receiver has refused for good, or there is none: another try would end the same. */
export class Undeliverable extends Error {}
