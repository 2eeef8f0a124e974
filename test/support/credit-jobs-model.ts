import * as fc from 'fast-check';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { Problem } from '../../src/common/problem/problem.js';
import { ClaimLost, type Claim } from '../../src/modules/crawl-jobs/claim.js';
import { CrawlJobsService } from '../../src/modules/crawl-jobs/crawl-jobs.service.js';
import { CreditWait } from '../../src/modules/crawl-jobs/credit-wait.js';
import { JobControl } from '../../src/modules/crawl-jobs/job-control.service.js';
import { CreditAccountsService } from '../../src/modules/credits/credit-accounts.service.js';
import { CreditGrants, type GrantKind } from '../../src/modules/credits/credit-grants.service.js';
import { CreditReconciliation } from '../../src/modules/credits/credit-reconciliation.service.js';
import type { ByHand } from './by-hand.js';

/** Numbers of jobs, claims and references are taken modulo what there is. */
type Command =
  | { do: 'grant'; kind: GrantKind; amount: number; reference: number; job: number }
  | { do: 'limit'; limit: number | null }
  | { do: 'create'; images: number; payAsYouGo: boolean }
  | { do: 'work'; job: number; urls: number }
  | { do: 'settle'; claim: number }
  | { do: 'overtake'; claim: number }
  | { do: 'pause' | 'resume' | 'cancel' | 'retry' | 'extend'; job: number }
  | { do: 'sweep' };

const nth = fc.nat(5);
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('grant' as const),
      kind: fc.constantFrom<GrantKind>('bonus', 'adjust', 'refund'),
      amount: fc.integer({ min: -8, max: 12 }).filter((amount) => amount !== 0),
      reference: fc.nat(3),
      job: nth,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('limit' as const), limit: fc.option(fc.nat(30)) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('create' as const),
      images: fc.integer({ min: 1, max: 9 }),
      payAsYouGo: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('work' as const), job: nth, urls: fc.nat(9) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('settle' as const), claim: nth }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('overtake' as const), claim: nth }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('pause' as const, 'resume' as const, 'cancel' as const, 'retry' as const, 'extend' as const),
      job: nth,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'sweep' as const }) },
);

/** Batches of commands; those of one batch run at the same time, each on a connection of its own, some of them twice. */
export const histories = fc.array(
  fc
    .array(fc.tuple(command, fc.boolean()), { minLength: 1, maxLength: 5 })
    .map((batch) => batch.flatMap(([one, twice]) => (twice ? [one, one] : [one])).slice(0, 8)),
  { minLength: 3, maxLength: 10 },
);

const pick = <T>(from: T[], index: number): T | undefined => from[index % Math.max(1, from.length)];

