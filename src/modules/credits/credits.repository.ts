import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { keysetPage, newestFirst } from '../../common/pagination/keyset.js';
import type { Page } from '../../common/pagination/page-of.js';
import type { CreditSettings } from './credit-settings.js';
import type { CreditTransactionType } from './credit-transaction.entity.js';
import { monthSpent } from './spendable.js';

export interface CreditAccountRow extends CreditSettings {
  balance: string;
  reserved: string;
  spent: string;
  /** Of the running month in UTC. */
  month_spent: string;
}

/** A ledger row as SQL returns it: bigint and times are text. */
export interface CreditTransactionRow {
  id: string;
  created_at: string;
  type: CreditTransactionType;
  amount: string;
  d_balance: string;
  d_reserved: string;
  d_spent: string;
  balance_after: string;
  job_id: string | null;
  chunk_id: string | null;
  description: string | null;
}

export interface TransactionFilter {
  limit: number;
  cursor?: string | undefined;
  type?: CreditTransactionType | undefined;
  job_id?: string | undefined;
}

interface Tables {
  credit_transactions: CreditTransactionRow & { user_id: string; idempotency_key: string };
}

const COLUMNS = [
  ...(['id', 'created_at', 'type', 'amount', 'd_balance', 'd_reserved', 'd_spent', 'balance_after'] as const),
  ...(['job_id', 'chunk_id', 'description'] as const),
];
const SETTINGS = sql.raw(
  'a.auto_refill_enabled, a.refill_threshold, a.refill_amount, a.monthly_limit, a.low_balance_threshold',
);

@Injectable()
export class CreditsRepository {
  constructor(private readonly em: EntityManager) {}

  /** undefined: the user has no account yet. */
  async account(userId: string): Promise<CreditAccountRow | undefined> {
    const { rows } = await sql<CreditAccountRow>`
      select a.balance, a.reserved, a.spent, ${monthSpent(sql`clock_timestamp()`)} as month_spent, ${SETTINGS}
        from credit_accounts a where a.user_id = ${userId}`.execute(this.em.getKysely());
    return rows[0];
  }

  /** Locks the account until the end of the transaction: nothing is booked on it meanwhile. undefined: there is none. */
  async lock(userId: string): Promise<(CreditSettings & { id: string }) | undefined> {
    const { rows } = await sql<CreditSettings & { id: string }>`
      select a.id, ${SETTINGS} from credit_accounts a where a.user_id = ${userId} for no key update`.execute(
      this.em.getKysely(),
    );
    return rows[0];
  }

  transactions(
    userId: string,
    { limit, cursor, type, job_id }: TransactionFilter,
  ): Promise<Page<CreditTransactionRow>> {
    let query = this.rows().where('user_id', '=', userId);
    if (type !== undefined) query = query.where('type', '=', type);
    if (job_id !== undefined) query = query.where('job_id', '=', job_id);
    const scope = { list: 'credit_transactions', user: userId, type, job_id };
    return keysetPage(query, { limit, cursor, scope, order: newestFirst() });
  }

  /** The user's movement with that idempotency key. */
  byKey(userId: string, key: string): Promise<CreditTransactionRow | undefined> {
    return this.rows().where('user_id', '=', userId).where('idempotency_key', '=', key).executeTakeFirst();
  }

  /** Net credits that a job of the user has cost so far: spent less refunded. */
  async spentOn(userId: string, jobId: string): Promise<number> {
    const { rows } = await sql<{ spent: string }>`
      select coalesce(sum(d_spent), 0) as spent from credit_transactions
       where job_id = ${jobId} and user_id = ${userId}`.execute(this.em.getKysely());
    return Number(rows[0]?.spent ?? 0);
  }

  private rows() {
    return this.em.getKysely<Tables>().selectFrom('credit_transactions').select(COLUMNS);
  }
}
