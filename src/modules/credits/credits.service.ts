import { EntityManager, TransactionPropagation } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import type { Problem } from '../../common/problem/problem.js';
import { InsufficientCredits, MonthlyLimitReached } from './credits.errors.js';
import { Ledger, type LedgerEntry } from './ledger.js';
import { monthSpent, spendable } from './spendable.js';

/** A chunk that reserves for itself. */
export interface ChunkReserve {
  id: string;
  credits: number;
}

const NOW = sql`clock_timestamp()`;

/**
 * Credits of crawl jobs. Either the whole job is reserved at the start and the rest released at its end, or each chunk
 * reserves for itself when it is planned and releases the rest when it closes. Spent chunk by chunk in both cases.
 */
@Injectable()
export class CreditsService {
  constructor(
    private readonly em: EntityManager,
    private readonly ledger: Ledger,
  ) {}

  /** The user's account, made with a sign-up bonus on the first call; later calls change nothing. Joins the caller's transaction. */
  async openAccount(userId: string, bonus: number): Promise<void> {
    await this.em.transactional(
      async (em) => {
        const { rows } = await sql`
          insert into credit_accounts (id, user_id) values (${randomUUIDv7()}, ${userId})
          on conflict (user_id) do nothing returning 1`.execute(em.getKysely());
        if (rows.length === 0 || bonus === 0) return;
        await this.ledger.book({
          userId,
          type: 'bonus',
          amount: bonus,
          dBalance: bonus,
          dReserved: 0,
          dSpent: 0,
          idempotencyKey: `bonus:signup:${userId}`,
          description: 'Sign-up bonus',
        });
      },
      { propagation: TransactionPropagation.REQUIRED },
    );
  }

  /** Sets `credits` aside for one run of a job; throws InsufficientCredits or MonthlyLimitReached (both 402). */
  async reserve(userId: string, jobId: string, run: number, credits: number): Promise<void> {
    const booking = await this.ledger.book({
      ...setAside(userId, jobId, credits),
      idempotencyKey: `reserve:job:${jobId}:${run}`,
      description: 'Reserved for a crawl job',
    });
    if (booking === null) throw await this.refusal(userId, credits);
  }

  /** Reserves for chunks in their order until one cannot be paid; returns the ids of those that were. */
  async reserveChunks(userId: string, jobId: string, chunks: readonly ChunkReserve[]): Promise<Set<string>> {
    const paid = new Set<string>();
    for (const { id, credits } of chunks) {
      const booking = await this.ledger.book({
        ...setAside(userId, jobId, credits),
        chunkId: id,
        idempotencyKey: `reserve:chunk:${id}`,
        description: 'Reserved for a part of a crawl job',
      });
      if (booking === null) break;
      paid.add(id);
    }
    return paid;
  }

  /** Credits that the user may reserve now: the balance, or what the monthly limit leaves of it. */
  async spendable(userId: string): Promise<number> {
    const { rows } = await sql<{ credits: string }>`
      select ${spendable(NOW)} as credits from credit_accounts a where a.user_id = ${userId}`.execute(
      this.em.getKysely(),
    );
    return Number(rows[0]?.credits ?? 0);
  }

  /** Those of the users who may reserve something now. */
  async ableToSpend(userIds: readonly string[]): Promise<string[]> {
    if (userIds.length === 0) return [];
    const { rows } = await sql<{ user_id: string }>`
      select a.user_id from credit_accounts a
       where a.user_id = any(${[...userIds]}::uuid[]) and ${spendable(NOW)} > 0`.execute(this.em.getKysely());
    return rows.map(({ user_id }) => user_id);
  }

  /** Spends what a closed chunk stored, out of its job's reserve. */
  async settleChunk(userId: string, jobId: string, chunkId: string, credits: number): Promise<void> {
    if (credits === 0) return;
    await this.mustBook({
      userId,
      type: 'usage',
      amount: 0,
      dBalance: 0,
      dReserved: -credits,
      dSpent: credits,
      jobId,
      chunkId,
      idempotencyKey: `settle:chunk:${chunkId}`,
      description: 'Images stored by a crawl job',
    });
  }

  /** Gives back `credits` that a closed chunk had reserved for itself and did not use. */
  async releaseChunk(userId: string, jobId: string, chunkId: string, credits: number): Promise<void> {
    if (credits === 0) return;
    await this.mustBook({
      ...setAside(userId, jobId, -credits),
      type: 'release',
      chunkId,
      idempotencyKey: `release:chunk:${chunkId}`,
      description: 'Not used by a part of a crawl job',
    });
  }

  /** Gives back what an ended job still has in reserve. The ledger itself says how much that is. */
  async releaseJob(userId: string, jobId: string, run: number): Promise<void> {
    const { rows } = await sql<{ left: string | null }>`
      select sum(d_reserved) as left from credit_transactions where job_id = ${jobId}`.execute(this.em.getKysely());
    const credits = Number(rows[0]?.left ?? 0);
    if (credits === 0) return;
    await this.mustBook({
      ...setAside(userId, jobId, -credits),
      type: 'release',
      idempotencyKey: `release:job:${jobId}:${run}`,
      description: 'Reserve of an ended crawl job',
    });
  }

  /** Why `credits` cannot be reserved now. */
  async refusal(userId: string, credits: number): Promise<Problem> {
    const { rows } = await sql<{ balance: string; limit: number | null; left: string | null }>`
      select a.balance, a.monthly_limit as limit,
             greatest(0, a.monthly_limit - a.reserved - (${monthSpent(NOW)})) as left
        from credit_accounts a where a.user_id = ${userId}`.execute(this.em.getKysely());
    const { balance = '0', limit = null, left = null } = rows[0] ?? {};
    if (limit === null || left === null || Number(balance) < credits)
      return new InsufficientCredits(credits, Number(balance));
    return new MonthlyLimitReached(credits, { limit, left: Number(left) });
  }

  private async mustBook(entry: LedgerEntry): Promise<void> {
    if ((await this.ledger.book(entry)) === null) throw new Error(`Ledger refused ${entry.idempotencyKey}`);
  }
}

const setAside = (userId: string, jobId: string, credits: number) => ({
  userId,
  type: 'reserve' as const,
  amount: 0,
  dBalance: -credits,
  dReserved: credits,
  dSpent: 0,
  jobId,
});
