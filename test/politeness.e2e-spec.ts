import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadEnv } from '../src/config/env.js';
import { FetchFailure } from '../src/fetching/fetch-failure.js';
import { FetchLimits } from '../src/fetching/fetch-limits.js';
import { GuardedFetcher } from '../src/fetching/guarded-fetcher.js';
import { HostResolver } from '../src/fetching/host-resolver.js';
import { LocalServers } from '../src/fetching/local-servers.fixture.js';
import { HostGate } from '../src/fetching/politeness/host-gate.js';
import { SharedNotes } from '../src/fetching/politeness/shared-notes.js';
import { SiteFetcher } from '../src/fetching/site/site-fetcher.js';
import { SitePolicies } from '../src/fetching/site/site-policies.js';
import { SitePolicyReader } from '../src/fetching/site/site-policy-reader.js';
import { QueueConnections } from '../src/queue/queue-connections.js';

const CONCURRENCY = 3;
const before = (): Promise<number> => Promise.resolve(300);

/** What one worker process has: nothing of it is shared with another one but Redis. */
async function process(port: number) {
  const allow = { FETCH_ALLOW: `127.0.0.1:${port}`, FETCH_HOST_CONCURRENCY: String(CONCURRENCY) };
  const env = loadEnv({ ...globalThis.process.env, ...allow });
  const connections = new QueueConnections(env);
  const notes = new SharedNotes(env, connections);
  await vi.waitFor(async () => expect(await notes.ask((redis) => redis.ping())).toBe('PONG'), 5_000);
  const gate = new HostGate(CONCURRENCY, notes);
  const fetcher = new GuardedFetcher(env, new FetchLimits(), new HostResolver(), gate);
  const sites = new SiteFetcher(fetcher, new SitePolicies(new SitePolicyReader(fetcher, env), notes), env);
  const close = async (): Promise<void> => {
    await fetcher.close();
    connections.onApplicationShutdown();
  };
  return { fetcher, sites, gate, notes, close };
}

const failureOf = async (answer: Promise<unknown>): Promise<FetchFailure | null> =>
  answer.then(
    () => null,
    (error: unknown) => (error instanceof FetchFailure ? error : null),
  );

