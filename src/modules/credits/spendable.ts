import { sql, type RawBuilder } from 'kysely';

/** First day of the UTC month of a timestamptz. */
export const monthOf = (at: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`date_trunc('month', ${at} at time zone 'UTC')::date`;

/** What the account row `a` spent in the month of `at`, refunds taken off. */
export const monthSpent = (at: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when a.month_start = ${monthOf(at)} then a.month_spent else 0 end`;

/**
 * What the account row `a` may reserve at `at`: its balance, or less when the monthly limit is nearer. The limit
 * counts what is reserved now, whenever that was, since it may be spent this month.
 */
export const spendable = (at: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`greatest(0, least(a.balance, a.monthly_limit - a.reserved - (${monthSpent(at)})))`;
