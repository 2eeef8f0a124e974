import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const ME = '/api/profiles/me';
const POLICY = /^"(key|session|address)";q=(\d+);w=60$/;
const STATE = /^"(key|session|address)";r=(\d+);t=(\d+)$/;

async function withRedis(work: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = new Redis(process.env.REDIS_URL ?? '');
  await work(redis).finally(() => redis.disconnect());
}

describe('rate limits', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: { RATE_LIMIT_PER_MINUTE: '50', AUTH_FAILURES_PER_MINUTE: '5' } });
    const user = await app.givenUser();
    await vi.waitUntil(async () => 'ratelimit' in (await user.get(ME)).headers, 20_000); // Redis has connected
  });
  afterAll(() => app.stop());

  it('let exactly 50 of 1,000 requests at once through', async () => {
    const user = await app.givenUser();
    const statuses = new Map<number, number>();
    const send = async () => {
      const response = await fetch(`${app.url}${ME}`, { headers: { Authorization: `Bearer ${user.key}` } });
      await response.arrayBuffer();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    };
    await Promise.all(Array.from({ length: 1_000 }, send));
    expect(Object.fromEntries(statuses)).toEqual({ 200: 50, 429: 950 });
  }, 60_000);

  it('tell with each answer what is left, errors included', async () => {
    const user = await app.givenUser();
    const first = await user.get(ME).expect(200);
    expect(first.headers['ratelimit-policy']).toMatch(POLICY);
    expect(STATE.exec(first.headers['ratelimit'] ?? '')?.slice(1, 3)).toEqual(['key', '49']);
    const missing = await user.get(`/api/projects/${randomUUID()}`).expect(404);
    expect(STATE.exec(missing.headers['ratelimit'] ?? '')?.slice(1, 3)).toEqual(['key', '48']);
    const invalid = await user.get('/api/projects?limit=0').expect(422);
    expect(STATE.exec(invalid.headers['ratelimit'] ?? '')?.slice(1, 3)).toEqual(['key', '47']);
  });

  it('refuse with a problem that says how long to wait', async () => {
    const user = await app.givenUser();
    for (let i = 0; i < 50; i++) await user.get(ME).expect(200);
    const { body, headers } = await user.get(ME).expect(429);
    expect(body.type).toMatch(/\/problems\/rate-limited$/);
    const [, , remaining, wait] = STATE.exec(headers['ratelimit'] ?? '') ?? [];
    expect(remaining).toBe('0');
    expect(Number(headers['retry-after'])).toBeGreaterThanOrEqual(Number(wait));
    expect(Number(wait)).toBeLessThanOrEqual(60);
    await app.anonymous.get('/health/live').expect(200); // what is public is not counted
  });

  it('count each key for itself, by its own limit when it has one', async () => {
    const user = await app.givenUser();
    const { body } = await user
      .post('/api/api-keys', { name: 'slow', scopes: ['profile:read'], rate_limit: 3 })
      .expect(201);
    expect(body.rate_limit).toBe(3);
    const slow = app.as(body.key);
    for (let i = 0; i < 3; i++) expect((await slow.get(ME).expect(200)).headers['ratelimit-policy']).toContain(';q=3;');
    await slow.get(ME).expect(429);
    await user.get(ME).expect(200);
    const more = await user
      .post('/api/api-keys', { name: 'fast', scopes: ['profile:read'], rate_limit: 51 })
      .expect(422);
    expect(more.body.errors).toMatchObject([{ pointer: '/rate_limit' }]);
  });

  it('stop those who guess credentials, and nobody who has them', async () => {
    const user = await app.givenUser();
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) statuses.push((await app.as(`pxc_live_guess${i}`).get(ME)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    expect((await app.anonymous.get(ME).expect(429)).headers['ratelimit-policy']).toBe('"address";q=5;w=60');
    await user.get(ME).expect(200);
  });

  it('begin anew when their window ends', async () => {
    const own = await TestApp.start({ env: { RATE_LIMIT_PER_MINUTE: '2' } });
    try {
      const user = await own.givenUser();
      await vi.waitFor(async () => expect((await user.get(ME)).headers).toHaveProperty('ratelimit'), 20_000);
      await vi.waitFor(async () => expect((await user.get(ME)).status).toBe(429));
      await withRedis(async (redis) => {
        const keys = await redis.keys(`${process.env.QUEUE_PREFIX}:rate:key:*`);
        for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0); // nothing is counted for ever
        for (const key of keys) await redis.pexpire(key, 1);
      });
      await vi.waitFor(async () => expect((await user.get(ME)).status).toBe(200), 20_000);
    } finally {
      await own.stop();
    }
  });
});

/** Milliseconds of the slowest of 20 requests, none of which was counted. */
async function slowest(user: TestUser): Promise<number> {
  let worst = 0;
  for (let i = 0; i < 20; i++) {
    const started = performance.now();
    const { headers } = await user.get(ME).expect(200);
    worst = Math.max(worst, performance.now() - started);
    expect(headers).not.toHaveProperty('ratelimit');
  }
  return worst;
}

describe('rate limits without Redis', () => {
  const servers: ChildProcess[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.kill('SIGKILL');
  });

  /** A listener that takes connections and never answers. */
  async function silentServer(): Promise<number> {
    const code = `require('net').createServer(() => {}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`;
    const server = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    servers.push(server);
    const [line]: unknown[] = await once(server.stdout, 'data');
    return Number(String(line));
  }

  it.each<[string, () => Promise<number>]>([
    ['away', async () => 1],
    ['silent', silentServer],
  ])('that is %s let everybody pass at once', async (_, port) => {
    const env = { RATE_LIMIT_PER_MINUTE: '2', REDIS_URL: `redis://127.0.0.1:${await port()}` };
    const app = await TestApp.start({ env });
    try {
      const user = await app.givenUser();
      await user.get(ME); // the first statement of a new pool connects
      expect(await slowest(user)).toBeLessThan(500);
    } finally {
      await app.stop();
    }
  });
});
