import { getQueueToken } from '@nestjs/bull';
import Bull, { type Queue } from 'bull';
import { Redis } from 'ioredis';
import { randomUUIDv7 } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startRedis } from '../dev/services/redis.js';
import type { Service } from '../dev/services/service.js';
import { queueClient } from '../src/queue/queue-client.js';
import { CRAWL_QUEUE, queueSettings, ringOnce } from '../src/queue/queues.js';
import { Process } from './support/process.js';
import { TestApp } from './support/test-app.js';

const ring = (app: TestApp) => app.get<Queue>(getQueueToken(CRAWL_QUEUE)).add({ chunkId: randomUUIDv7() }, ringOnce);
const statusOf = async (app: TestApp) => (await app.anonymous.get('/health/ready').expect(200)).body.status;

/** A Redis of its own, to break: the run's is shared. It keeps its port and data from start to start. */
describe('Redis', () => {
  let dataDir: string;
  let redis: Service;
  const startOwnRedis = () => startRedis({ dataDir, cacheDir: resolve('.data/cache'), fsync: false, log: () => {} });

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'pixcrawler-redis-'));
    redis = await startOwnRedis();
  });
  afterAll(async () => {
    await Process.killAll();
    await redis.stop();
    await rm(dataDir, { recursive: true });
  });

  /** Ends with the test, also with one that fails: what is left would disturb every file that follows. */
  async function startApp(url = redis.url): Promise<TestApp> {
    const app = await TestApp.start({ workers: true, env: { REDIS_URL: url } });
    onTestFinished(() => app.stop());
    return app;
  }

  it('may go away and come back: requests are served meanwhile, rings fail at once, later ones arrive', async () => {
    const app = await startApp();
    const user = await app.givenUser();
    await vi.waitFor(() => ring(app), { timeout: 5_000 });
    expect(await statusOf(app)).toBe('ok');

    await redis.stop();
    await vi.waitFor(async () => expect(await statusOf(app)).toBe('degraded'), { timeout: 5_000 });
    const before = Date.now();
    await expect(ring(app)).rejects.toThrow();
    expect(Date.now() - before).toBeLessThan(1_000);
    await user.post('/api/projects', { name: 'made without Redis' }).expect(201);

    redis = await startOwnRedis();
    await vi.waitFor(async () => expect(await statusOf(app)).toBe('ok'), { timeout: 10_000 });
    const queue = app.get<Queue>(getQueueToken(CRAWL_QUEUE));
    await vi.waitFor(() => ring(app), { timeout: 10_000 });
    await vi.waitFor(async () => expect(await queue.getJobCounts()).toMatchObject({ waiting: 0, active: 0 }), {
      timeout: 20_000,
      interval: 200,
    });
    await app.stop();
  }, 120_000);

  it('may be away when a process ends, which still waits for its running jobs', async () => {
    const connections = [] as Redis[];
    const queue = new Bull('outage', {
      createClient: (type) => {
        const client = queueClient(type, redis.url);
        client.on('error', () => {});
        connections.push(client);
        return client;
      },
      settings: queueSettings,
    });
    const events: string[] = [];
    void queue.process(2, async () => {
      events.push('started');
      await setTimeout(2_000);
      events.push('finished');
    });
    await vi.waitFor(() => queue.add({}), { timeout: 5_000 });
    await vi.waitFor(() => expect(events).toEqual(['started']), { timeout: 5_000 });
    await redis.stop();
    await queue.close(); // a rejection that nobody handles would fail the run
    events.push('closed');
    expect(events).toEqual(['started', 'finished', 'closed']);
    for (const client of connections) client.disconnect();
    redis = await startOwnRedis();
  }, 120_000);

  it('may be away when a process starts and when it ends', async () => {
    await redis.stop();
    const app = await startApp();
    expect(await statusOf(app)).toBe('degraded');
    await app.stop();
    redis = await startOwnRedis();
  }, 120_000);

  it('must not evict keys under a worker', async () => {
    const client = new Redis(redis.url);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const worker = Process.start('worker', { REDIS_URL: redis.url });
    expect(await worker.exit).toBe(1);
    expect(worker.output).toContain('Redis has maxmemory-policy allkeys-lru');
    expect(worker.output).not.toContain('    at ');
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    client.disconnect();
  }, 120_000);

  it('has no connection of a process that has ended', async () => {
    const client = new Redis(redis.url);
    const app = await startApp();
    await vi.waitFor(() => ring(app), { timeout: 5_000 });
    const connections = async () =>
      String(await client.client('LIST'))
        .trim()
        .split('\n').length;
    expect(await connections()).toBeGreaterThan(3);
    await app.stop();
    await vi.waitFor(async () => expect(await connections()).toBe(1), 20_000);
    client.disconnect();
  }, 120_000);

  it('may forbid CONFIG', async () => {
    const client = new Redis(redis.url);
    await client.call('ACL', 'SETUSER', 'limited', 'on', '>secret', '~*', '&*', '+@all', '-config');
    const url = new URL(redis.url);
    url.username = 'limited';
    url.password = 'secret';
    const app = await startApp(url.href);
    await vi.waitFor(() => ring(app), { timeout: 5_000 });
    await app.stop();
    client.disconnect();
  }, 120_000);
});
