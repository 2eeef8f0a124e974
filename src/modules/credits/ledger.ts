import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { EventBus } from '../../common/events/event-bus.js';
import { noticesOf, type MovedAccount } from './credit-notices.js';
import type { CreditTransactionType } from './credit-transaction.entity.js';
import { monthOf, monthSpent, spendable } from './spendable.js';

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
  jobId?: string | undefined;
  chunkId?: string | undefined;
  metadata?: Record<string, unknown>;
}

/** Of a movement that took place. */
export interface Booking {
  transactionId: string;
  accountId: string;
  balance: number;
}

interface MovedRow extends Omit<MovedAccount, 'balance'> {
  balance: string; // bigint
}

const AT = sql`t.at`;

/** The only writer of balances: account row and ledger row move in one statement of the caller's transaction. */
@Injectable()
export class Ledger {
  constructor(
    private readonly em: EntityManager,
    private readonly events: EventBus,
  ) {}

  /** null when a column would fall below zero, or a reserve passes the monthly limit; then nothing moved. */
  async book(entry: LedgerEntry): Promise<Booking | null> {
    const transactionId = randomUUIDv7();
    const limited = entry.type === 'reserve' ? sql`and ${spendable(AT)} >= ${entry.dReserved}` : sql``;
    // the time is taken once, after the wait for the lock: rows of an account are in the order of their times
    const { rows } = await sql<MovedRow>`
      with held as (select id from credit_accounts where user_id = ${entry.userId} for no key update),
      t as materialized (select id, clock_timestamp() as at from held),
      moved as (
        update credit_accounts a
           set balance = a.balance + ${entry.dBalance}, reserved = a.reserved + ${entry.dReserved},
               spent = a.spent + ${entry.dSpent}, month_start = ${monthOf(AT)},
               month_spent = ${monthSpent(AT)} + ${entry.dSpent}, updated_at = ${AT}
          from t
         where a.id = t.id and a.balance + ${entry.dBalance} >= 0 and a.reserved + ${entry.dReserved} >= 0
           and a.spent + ${entry.dSpent} >= 0 ${limited}
        returning a.*),
      booked as (
        insert into credit_transactions
          (id, created_at, updated_at, account_id, user_id, type, amount, d_balance, d_reserved, d_spent, balance_after,
           job_id, chunk_id, idempotency_key, description, metadata)
        select ${transactionId}::uuid, updated_at, updated_at, id, user_id, ${entry.type}, ${entry.amount},
               ${entry.dBalance}, ${entry.dReserved}, ${entry.dSpent}, balance, ${entry.jobId ?? null},
               ${entry.chunkId ?? null}, ${entry.idempotencyKey}, ${entry.description},
               ${JSON.stringify(entry.metadata ?? {})}::jsonb
          from moved)
      select id, user_id as "userId", balance, low_balance_threshold as "lowBalanceThreshold",
             case when auto_refill_enabled then refill_threshold end as "refillThreshold",
             refill_amount as "refillAmount"
        from moved`.execute(this.em.getKysely());
    const [row] = rows;
    if (!row) return null;
    const account = { ...row, balance: Number(row.balance) };
    for (const notice of noticesOf(account, entry.dBalance)) await this.events.emit(notice);
    return { transactionId, accountId: account.id, balance: account.balance };
  }
}