describe('worker processes are polite together', () => {
  const local = new LocalServers();
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()));
    await local.close();
  });

  async function twoProcesses(listener: RequestListener) {
    const port = await local.http(listener);
    const [a, b] = [await process(port), await process(port)];
    closing.push(a.close, b.close);
    return { a, b, url: `http://127.0.0.1:${port}/` };
  }

  it('0 requests inside a Retry-After that only one of them was told', async () => {
    const asked: number[] = [];
    let refusedAt = 0;
    const { a, b, url } = await twoProcesses((_, res) => {
      asked.push(performance.now());
      if (asked.length > 1) return res.end('ok');
      refusedAt = performance.now();
      return res.writeHead(429, { 'retry-after': '2' }).end();
    });
    expect(await failureOf(a.fetcher.fetch({ url, maxBytes: 9 }))).toMatchObject({ status: 429, retryAfterMs: 2_000 });
    const refused = await Promise.all(
      Array.from({ length: 60 }, (_, i) => failureOf((i % 2 ? a : b).fetcher.fetch({ url, maxBytes: 9 }))),
    );
    const inside = performance.now() - refusedAt < 2_000;
    expect(refused.every((error) => error?.reason === 'rate_limited' && error.status === null)).toBe(inside);
    expect(await b.gate.resting(new URL(url).host)).toMatchObject({ kind: 'pause' });
    for (let tries = 0; (await failureOf(b.fetcher.fetch({ url, maxBytes: 9 }))) !== null && tries < 100; tries++) {
      await sleep(50);
    }
    expect(asked.filter((at) => at > refusedAt && at < refusedAt + 1_990)).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it('a slot comes back that was left while Redis was not asked', async () => {
    const { a, b } = await twoProcesses((_, res) => res.end());
    const enter = ({ gate }: typeof a) =>
      Promise.all(Array.from({ length: CONCURRENCY }, () => gate.tryEnter('host', 0)));
    const entries = await enter(a);
    for (let n = 0; n < 3; n++) await a.notes.ask(() => Promise.reject(new Error('away')));
    expect(await a.notes.ask((redis) => redis.ping())).toBeNull();
    for (const entry of entries) if (entry.admitted) await entry.leave({ kind: 'answered', latencyMs: 1 });
    const admitted = async () => (await enter(b)).map((entry) => entry.admitted);
    await vi.waitFor(async () => expect(await admitted()).toEqual([true, true, true]), 5_000);
  });

  it('a host gets no more requests at a time than one process may send', async () => {
    let [now, most, total] = [0, 0, 0];
    const { a, b, url } = await twoProcesses((_, res) => {
      most = Math.max(most, ++now);
      total += 1;
      setTimeout(() => {
        now -= 1;
        res.end('ok');
      }, 15);
    });
    const all = Array.from({ length: 40 }, (_, i) => (i % 2 ? a : b).fetcher.fetch({ url: `${url}${i}`, maxBytes: 9 }));
    await Promise.all(all);
    expect([total, most]).toEqual([40, CONCURRENCY]);
  });

  it('a crawl delay holds between the requests of both', async () => {
    const asked: number[] = [];
    const { a, b, url } = await twoProcesses((_, res) => {
      asked.push(performance.now());
      res.end('ok');
    });
    await Promise.all([a, b, a, b].map(({ fetcher }) => failureOf(fetcher.fetch({ url, maxBytes: 9, before }))));
    const gaps = asked.slice(1).map((at, i) => at - (asked[i] ?? 0));
    expect(asked.length).toBeGreaterThan(1);
    expect(Math.min(...gaps)).toBeGreaterThan(200);
  });

  it('an allowance is one for both, and another one is its own', async () => {
    let served = 0;
    const { a, b, url } = await twoProcesses((_, res) => {
      served += 1;
      res.end('ok');
    });
    const limits = [
      { requests: 1_000, seconds: 3_600 },
      { requests: 7, seconds: 60 },
    ];
    const ask = (i: number, name: string) =>
      failureOf((i % 2 ? a : b).fetcher.fetch({ url, maxBytes: 9, allowance: { name, limits } }));
    const failures = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(i, 'one key')));
    const refused = failures.filter((failure) => failure !== null);
    expect([served, refused.length]).toEqual([7, 13]);
    for (const failure of refused) {
      expect(failure).toMatchObject({ reason: 'rate_limited', status: null });
      expect(failure.retryAfterMs).toBeGreaterThan(30_000);
    }
    expect([await ask(0, 'another key'), await ask(1, 'another key'), served]).toEqual([null, null, 9]);
  });

  it('nothing is asked in one while an answer to the other said that nothing is left', async () => {
    let served = 0;
    const { a, b, url } = await twoProcesses((_, res) => {
      served += 1;
      res.end('ok');
    });
    const allowance = { name: 'headers', limits: [], emptyMs: () => 30_000 };
    const ask = ({ fetcher }: typeof a) => failureOf(fetcher.fetch({ url, maxBytes: 9, allowance }));
    expect(await ask(a)).toBeNull();
    for (const told of [await ask(b), await ask(a)]) {
      expect(told).toMatchObject({ reason: 'rate_limited', status: null });
      expect(told?.retryAfterMs).toBeGreaterThan(15_000);
    }
    expect(served).toBe(1);
  });

  it('a circuit that opened in one is open in the other', async () => {
    const { a, b, url } = await twoProcesses((_, res) => res.destroy());
    for (let i = 0; i < 5; i++) expect(await failureOf(a.fetcher.fetch({ url, maxBytes: 9 }))).not.toBeNull();
    const told = await failureOf(b.fetcher.fetch({ url, maxBytes: 9 }));
    expect(told).toMatchObject({ reason: 'connection', status: null });
    expect(told?.retryAfterMs).toBeGreaterThan(0);
  });

  it('what a site wants is read once for all', async () => {
    const asked: string[] = [];
    const { a, b, url } = await twoProcesses(({ url: path = '' }, res) => {
      asked.push(path);
      if (path === '/robots.txt') return setTimeout(() => res.end('User-agent: *\nDisallow: /no'), 100);
      return path.startsWith('/.well-known') ? res.writeHead(404).end() : res.end('ok');
    });
    const both = [a, b, a, b].map(({ sites }, i) => sites.fetch({ url: `${url}${i}`, maxBytes: 9, use: 'page' }));
    await Promise.all(both);
    expect(asked.filter((path) => path === '/robots.txt')).toHaveLength(1);
    const no = await failureOf(b.sites.fetch({ url: `${url}no`, maxBytes: 9, use: 'page' }));
    expect(no?.reason).toBe('robots');
  });
});
