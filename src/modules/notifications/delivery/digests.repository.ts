import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import type { OutboxChannel } from '../notification-channel.js';

/** Any number that nothing else in the database uses as an advisory lock. */
const GATHERING_LOCK = 7_249_002;
const USERS_AT_ONCE = 100;

interface DueDigest {
  user_id: string;
  channel: OutboxChannel;
}

/** Makes digests: one row of the outbox that stands for all that a user has waiting on a channel. */
@Injectable()
export class DigestsRepository {
  constructor(private readonly em: EntityManager) {}

  /** One process at a time, or one user could get two digests; the others go on without. */
  async gather(channels: readonly OutboxChannel[]): Promise<void> {
    await this.em.transactional(async (em) => {
      const { rows } = await sql<DueDigest>`
        with turn as materialized (select pg_try_advisory_xact_lock(${GATHERING_LOCK}) as mine)
        select distinct user_id, channel from outbox, turn
         where mine and for_digest and digest_id is null and status = 'pending' and available_at <= clock_timestamp()
           and channel = any(${[...channels]}::text[])
         limit ${USERS_AT_ONCE}`.execute(em.getKysely());
      for (const due of rows) await this.gatherOf(due);
    });
  }

  /** All of them, also those that an earlier choice of the user would let wait longer. Waits for nobody: who is locked comes next time. */
  private async gatherOf({ user_id: userId, channel }: DueDigest): Promise<void> {
    const id = randomUUIDv7();
    await sql`
      with waiting as (
        select id from outbox
         where user_id = ${userId} and channel = ${channel} and for_digest and digest_id is null and status = 'pending'
         order by id for no key update skip locked),
      digest as (
        insert into outbox (id, user_id, channel) select ${id}, ${userId}, ${channel} where exists (select 1 from waiting))
      update outbox o set digest_id = ${id}, updated_at = clock_timestamp() from waiting where o.id = waiting.id`.execute(
      this.em.getKysely(),
    );
  }
}
