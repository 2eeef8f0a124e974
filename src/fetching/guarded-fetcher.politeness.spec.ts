import { setTimeout as sleep } from 'node:timers/promises';
import { FetchFailure } from './fetch-failure.js';
import { failureOf, LocalServers } from './local-servers.fixture.js';

const local = new LocalServers();
afterEach(() => local.close());

/** Answers after `ms` and remembers how many requests it had at once. */
async function busyServer(ms: number) {
  const state = { now: 0, most: 0, total: 0, port: 0 };
  state.port = await local.http((_, res) => {
    state.total += 1;
    state.most = Math.max(state.most, (state.now += 1));
    setTimeout(() => {
      state.now -= 1;
      res.end('ok');
    }, ms);
  });
  return state;
}

const get = (port: number, signal?: AbortSignal) => ({ url: `http://127.0.0.1:${port}/`, maxBytes: 99, signal });

/** Says `status` once, then 200. */
const limited = async (status: number, retryAfter?: string) => {
  const state = { hits: 0, port: 0 };
  state.port = await local.http((_, res) => {
    state.hits += 1;
    if (state.hits > 1) return res.end('ok');
    return res.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end();
  });
  return state;
};

describe('concurrency', () => {
  it('is bounded per host and in all', async () => {
    const a = await busyServer(20);
    const b = await busyServer(20);
    const slots = { FETCH_CONCURRENCY: 5, FETCH_HOST_CONCURRENCY: 3 };
    const fetcher = local.fetcher([a.port, b.port], slots, { stallMs: 5_000 });
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, a.now + b.now)), 1);
    await Promise.all(Array.from({ length: 40 }, (_, i) => fetcher.fetch(get(i % 2 ? a.port : b.port))));
    clearInterval(watch);
    expect(a.total + b.total).toBe(40);
    expect([a.most, b.most]).toEqual([3, 3]);
    expect(most).toBeLessThanOrEqual(5);
  });

  it('one slow host does not hold up the others', async () => {
    const slow = await busyServer(400);
    const quick = await busyServer(1);
    const fetcher = local.fetcher([slow.port, quick.port], { FETCH_CONCURRENCY: 4, FETCH_HOST_CONCURRENCY: 2 });
    const abort = new AbortController();
    const stuck = Promise.allSettled(Array.from({ length: 50 }, () => fetcher.fetch(get(slow.port, abort.signal))));
    const started = performance.now();
    await Promise.all(Array.from({ length: 20 }, () => fetcher.fetch(get(quick.port))));
    expect(performance.now() - started).toBeLessThan(350);
    abort.abort();
    const results = await stuck;
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(slow.total).toBeLessThanOrEqual(4);
  });

  it('a request that has waited is asked once more whether it may be made', async () => {
    const server = await busyServer(900);
    const fetcher = local.fetcher([server.port], { FETCH_HOST_CONCURRENCY: 1 });
    let isForbidden = false;
    const before = (): Promise<number> =>
      isForbidden ? Promise.reject(new FetchFailure('opted_out', 'a rule of today')) : Promise.resolve(0);
    const first = fetcher.fetch({ ...get(server.port), before });
    const second = fetcher.fetch({ ...get(server.port), before });
    setTimeout(() => (isForbidden = true), 100);
    await expect(second).rejects.toThrow('a rule of today');
    await first;
    expect(server.total).toBe(1);
    isForbidden = false;
    await fetcher.fetch({ ...get(server.port), before }); // the place at the host came back
  });

  it('a waiting request leaves the queue when its signal aborts', async () => {
    const server = await busyServer(200);
    const fetcher = local.fetcher([server.port], { FETCH_HOST_CONCURRENCY: 1 });
    const first = fetcher.fetch(get(server.port));
    const abort = new AbortController();
    const second = fetcher.fetch(get(server.port, abort.signal));
    const third = fetcher.fetch(get(server.port));
    setTimeout(() => abort.abort(new Error('enough')), 20);
    await expect(second).rejects.toThrow('enough');
    await Promise.all([first, third]);
    expect(server.total).toBe(2);
  });

  it('sockets stay bounded however many hosts are asked', async () => {
    const ports = await Promise.all(Array.from({ length: 30 }, () => local.http((_, res) => res.end('ok'))));
    const fetcher = local.fetcher(ports, { FETCH_CONCURRENCY: 4 });
    await Promise.all(ports.map((port) => fetcher.fetch(get(port))));
    await sleep(100); // the surplus closes with its answers
    expect(fetcher.openSockets).toBeLessThanOrEqual(12);
  });

  it('so many silent hosts leave room for slow ones', async () => {
    const ports = await Promise.all(Array.from({ length: 40 }, () => local.http(() => undefined)));
    const slow = await busyServer(200);
    const fetcher = local.fetcher([...ports, slow.port], { FETCH_CONCURRENCY: 1 });
    const abort = new AbortController();
    let ended = 0;
    const stuck = ports.map((port) => fetcher.fetch(get(port, abort.signal)).catch(() => (ended += 1)));
    await sleep(500);
    await Promise.all([fetcher.fetch(get(slow.port)), fetcher.fetch(get(slow.port))]);
    expect(slow.most).toBe(2); // one waited for an answer while the other one was asked
    expect(ended).toBe(0);
    abort.abort(new Error('enough'));
    await Promise.all(stuck);
  });

  it.each([
    ['nothing', '', 1_000],
    ['a byte now and then', 'x', 60],
    ['a byte all the time', 'x', 5],
  ])('a host that sends %s keeps nobody from a slot', async (_, text, everyMs) => {
    let dripped = 0;
    const port = await local.http((_request, res) => {
      res.writeHead(200).flushHeaders();
      const drip = setInterval(() => {
        res.write(text);
        dripped += 1;
      }, everyMs);
      res.once('close', () => clearInterval(drip));
    });
    const good = await busyServer(1);
    const fetcher = local.fetcher([port, good.port], { FETCH_CONCURRENCY: 1 });
    const abort = new AbortController();
    let ended = false;
    const stuck = fetcher.fetch({ ...get(port, abort.signal), maxBytes: 100_000 });
    stuck.catch(() => (ended = true));
    await vi.waitUntil(() => dripped > 2 || everyMs >= 1_000);
    for (let n = 0; n < 3; n++) await fetcher.fetch(get(good.port));
    expect(ended).toBe(false);
    abort.abort(new Error('enough'));
    await expect(stuck).rejects.toThrow('enough');
  });

  it('close cuts what is running and leaves no socket', async () => {
    const server = await busyServer(5_000);
    const fetcher = local.fetcher([server.port]);
    const running = fetcher.fetch(get(server.port));
    const outcome = failureOf(running);
    while (server.total === 0) await sleep(5);
    await fetcher.close();
    expect((await outcome).reason).toBe('connection');
    await sleep(20);
    expect(fetcher.openSockets).toBe(0);
  });
});

