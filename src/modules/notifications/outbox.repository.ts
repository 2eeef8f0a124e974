import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import type { NotificationCategory } from './notification-category.js';
import type { OutboxChannel } from './notification-channel.js';

/** How a notice leaves over a channel. */
export interface Departure {
  channel: OutboxChannel;
  /** With others, in a digest. */
  forDigest: boolean;
  /** Not before; epoch milliseconds. */
  at: number;
}

/** What is to leave. In the transactions that make notices and change preferences. */
@Injectable()
export class OutboxRepository {
  constructor(private readonly em: EntityManager) {}

  async add(userId: string, notificationId: string, { channel, forDigest, at }: Departure): Promise<void> {
    await sql`
      insert into outbox (id, user_id, channel, notification_id, for_digest, available_at)
      values (${randomUUIDv7()}, ${userId}, ${channel}, ${notificationId}, ${forDigest}, ${new Date(at)})`.execute(
      this.em.getKysely(),
    );
  }

  /** Takes back what waits over the channel in these categories, gathered or not. */
  async withdraw(userId: string, channel: OutboxChannel, categories: readonly NotificationCategory[]): Promise<void> {
    await sql`
      delete from outbox o using notifications n
       where n.id = o.notification_id and o.user_id = ${userId} and o.channel = ${channel} and o.status = 'pending'
         and n.category = any(${[...categories]}::text[])`.execute(this.em.getKysely());
  }

  /** Gives what waits in these categories and was never tried another departure. */
  async reschedule(
    userId: string,
    { channel, forDigest, at }: Departure,
    categories: readonly NotificationCategory[],
  ): Promise<void> {
    await sql`
      update outbox o set for_digest = ${forDigest}, available_at = ${new Date(at)}, updated_at = now()
        from notifications n
       where n.id = o.notification_id and o.user_id = ${userId} and o.channel = ${channel} and o.status = 'pending'
         and o.attempts = 0 and o.digest_id is null and n.category = any(${[...categories]}::text[])`.execute(
      this.em.getKysely(),
    );
  }
}
