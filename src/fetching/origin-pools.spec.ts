import { LocalServers } from './local-servers.fixture.js';
import { OriginPools } from './origin-pools.js';

const local = new LocalServers();
afterEach(() => local.close());

/** Resolves with the status; rejects when there is no answer. */
const ask = (pools: OriginPools, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    let status = 0;
    pools.dispatch(
      { origin: `http://127.0.0.1:${port}`, path: '/', method: 'GET' },
      {
        onRequestStart: () => undefined,
        onResponseData: () => undefined,
        onResponseStart: (_, code) => void (status = code),
        onResponseEnd: () => resolve(status),
        onResponseError: (_, error) => reject(error),
      },
    );
  });

describe('OriginPools', () => {
  it('keeps an origin while it is connected, and no longer', async () => {
    const ports = await Promise.all(Array.from({ length: 5 }, () => local.http((_, res) => res.end('ok'))));
    const pools = new OriginPools({ connections: 2, keepAliveTimeout: 200, keepAliveMaxTimeout: 200 });
    const asked = ports.flatMap((port) => [ask(pools, port), ask(pools, port), ask(pools, port)]);
    expect(await Promise.all(asked)).toEqual(asked.map(() => 200));
    expect(pools.size).toBe(5);
    expect([...ports].map((port) => local.accepted.get(port))).toEqual(ports.map(() => 2));
    await vi.waitFor(() => expect(pools.size).toBe(0), 5_000);
    expect(await ask(pools, ports[0]!)).toBe(200);
    await pools.destroy();
  });

  it('forgets an origin that cannot be connected to', async () => {
    const port = await local.http((_, res) => res.end('ok'));
    await local.close();
    const pools = new OriginPools({ connections: 2 });
    const asked = await Promise.allSettled([ask(pools, port), ask(pools, port), ask(pools, port)]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await vi.waitFor(() => expect(pools.size).toBe(0));
  });

  it('cuts what is under way when it is destroyed', async () => {
    const port = await local.http(() => undefined);
    const pools = new OriginPools({ connections: 1 });
    const [first, second] = [ask(pools, port), ask(pools, port)].map((answer) => answer.catch(() => 'cut'));
    await vi.waitFor(() => expect(local.accepted.get(port)).toBe(1));
    await pools.destroy();
    expect([await first, await second]).toEqual(['cut', 'cut']);
  });
});
