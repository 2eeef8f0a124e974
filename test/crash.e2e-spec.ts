import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startRedis } from '../dev/services/redis.js';
import type { Service } from '../dev/services/service.js';
import { CrawlWorld, creditsOf, type Job } from './support/crawl-world.js';
import { randomOf } from './support/crash/random.js';
import { WorkerFleet } from './support/crash/worker-fleet.js';

/** What the storm must survive at least. */
const IMAGES = 1_000;
const KILLS = 20;
/** Results between two kills, so that they spread over the whole job; a job that stands still is hit as well. */
const RESULTS_PER_KILL = 25;
const PATIENCE_MS = 3_500;

/** Results of any kind so far, and whether the job goes on. */
async function progressOf(job: Job): Promise<{ results: number; running: boolean }> {
  const { outcomes, status } = await job.read();
  const results = Object.values<number>(outcomes).reduce((sum, n) => sum + n, 0);
  return { results, running: status === 'pending' || status === 'running' };
}

/** Real worker processes, killed as the kernel kills them, and a Redis that forgets: nothing may be lost, nothing done twice. */
describe('a crawl job whose workers are killed again and again', () => {
  const seed = Number(process.env.CRASH_SEED ?? randomInt(2 ** 31));
  let dataDir: string;
  let redis: Service;
  let world: CrawlWorld;
  let fleet: WorkerFleet;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'pixcrawler-redis-'));
    redis = await startRedis({ dataDir, cacheDir: resolve('.data/cache'), fsync: false, log: () => {} });
    const env = { REDIS_URL: redis.url };
    world = await CrawlWorld.start({ workers: false, env });
    const small = { WORKER_CONCURRENCY: '2', INSPECTORS: '1', HOUSEKEEPING_MS: '500' };
    fleet = new WorkerFleet(3, { ...world.lab.env, ...env, ...small });
  });
  afterAll(async () => {
    await fleet.stop();
    await world.stop();
    await redis.stop();
    await rm(dataDir, { recursive: true });
  });

  async function torment(job: Job): Promise<{ kills: number; flushes: number }> {
    const random = randomOf(seed);
    const client = new Redis(redis.url);
    const done = { kills: 0, flushes: 0 };
    let last = { results: 0, at: performance.now() };
    while (done.kills < KILLS) {
      await setTimeout(50 + 100 * random());
      const { results, running } = await progressOf(job);
      if (!running) break;
      if (results - last.results < RESULTS_PER_KILL && performance.now() - last.at < PATIENCE_MS) continue;
      if (!(await fleet.killOne(random()))) continue;
      done.kills++;
      last = { results, at: performance.now() };
      if (done.kills === Math.ceil(KILLS / 2)) {
        await client.flushall();
        done.flushes++;
      }
    }
    client.disconnect();
    return done;
  }

  it(`stores, counts and pays everything once (seed ${seed})`, async () => {
    await vi.waitFor(() => expect(fleet.readyCount).toBe(3), { timeout: 120_000, interval: 100 });
    const user = await world.app.givenUser({ credits: IMAGES });
    const started = performance.now();
    const job = await world.givenJob(user, {
      keywords: ['vegetable', 'seafood', 'fruit', 'spice fault:duplicate'],
      sources: ['openverse', 'wikimedia', 'google'],
      max_images: IMAGES,
    });
    const { kills, flushes } = await torment(job);
    const ended = await job.end(300_000);
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    const { rows } = await sql<{ claims: number; most: number; chunks: number; failed: number }>`
      select sum(retry_count + 1)::int as claims, max(retry_count + 1) as most, count(*)::int as chunks,
             (count(*) filter (where status <> 'completed'))::int as failed from job_chunks where job_id = ${job.id}`.execute(
      world.app.db.getKysely(),
    );
    console.log(
      JSON.stringify({
        seed,
        kills,
        flushes,
        seconds,
        ...rows[0],
        candidates: ended.candidates,
        outcomes: ended.outcomes,
      }),
    );

    expect(kills).toBeGreaterThanOrEqual(KILLS);
    expect(flushes).toBe(1);
    expect(ended.candidates).toBeGreaterThanOrEqual(IMAGES);
    expect(ended.duplicates).toBeGreaterThan(0);
    expect(ended).toMatchObject({
      status: 'completed',
      downloaded_images: IMAGES,
      failed_downloads: 0,
      shortfall: null,
    });
    expect(rows[0]).toMatchObject({ failed: 0 });
    expect(await creditsOf(user)).toEqual({ balance: 0, reserved: 0, spent: IMAGES });
    await job.tidied();
  }, 900_000);
});