describe('a host that says Retry-After', () => {
  it.each([429, 503])('with %i is not asked again inside the window, and is after it', async (status) => {
    const host = await limited(status, '1');
    const fetcher = local.fetcher([host.port]);
    expect(await failureOf(fetcher.fetch(get(host.port)))).toMatchObject({
      reason: 'rate_limited',
      status,
      retryAfterMs: 1_000,
    });
    const again = await Promise.all(Array.from({ length: 20 }, () => failureOf(fetcher.fetch(get(host.port)))));
    for (const { reason, retryAfterMs } of again) {
      expect(reason).toBe('rate_limited');
      expect(retryAfterMs).toBeGreaterThan(500);
      expect(retryAfterMs).toBeLessThanOrEqual(1_000);
    }
    expect(host.hits).toBe(1);
    await sleep(1_050);
    expect((await fetcher.fetch(get(host.port))).body.toString()).toBe('ok');
  });

  it('stops the requests that were queueing for it', async () => {
    const host = await limited(429, '30');
    const fetcher = local.fetcher([host.port], { FETCH_HOST_CONCURRENCY: 1 });
    const reasons = await Promise.all(Array.from({ length: 10 }, () => failureOf(fetcher.fetch(get(host.port)))));
    expect(reasons.every(({ reason }) => reason === 'rate_limited')).toBe(true);
    expect(host.hits).toBe(1);
  });

  it('is remembered also for callers that want every status; other hosts are not concerned', async () => {
    const host = await limited(429, '30');
    const other = await limited(200);
    const fetcher = local.fetcher([host.port, other.port]);
    expect((await fetcher.fetch({ ...get(host.port), anyStatus: true })).status).toBe(429);
    expect((await failureOf(fetcher.fetch({ ...get(host.port), anyStatus: true }))).reason).toBe('rate_limited');
    expect((await fetcher.fetch(get(other.port))).status).toBe(200);
  });

  it('a 429 without it opens no window', async () => {
    const host = await limited(429);
    const fetcher = local.fetcher([host.port]);
    expect((await failureOf(fetcher.fetch(get(host.port)))).retryAfterMs).toBeNull();
    expect((await fetcher.fetch(get(host.port))).status).toBe(200);
  });
});
