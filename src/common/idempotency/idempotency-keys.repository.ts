import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

/** An answer as it is kept. */
export interface KeptAnswer {
  requestHash: string;
  status: number;
  headers: Record<string, string>;
  /** JSON text; null for an answer without a body. */
  body: string | null;
}

/** How long an answer is kept at least. */
const KEPT = sql`interval '24 hours'`;
const BATCH = 1_000;

@Injectable()
export class IdempotencyKeysRepository {
  constructor(private readonly em: EntityManager) {}

  /** Takes the key until the caller's transaction ends; false, at once, while another transaction has it. */
  async lock(userId: string, key: string): Promise<boolean> {
    const { rows } = await sql<{ locked: boolean }>`
      select pg_try_advisory_xact_lock(hashtextextended(${`idempotency:${userId}:${key}`}, 0)) as locked`.execute(
      this.em.getKysely(),
    );
    return rows[0]?.locked ?? false;
  }

  async find(userId: string, key: string): Promise<KeptAnswer | undefined> {
    const { rows } = await sql<KeptAnswer>`
      select request_hash as "requestHash", status, headers, body from idempotency_keys
       where user_id = ${userId} and key = ${key}`.execute(this.em.getKysely());
    return rows[0];
  }

  async insert(userId: string, key: string, { requestHash, status, headers, body }: KeptAnswer): Promise<void> {
    await sql`
      insert into idempotency_keys (user_id, key, request_hash, status, headers, body)
      values (${userId}, ${key}, ${requestHash}, ${status}, ${JSON.stringify(headers)}::jsonb, ${body})`.execute(
      this.em.getKysely(),
    );
  }

  /** Forgets all answers to a user. */
  async deleteOf(userId: string): Promise<void> {
    await sql`delete from idempotency_keys where user_id = ${userId}`.execute(this.em.getKysely());
  }

  /** Deletes a batch of what need not be kept any longer; false when there was nothing more. */
  async sweep(): Promise<boolean> {
    const { numAffectedRows = 0n } = await sql`
      delete from idempotency_keys where ctid = any(array(
        select ctid from idempotency_keys where created_at < now() - ${KEPT} limit ${BATCH}
           for update skip locked))`.execute(this.em.getKysely());
    return numAffectedRows === BigInt(BATCH);
  }
}
