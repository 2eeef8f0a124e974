import * as fc from 'fast-check';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { CrawlJobRepository } from '../src/modules/crawl-jobs/crawl-job.repository.js';
import { JobLifecycle } from '../src/modules/crawl-jobs/job-lifecycle.service.js';
import { Ledger, type LedgerEntry } from '../src/modules/credits/ledger.js';
import { ByHand } from './support/by-hand.js';
import { histories, playHistory } from './support/credit-jobs-model.js';

const RUNS = Number(process.env['MODEL_RUNS'] ?? 25);

/** Jobs, chunks, grants and refunds at random on eight connections: after each batch every rule of the ledger holds. */
describe('credits of jobs, by histories of commands', () => {
  let hand: ByHand;
  beforeAll(async () => {
    hand = await ByHand.start();
  });
  afterAll(() => hand.world.stop());
  afterEach(() => vi.restoreAllMocks());

  const property = () => fc.asyncProperty(histories, (history) => playHistory(hand, history));

  it('keep every rule', async () => {
    await fc.assert(property(), { numRuns: RUNS, endOnFailure: true });
  }, 240_000);

  /** The same application with one thing wrong. */
  const mutants: [string, () => void][] = [
    [
      'forgets its keys',
      () => {
        const ledger = hand.app.get(Ledger);
        const book = ledger.book.bind(ledger);
        vi.spyOn(ledger, 'book').mockImplementation((entry) =>
          book({ ...entry, idempotencyKey: `${entry.idempotencyKey}:${randomUUID()}` }),
        );
      },
    ],
    [
      'reads before it writes',
      () => {
        const ledger = hand.app.get(Ledger);
        vi.spyOn(ledger, 'book').mockImplementation((entry) => checkThenAct(hand, entry));
      },
    ],
    [
      'lets a run settle that was overtaken',
      () => {
        const lifecycle = hand.app.get(JobLifecycle);
        const settle = lifecycle.settle.bind(lifecycle);
        vi.spyOn(lifecycle, 'settle').mockImplementation(async (claim, failure) => {
          const { rows } = await sql<{
            fence: number;
          }>`select fence from job_chunks where id = ${claim.chunkId}`.execute(hand.app.db.getKysely());
          await settle({ ...claim, fence: rows[0]!.fence }, failure);
        });
      },
    ],
    [
      'adds to its counters',
      () => {
        const jobs = hand.app.get(CrawlJobRepository);
        vi.spyOn(jobs, 'recount').mockImplementation(async (jobId) => {
          await sql`update crawl_jobs j set downloaded_images = downloaded_images + (
                      select coalesce(sum(stored), 0) from job_chunks where job_id = j.id and status not in ('pending', 'processing'))
                     where id = ${jobId}`.execute(jobs['em'].getKysely());
        });
      },
    ],
  ];
  it.each(mutants)(
    'would be caught if it were one that %s',
    async (_, break_) => {
      break_();
      const { failed, errorInstance } = await fc.check(property(), { numRuns: 200, endOnFailure: true });
      expect(failed).toBe(true);
      expect(String(errorInstance)).toMatch(/broken|twice|overtaken|failed/);
    },
    120_000,
  );
});

async function checkThenAct(hand: ByHand, entry: LedgerEntry) {
  const db = hand.app.get(Ledger)['em'].getKysely();
  const { rows } = await sql<{ id: string; balance: string; reserved: string; spent: string }>`
    select id, balance, reserved, spent from credit_accounts where user_id = ${entry.userId}`.execute(db);
  const [account] = rows;
  if (!account) return null;
  const balance = Number(account.balance) + entry.dBalance;
  const reserved = Number(account.reserved) + entry.dReserved;
  const spent = Number(account.spent) + entry.dSpent;
  if (Math.min(balance, reserved, spent) < 0) return null;
  const transactionId = randomUUID();
  await sql`update credit_accounts set balance = ${balance}, reserved = ${reserved}, spent = ${spent},
                   month_start = date_trunc('month', now() at time zone 'UTC')::date, month_spent = month_spent + ${entry.dSpent}
             where id = ${account.id}`.execute(db);
  await sql`insert into credit_transactions (id, created_at, account_id, user_id, type, amount, d_balance, d_reserved, d_spent,
              balance_after, job_id, chunk_id, idempotency_key, metadata)
            values (${transactionId}, clock_timestamp(), ${account.id}, ${entry.userId}, ${entry.type}, ${entry.amount},
              ${entry.dBalance}, ${entry.dReserved}, ${entry.dSpent}, ${balance}, ${entry.jobId ?? null}, ${entry.chunkId ?? null},
              ${entry.idempotencyKey}, ${JSON.stringify(entry.metadata ?? {})})`.execute(db);
  return { transactionId, accountId: account.id, balance };
}
