import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import type { CreditTransactionType } from './credit-transaction.entity.js';

/** One movement of credits. The three deltas sum to `amount`, what came from or went to outside. */
export interface LedgerEntry {
  userId: string;
  type: CreditTransactionType;
  amount: number;
  dBalance: number;
  dReserved: number;
  dSpent: number;
  /** Unique for good: booking the same movement again fails with SQLSTATE 23505 and rolls the transaction back. */
  idempotencyKey: string;
  description: string;
  jobId?: string;
  chunkId?: string;
}

/** The only writer of balances: account row and ledger row move in one statement of the caller's transaction. */
@Injectable()
export class Ledger {
  constructor(private readonly em: EntityManager) {}

  /** The balance afterwards, or null when a column would fall below zero; then nothing moved. */
  async book(entry: LedgerEntry): Promise<number | null> {
    const { rows } = await sql<{ balance_after: string }>`
      with moved as (
        update credit_accounts
           set balance = balance + ${entry.dBalance}, reserved = reserved + ${entry.dReserved},
               spent = spent + ${entry.dSpent}, updated_at = clock_timestamp()
         where user_id = ${entry.userId}
           and balance + ${entry.dBalance} >= 0 and reserved + ${entry.dReserved} >= 0 and spent + ${entry.dSpent} >= 0
        returning id, user_id, balance)
      insert into credit_transactions
        (id, created_at, account_id, user_id, type, amount, d_balance, d_reserved, d_spent, balance_after,
         job_id, chunk_id, idempotency_key, description)
      select ${randomUUIDv7()}, clock_timestamp(), id, user_id, ${entry.type}, ${entry.amount}, ${entry.dBalance}, ${entry.dReserved},
             ${entry.dSpent}, balance, ${entry.jobId ?? null}, ${entry.chunkId ?? null}, ${entry.idempotencyKey},
             ${entry.description}
        from moved
      returning balance_after`.execute(this.em.getKysely());
    return rows[0] ? Number(rows[0].balance_after) : null;
  }
}
