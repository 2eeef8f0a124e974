import { sql, type RawBuilder } from 'kysely';
import { CreditReconciliation } from '../src/modules/credits/credit-reconciliation.service.js';
import { ByHand } from './support/by-hand.js';
import type { Job } from './support/crawl-world.js';
import { Process } from './support/process.js';
import type { TestUser } from './support/test-user.js';

const ROLLED_BACK = new Error('rolled back');

async function reconcile(): Promise<{ exit: unknown; output: string }> {
  const process = Process.start('credits-reconcile');
  return { exit: await process.exit, output: process.output };
}

describe('reconciliation of credits', () => {
  let hand: ByHand;
  let user: TestUser;
  let ended: Job;
  let open: Job;
  beforeAll(async () => {
    hand = await ByHand.start();
    user = await hand.app.givenUser({ credits: 40 });
    ended = await givenJob(4);
    open = await givenJob(5);
  });
  afterAll(async () => {
    await Process.killAll();
    await hand.world.stop();
  });

  /** Its first chunk has stored two images; of a job that may have no more, that is the end. */
  async function givenJob(images: number): Promise<Job> {
    const job = await hand.world.givenJob(user, { keywords: ['cat'], sources: ['openverse'], max_images: images });
    const [chunk = ''] = await hand.chunksOf(job.id);
    const claim = await hand.mustClaim(chunk);
    await hand.discover(claim, [`https://example.org/${job.id}/1`, `https://example.org/${job.id}/2`]);
    await hand.flush(claim, await hand.attempts(claim, (url) => url));
    if (images === 4) await hand.settle(claim);
    return job;
  }

  /** The rules that break when somebody who may do everything changes rows by hand; nothing of it stays. */
  async function brokenBy(...tampering: RawBuilder<unknown>[]): Promise<string[]> {
    const em = hand.app.db;
    let rules: string[] = [];
    const work = em.transactional(async (tx) => {
      const db = tx.getKysely();
      await sql`set local session_replication_role = replica`.execute(db); // no triggers
      for (const statement of tampering) await statement.execute(db);
      const found = await new CreditReconciliation(tx).look(user.id);
      rules = found.map(({ rule }) => rule.split(' ')[0] ?? '');
      throw ROLLED_BACK;
    });
    await expect(work).rejects.toBe(ROLLED_BACK);
    return rules;
  }

  it('finds nothing on a sound ledger', async () => {
    expect(await hand.run(() => hand.app.get(CreditReconciliation).broken(user.id))).toEqual([]);
    expect(await ended.read()).toMatchObject({ status: 'completed', downloaded_images: 2 });
    expect(await open.read()).toMatchObject({ status: 'running', downloaded_images: 2 });
  });

  const mine = (condition: () => RawBuilder<unknown>) => sql`user_id = ${user.id} and ${condition()}`;
  const tamperings: [string, string, () => RawBuilder<unknown>[]][] = [
    [
      'I1',
      'a balance is raised',
      () => [sql`update credit_accounts set balance = balance + 1 where user_id = ${user.id}`],
    ],
    ['I1', 'a month is changed', () => [sql`update credit_accounts set month_spent = 0 where user_id = ${user.id}`]],
    [
      'I1',
      'a movement is removed',
      () => [sql`delete from credit_transactions where ${mine(() => sql`type = 'bonus'`)}`],
    ],
    [
      'I1',
      'a balance of the past is changed',
      () => [sql`update credit_transactions set balance_after = 7 where ${mine(() => sql`type = 'bonus'`)}`],
    ],
    [
      'I4',
      'a reserve is left behind',
      () => [sql`delete from credit_transactions where ${mine(() => sql`type = 'release'`)}`],
    ],
    [
      'I5',
      'a job may store more than it has reserved',
      () => [sql`update crawl_jobs set max_images = 6 where id = ${open.id}`],
    ],
    [
      'I6',
      'an image is gone',
      () => [sql`delete from images where crawl_job_id = ${ended.id} and candidate_position = 0`],
    ],
    [
      'I6',
      'an open chunk is closed unpaid',
      () => [sql`update job_chunks set status = 'completed' where job_id = ${open.id}`],
    ],
    ['I7', 'a counter is changed', () => [sql`update crawl_jobs set downloaded_images = 3 where id = ${ended.id}`]],
    ['I8', 'a candidate is forgotten', () => [sql`update job_chunks set candidates = 9 where job_id = ${ended.id}`]],
    [
      'I12',
      'an ended job has an open chunk',
      () => [sql`update crawl_jobs set status = 'failed' where id = ${open.id}`],
    ],
    [
      'I13',
      'a chunk is paid twice',
      () => [
        sql`insert into credit_transactions (id, account_id, user_id, type, amount, d_balance, d_reserved, d_spent, balance_after,
                    job_id, chunk_id, idempotency_key)
              select gen_random_uuid(), account_id, user_id, type, 0, 0, 0, 0, balance_after, job_id, chunk_id, 'again:' || chunk_id
                from credit_transactions where ${mine(() => sql`type = 'usage'`)}`,
      ],
    ],
    [
      'I16',
      'more is refunded than was spent',
      () => [
        sql`insert into credit_transactions (id, account_id, user_id, type, amount, d_balance, d_reserved, d_spent, balance_after,
                    job_id, idempotency_key)
              select gen_random_uuid(), account_id, user_id, 'refund', 0, 3, 0, -3, balance_after + 3, job_id, 'refund:' || chunk_id
                from credit_transactions where ${mine(() => sql`type = 'usage'`)}`,
      ],
    ],
  ];
  it.each(tamperings)('finds by %s that %s', async (rule, _, tamper) => {
    expect(await brokenBy(...tamper())).toContain(rule);
  });

  it('finds a payment that was granted and is not in the ledger', async () => {
    const lost = sql`insert into payment_events (id, provider, event_id, type, payload, payment_id, outcome, processed_at)
                     values (gen_random_uuid(), 'stripe', 'evt_lost', 'x', '{}', 'pi_lost', 'granted', now())`;
    expect(await brokenBy(lost)).toEqual([]); // whose it is only the ledger knows
    const em = hand.app.db;
    const work = em.transactional(async (tx) => {
      await lost.execute(tx.getKysely());
      const found = await new CreditReconciliation(tx).look(null);
      expect(found.map(({ rule }) => rule)).toContain('a payment that was granted is in the ledger, once');
      throw ROLLED_BACK;
    });
    await expect(work).rejects.toBe(ROLLED_BACK);
  });

  it('is a command for cron: one line per broken rule, and an exit code', async () => {
    const db = hand.app.db.getKysely();
    await sql`update credit_accounts set balance = balance + 1 where user_id = ${user.id}`.execute(db);
    const broken = await reconcile();
    await sql`update credit_accounts set balance = balance - 1 where user_id = ${user.id}`.execute(db);
    expect(broken.exit).toBe(1);
    expect(broken.output).toMatch(/^I1 an account is the sum of its ledger: \d+ × \{/m);
    const after = await reconcile();
    // other tests of this database break rules on purpose; this one's account must be whole again
    const { rows } = await sql<{ id: string }>`select id from credit_accounts where user_id = ${user.id}`.execute(db);
    expect(after.output).not.toContain(rows[0]?.id);
  }, 120_000);
});
