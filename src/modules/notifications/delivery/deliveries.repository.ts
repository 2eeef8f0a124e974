import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { OutboxChannel } from '../notification-channel.js';
import type { NotificationRow } from '../notification.row.js';
import type { ClaimedDelivery } from './delivery.js';

/** A channel gives up on a receiver well before. */
const LEASE_SECONDS = 120;
const KEPT_DAYS = 30;
const MAX_ERROR = 500;

interface ClaimedRow extends Omit<ClaimedDelivery, 'recipient'> {
  email: string | null;
  fullName: string | null;
}

/** Who delivers what. Every write is one guarded UPDATE on the database's clock; who has lost the claim writes nothing. */
@Injectable()
export class DeliveriesRepository {
  constructor(private readonly em: EntityManager) {}

  /** Takes at most `count` due deliveries, oldest first. Two workers never take the same. */
  async claim(channels: readonly OutboxChannel[], count: number): Promise<ClaimedDelivery[]> {
    const { rows } = await sql<ClaimedRow>`
      with due as (
        select id from outbox
         where status in ('pending', 'processing') and not for_digest and channel = any(${[...channels]}::text[])
           and available_at <= clock_timestamp() and (status = 'pending' or lease_until < clock_timestamp())
         order by available_at, id limit ${count}
           for no key update skip locked)
      update outbox o
         set status = 'processing', fence = o.fence + 1, attempts = o.attempts + 1, updated_at = clock_timestamp(),
             lease_until = clock_timestamp() + ${LEASE_SECONDS} * interval '1 second'
        from due, profiles p
       where o.id = due.id and p.id = o.user_id
      returning o.id, o.fence, o.attempts, o.channel, o.user_id as "userId", p.full_name as "fullName",
                case when p.deleted_at is null then p.email end as email`.execute(this.em.getKysely());
    return rows.map(({ email, fullName, ...row }) => ({ ...row, recipient: { email, fullName } }));
  }

  /** The notice of a delivery, or those of a digest in the order of their time. */
  async notices({ id }: ClaimedDelivery): Promise<NotificationRow[]> {
    const { rows } = await sql<NotificationRow>`
      select n.id, n.category, n.type, n.title, n.message, n.action_url, n.metadata, n.is_read, n.read_at, n.created_at
        from outbox o join notifications n on n.id = o.notification_id
       where o.id = ${id} or o.digest_id = ${id}
       order by n.created_at, n.id`.execute(this.em.getKysely());
    return rows;
  }

  async sent(delivery: ClaimedDelivery): Promise<void> {
    await this.close(delivery, sql`status = 'sent', sent_at = clock_timestamp(), last_error = null`);
  }

  async fail(delivery: ClaimedDelivery, error: string): Promise<void> {
    await this.close(delivery, sql`status = 'failed', last_error = ${error.slice(0, MAX_ERROR)}`);
  }

  /** Due again after `delayMs`. */
  async retry(delivery: ClaimedDelivery, error: string, delayMs: number): Promise<void> {
    const due = sql`clock_timestamp() + ${delayMs} * interval '1 millisecond'`;
    await this.guarded(
      delivery,
      sql`status = 'pending', available_at = ${due}, last_error = ${error.slice(0, MAX_ERROR)}`,
    );
  }

  /** Due again at `at` (epoch milliseconds), as if it had not been claimed. */
  async giveBack(delivery: ClaimedDelivery, at: number): Promise<void> {
    await this.guarded(delivery, sql`status = 'pending', available_at = ${new Date(at)}, attempts = attempts - 1`);
  }

  /** A digest of notices that are all gone. */
  async drop({ id, fence }: ClaimedDelivery): Promise<void> {
    await sql`delete from outbox where id = ${id} and fence = ${fence} and status = 'processing'`.execute(
      this.em.getKysely(),
    );
  }

  /** Deletes what was sent or has failed long ago, a part of it at a time. */
  async prune(): Promise<void> {
    await sql`
      delete from outbox where id in (
        select id from outbox
         where status in ('sent', 'failed') and updated_at < now() - ${KEPT_DAYS} * interval '1 day' limit 5000)`.execute(
      this.em.getKysely(),
    );
  }

  /** The notices of a digest end with it. */
  private async close({ id, fence }: ClaimedDelivery, change: ReturnType<typeof sql>): Promise<void> {
    await sql`
      with closed as (
        update outbox set ${change}, lease_until = null, updated_at = clock_timestamp()
         where id = ${id} and fence = ${fence} and status = 'processing'
        returning id)
      update outbox o set ${change}, updated_at = clock_timestamp() from closed where o.digest_id = closed.id`.execute(
      this.em.getKysely(),
    );
  }

  private async guarded({ id, fence }: ClaimedDelivery, change: ReturnType<typeof sql>): Promise<void> {
    await sql`
      update outbox set ${change}, lease_until = null, updated_at = clock_timestamp()
       where id = ${id} and fence = ${fence} and status = 'processing'`.execute(this.em.getKysely());
  }
}
