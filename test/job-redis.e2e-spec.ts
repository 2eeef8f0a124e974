import { getQueueToken } from '@nestjs/bull';
import type { Queue } from 'bull';
import { Redis } from 'ioredis';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startRedis } from '../dev/services/redis.js';
import type { Service } from '../dev/services/service.js';
import { CRAWL_QUEUE } from '../src/queue/queues.js';
import { CrawlWorld, type Job } from './support/crawl-world.js';

const complete = async (job: Job, images: number) =>
  expect(await job.end(25_000)).toMatchObject({ status: 'completed', downloaded_images: images });

/** Redis only rings. Whatever becomes of it, what PostgreSQL says is done. It is a Redis of its own, to break. */
describe('a crawl job while Redis', () => {
  let dataDir: string;
  let redis: Service;
  let client: Redis;
  let world: CrawlWorld;
  const startOwnRedis = () => startRedis({ dataDir, cacheDir: resolve('.data/cache'), fsync: false, log: () => {} });

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'pixcrawler-redis-'));
    redis = await startOwnRedis();
    client = new Redis(redis.url);
    client.on('error', () => {});
    world = await CrawlWorld.start({ env: { REDIS_URL: redis.url, WORKER_CONCURRENCY: '2' } });
  });
  afterAll(async () => {
    await world.stop();
    client.disconnect();
    await redis.stop();
    await rm(dataDir, { recursive: true });
  });

  const start = async (keywords: string[], images: number): Promise<Job> => {
    const user = await world.app.givenUser({ credits: images });
    return world.givenJob(user, { keywords, sources: ['openverse', 'wikimedia'], max_images: images });
  };

  it('is flushed again and again', async () => {
    const job = await start(['fish', 'grain', 'spice'], 90);
    const flushes = setInterval(() => void client.flushall(), 300);
    await complete(job, 90).finally(() => clearInterval(flushes));
  }, 40_000);

  it('forgets every bell that was rung', async () => {
    const queue = world.app.get<Queue>(getQueueToken(CRAWL_QUEUE));
    await queue.pause(true); // this worker hears nothing for now
    const job = await start(['mango', 'banana'], 20);
    await vi.waitFor(async () => expect(await queue.getWaitingCount()).toBeGreaterThan(0), { timeout: 3_000 });
    await client.flushall();
    expect((await job.read()).downloaded_images).toBe(0);
    await queue.resume(true);
    await complete(job, 20);
  }, 40_000);

  it('accepts commands and does not answer', async () => {
    await client.client('PAUSE', 12_000, 'ALL');
    const before = Date.now();
    const job = await start(['onion', 'crab'], 24);
    expect(Date.now() - before).toBeLessThan(2_000);
    await complete(job, 24);
  }, 40_000);

  it('is away: jobs are started without waiting and crawled without bells', async () => {
    await redis.stop();
    const before = Date.now();
    const job = await start(['prawn', 'carp'], 24);
    expect(Date.now() - before).toBeLessThan(2_000);
    await complete(job, 24);
    redis = await startOwnRedis();
  }, 40_000);

  it('is back', async () => {
    await vi.waitFor(async () => expect(await client.ping()).toBe('PONG'), { timeout: 5_000 });
    await complete(await start(['dog', 'tomato'], 12), 12);
  }, 40_000);
});
