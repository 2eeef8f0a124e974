import { EntityManager, TransactionPropagation } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { InsufficientCredits } from './credits.errors.js';
import { Ledger } from './ledger.js';

/** Credits of crawl jobs: reserved at the start, spent chunk by chunk, the rest released at the end. */
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

  /** Sets `credits` aside for one run of a job; throws InsufficientCredits (402). */
  async reserve(userId: string, jobId: string, run: number, credits: number): Promise<void> {
    const after = await this.ledger.book({
      userId,
      type: 'reserve',
      amount: 0,
      dBalance: -credits,
      dReserved: credits,
      dSpent: 0,
      jobId,
      idempotencyKey: `reserve:job:${jobId}:${run}`,
      description: 'Reserved for a crawl job',
    });
    if (after === null) throw new InsufficientCredits(credits, await this.balanceOf(userId));
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

  /** Gives back what an ended job still has in reserve. The ledger itself says how much that is. */
  async releaseJob(userId: string, jobId: string, run: number): Promise<void> {
    const { rows } = await sql<{ left: string | null }>`
      select sum(d_reserved) as left from credit_transactions where job_id = ${jobId}`.execute(this.em.getKysely());
    const credits = Number(rows[0]?.left ?? 0);
    if (credits === 0) return;
    await this.mustBook({
      userId,
      type: 'release',
      amount: 0,
      dBalance: credits,
      dReserved: -credits,
      dSpent: 0,
      jobId,
      idempotencyKey: `release:job:${jobId}:${run}`,
      description: 'Reserve of an ended crawl job',
    });
  }

  private async mustBook(entry: Parameters<Ledger['book']>[0]): Promise<void> {
    if ((await this.ledger.book(entry)) === null) throw new Error(`Ledger refused ${entry.idempotencyKey}`);
  }

  private async balanceOf(userId: string): Promise<number> {
    const { rows } = await sql<{ balance: string }>`
      select balance from credit_accounts where user_id = ${userId}`.execute(this.em.getKysely());
    return Number(rows[0]?.balance ?? 0);
  }
}
