import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { keysetPage, newestFirst } from '../../common/pagination/keyset.js';
import type { Page } from '../../common/pagination/page-of.js';
import type { CreditTransactionType } from './credit-transaction.entity.js';

export interface CreditAccountRow {
  balance: string;
  reserved: string;
  spent: string;
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
  credit_transactions: CreditTransactionRow & { user_id: string };
}

const COLUMNS = [
  ...(['id', 'created_at', 'type', 'amount', 'd_balance', 'd_reserved', 'd_spent', 'balance_after'] as const),
  ...(['job_id', 'chunk_id', 'description'] as const),
];

@Injectable()
export class CreditsRepository {
  constructor(private readonly em: EntityManager) {}

  /** undefined: the user has no account yet. */
  async account(userId: string): Promise<CreditAccountRow | undefined> {
    const { rows } = await sql<CreditAccountRow>`
      select balance, reserved, spent from credit_accounts where user_id = ${userId}`.execute(this.em.getKysely());
    return rows[0];
  }

  transactions(
    userId: string,
    { limit, cursor, type, job_id }: TransactionFilter,
  ): Promise<Page<CreditTransactionRow>> {
    let query = this.em
      .getKysely<Tables>()
      .selectFrom('credit_transactions')
      .select(COLUMNS)
      .where('user_id', '=', userId);
    if (type !== undefined) query = query.where('type', '=', type);
    if (job_id !== undefined) query = query.where('job_id', '=', job_id);
    const scope = { list: 'credit_transactions', user: userId, type, job_id };
    return keysetPage(query, { limit, cursor, scope, order: newestFirst() });
  }
}