/** Plays a history for a new user on the application's own services; throws at the first rule that does not hold. */
export async function playHistory(hand: ByHand, history: Command[][]): Promise<void> {
  const user = await hand.app.givenUser({ credits: 25 });
  const project: string = (await user.post('/api/projects', { name: 'x' }).expect(201)).body.id;
  const run = randomUUID();
  const jobs: string[] = [];
  const claims: Claim[] = [];
  const settled: Claim[] = [];

  async function work(job: string | undefined, urls: number): Promise<void> {
    const [chunk] = job === undefined ? [] : await claimable(hand, job);
    const claim = chunk === undefined ? null : await hand.claim(chunk);
    if (!claim) return;
    claims.push(claim);
    const named = Array.from({ length: urls }, () => `https://example.org/${randomUUID()}`);
    await hand.discover(claim, named, urls === 0 ? 'exhausted' : null);
    await hand.flush(claim, await hand.attempts(claim, (url) => url));
  }

  /** The run goes on to its end without knowing that its lease ran out and another has its chunk. */
  async function overtake(claim: Claim | undefined): Promise<void> {
    if (!claim) return;
    await hand.expire(claim.chunkId);
    const next = await hand.claim(claim.chunkId);
    if (!next) return;
    claims.push(next);
    await hand.settle(claim).then(() => settled.push(claim));
  }

  async function perform(each: Command): Promise<unknown> {
    switch (each.do) {
      case 'grant': {
        const { kind, amount, job } = each;
        const jobId = kind === 'refund' ? pick(jobs, job) : undefined;
        if (kind === 'refund' && jobId === undefined) return undefined;
        const signed = kind === 'adjust' ? amount : Math.abs(amount);
        // a reference always names the same grant, so that a repetition is one
        const reference = `${run} ${each.reference} ${kind} ${signed} ${jobId ?? ''}`;
        const grant = { userId: user.id, kind, amount: signed, reason: 'x', reference, jobId };
        return hand.run(() => hand.app.get(CreditGrants).grant(grant, user.id));
      }
      case 'limit':
        return hand.run(() => hand.app.get(CreditAccountsService).configure(user.id, { monthly_limit: each.limit }));
      case 'create': {
        const request = { name: 'x', keywords: ['aa', 'bb'], sources: ['openverse'], max_images: each.images };
        const options = { pay_as_you_go: each.payAsYouGo };
        const job = await hand.run(() =>
          hand.app.get(CrawlJobsService).start(user.id, project, { ...request, options }),
        );
        return jobs.push(job.id);
      }
      case 'work':
        return work(pick(jobs, each.job), each.urls);
      case 'settle': {
        const claim = pick(claims, each.claim);
        if (claim) await hand.settle(claim).then(() => settled.push(claim));
        return undefined;
      }
      case 'overtake':
        return overtake(pick(claims, each.claim));
      case 'sweep':
        return hand.run(() => hand.app.get(CreditWait).resumeAll());
      default: {
        const jobId = pick(jobs, each.job);
        if (jobId === undefined) return undefined;
        const path = { userId: user.id, projectId: project, jobId };
        const control = hand.app.get(JobControl);
        return hand.run(() => (each.do === 'extend' ? control.extend(path, 12) : control[each.do](path)));
      }
    }
  }

  for (const batch of history) {
    const results = await Promise.allSettled(batch.map(perform));
    for (const [index, result] of results.entries()) {
      if (result.status === 'rejected' && !isAnswer(result.reason))
        throw new Error(`${JSON.stringify(batch[index])} failed: ${String(result.reason)}`, { cause: result.reason });
    }
    const broken = await hand.run(() => hand.app.get(CreditReconciliation).broken(user.id));
    if (broken.length > 0) throw new Error(`broken: ${JSON.stringify(broken)}`);
    await checkSettled(hand, settled);
    await checkReferences(hand, user.id);
  }
}

/** What a caller is told: the wrong state, too few credits, or a run that was overtaken. */
const isAnswer = (error: unknown): boolean =>
  error instanceof ClaimLost || (error instanceof Problem && [402, 409, 422].includes(error.getStatus()));

async function claimable(hand: ByHand, jobId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from job_chunks where job_id = ${jobId} and status in ('pending', 'processing')
     order by lease_until nulls first, chunk_index`.execute(hand.app.db.getKysely());
  return rows.map(({ id }) => id);
}

/** Each chunk was settled once, by the run that held it last. */
async function checkSettled(hand: ByHand, settled: Claim[]): Promise<void> {
  const ids = settled.map(({ chunkId }) => chunkId);
  if (new Set(ids).size !== ids.length) throw new Error('a chunk was settled twice');
  const { rows } = await sql<{ id: string; fence: number }>`
    select id, fence from job_chunks where id = any(${ids}::uuid[])`.execute(hand.app.db.getKysely());
  const fences = new Map(rows.map(({ id, fence }) => [id, fence]));
  const stale = settled.find(({ chunkId, fence }) => fences.get(chunkId) !== fence);
  if (stale) throw new Error(`a run that was overtaken settled chunk ${stale.chunkId}`);
}

/** What an administrator named once happened once. */
async function checkReferences(hand: ByHand, userId: string): Promise<void> {
  const { rows } = await sql`
    select metadata->>'reference' from credit_transactions where user_id = ${userId} and metadata ? 'reference'
     group by 1 having count(*) > 1`.execute(hand.app.db.getKysely());
  if (rows.length > 0) throw new Error(`was granted twice: ${JSON.stringify(rows)}`);
}
