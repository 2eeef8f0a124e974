import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import type { Attempt } from '../../src/crawler/attempt.js';
import { Discovery } from '../../src/crawler/discovery.js';
import { CrawlWorker } from '../../src/crawler/crawl-worker.js';
import { Flush } from '../../src/crawler/flush.js';
import { CandidatesService } from '../../src/modules/crawl-jobs/candidates.service.js';
import { ChunksService } from '../../src/modules/crawl-jobs/chunks.service.js';
import type { Claim } from '../../src/modules/crawl-jobs/claim.js';
import { JobLifecycle } from '../../src/modules/crawl-jobs/job-lifecycle.service.js';
import type { NewCandidate } from '../../src/modules/crawl-jobs/new-candidate.js';
import { Storage } from '../../src/storage/storage.js';
import { CrawlWorld } from './crawl-world.js';
import type { TestApp } from './test-app.js';

/** The steps of a worker, one at a time, at the test's command; its own worker stands still. */
export class ByHand {
  private constructor(readonly world: CrawlWorld) {}

  static async start(): Promise<ByHand> {
    const world = await CrawlWorld.start({ env: { HOUSEKEEPING_MS: '600000' } });
    await world.app.get(CrawlWorker).onModuleDestroy(); // from now on bells are heard and nothing is done
    return new ByHand(world);
  }

  get app(): TestApp {
    return this.world.app;
  }

  claim = (chunkId: string): Promise<Claim | null> => this.run(() => this.app.get(ChunksService).claim(chunkId));

  async mustClaim(chunkId: string): Promise<Claim> {
    const claim = await this.claim(chunkId);
    if (!claim) throw new Error(`chunk ${chunkId} cannot be claimed`);
    return claim;
  }

  /** Names `urls` as candidates and ends the discovery; returns how many were new. */
  discover = (
    claim: Claim,
    urls: string[],
    laneEnd: 'exhausted' | null = 'exhausted',
    said: Partial<NewCandidate> = {},
  ): Promise<number> =>
    this.run(() =>
      this.app.get(Discovery).write(
        claim,
        urls.map((url) => ({ ...newCandidate(url), ...said })),
        { cursor: null, discovered: () => true, laneEnd, reason: null },
      ),
    );

  open = (chunkId: string) => this.run(() => this.app.get(CandidatesService).open(chunkId));
  flush = (claim: Claim, attempts: Attempt[]): Promise<number> =>
    this.run(() => this.app.get(Flush).run(claim, attempts));
  settle = (claim: Claim): Promise<void> => this.run(() => this.app.get(JobLifecycle).settle(claim));
  giveBack = (claim: Claim): Promise<void> =>
    this.run(() => this.app.get(ChunksService).giveBack(claim, { delayMs: 0, reason: null, blameless: true }));

  /** What fetching the claim's open candidates would bring, where `bytesOf` says what lies at a URL; objects are stored. */
  async attempts(claim: Claim, bytesOf: (url: string) => string): Promise<Attempt[]> {
    const found: Attempt[] = [];
    for (const open of await this.open(claim.chunkId)) found.push(await this.attempt(claim, open, bytesOf(open.url)));
    return found;
  }

  /** Lets the lease of a chunk run out now. */
  async expire(chunkId: string): Promise<void> {
    await sql`update job_chunks set lease_until = clock_timestamp() - interval '1 ms' where id = ${chunkId}`.execute(
      this.app.db.getKysely(),
    );
  }

  async chunksOf(jobId: string): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from job_chunks where job_id = ${jobId} and status = 'pending' order by chunk_index`.execute(
      this.app.db.getKysely(),
    );
    return rows.map(({ id }) => id);
  }

  /** Of this database since it was made. */
  async deadlocks(): Promise<number> {
    const { rows } = await sql<{ n: string }>`
      select deadlocks as n from pg_stat_database where datname = current_database()`.execute(this.app.db.getKysely());
    return Number(rows[0]?.n);
  }

  /** A unit of work of its own, as every worker has. */
  run<T>(work: () => Promise<T>): Promise<T> {
    return this.app.inContext(work);
  }

  private async attempt(claim: Claim, candidate: Attempt['candidate'], content: string): Promise<Attempt> {
    const bytes = Buffer.from(content);
    const hash = createHash('sha256').update(bytes).digest('hex');
    const filename = `${hash}.png`;
    const storageKey = `${hash.slice(0, 2)}/${claim.projectId}/${claim.jobId}/${filename}`;
    await this.app.nest.get<Storage>(Storage, { strict: false }).put(storageKey, bytes);
    const { position, url, pageUrl, title, creator, license, licenseUrl, attribution } = candidate;
    const image = {
      position,
      url,
      pageUrl,
      title,
      creator,
      license,
      licenseUrl,
      attribution,
      filename,
      storageKey,
      format: 'png',
      width: 9,
      height: 9,
      fileSize: bytes.length,
      storedSha256: hash,
      sha256: hash,
      phash: hash.slice(0, 16),
    };
    return { candidate, attempts: 1, outcome: 'stored', retryInMs: null, httpStatus: 200, detail: null, image };
  }
}

function newCandidate(url: string): NewCandidate {
  const said = { pageUrl: null, title: null, creator: null, license: null, licenseUrl: null, attribution: null };
  const urlHash = createHash('sha256').update(url).digest('hex');
  return { url, urlHash, host: new URL(url).host, ...said, refusal: null };
}
