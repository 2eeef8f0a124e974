import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose';
import { KeySetCache } from './key-set-cache.js';

const MINUTE = 60_000;

async function publicKey(kid: string): Promise<JWK> {
  const { publicKey: key } = await generateKeyPair('ES256');
  return { ...(await exportJWK(key)), kid, alg: 'ES256' };
}

describe('KeySetCache', () => {
  let first: JWK;
  let second: JWK;
  let published: JSONWebKeySet | null;
  let loads: number;
  let now: number;
  let cache: KeySetCache;

  beforeAll(async () => {
    [first, second] = [await publicKey('first'), await publicKey('second')];
  });
  beforeEach(() => {
    published = { keys: [first] };
    loads = 0;
    now = 0;
    const load = async (): Promise<JSONWebKeySet> => {
      loads++;
      if (!published) throw new Error('away');
      return published;
    };
    cache = new KeySetCache(load, () => now);
  });

  const find = (kid: string) => cache.find({ alg: 'ES256', kid });
  const unavailable = { slug: 'service-unavailable' };

  it('asks once for many at a time, and not again for 10 minutes', async () => {
    await Promise.all(Array.from({ length: 50 }, () => find('first')));
    now = 10 * MINUTE;
    await find('first');
    expect(loads).toBe(1);
    now += 1;
    await find('first');
    expect(loads).toBe(2);
  });

  it('asks again for an unknown key, at most every 30 s', async () => {
    await find('first');
    published = { keys: [first, second] };
    await expect(find('second')).rejects.toThrow('no applicable key');
    expect(loads).toBe(1);
    now = 30_000;
    await Promise.all(Array.from({ length: 20 }, () => find('second')));
    expect(loads).toBe(2);
    for (let i = 0; i < 100; i++) await expect(find(`made-up-${i}`)).rejects.toThrow('no applicable key');
    expect(loads).toBe(2);
  });

  it('drops a key that is no longer published, within 10 minutes', async () => {
    await find('first');
    published = { keys: [second] };
    now = 10 * MINUTE + 1;
    await expect(find('first')).rejects.toThrow('no applicable key');
    expect(await cache.has('first')).toBe(false);
    expect(await cache.has('second')).toBe(true);
  });

  it('keeps its keys for an hour more while the auth server is away, and asks every 30 s', async () => {
    await find('first');
    published = null;
    now = 10 * MINUTE + 1;
    await find('first');
    await find('first');
    expect(loads).toBe(2);
    now = 70 * MINUTE;
    await find('first');
    expect(loads).toBe(3);
    now += 1;
    await expect(find('first')).rejects.toMatchObject(unavailable);
    now += 30_000;
    published = { keys: [second] };
    await find('second');
  });

  it('says that it cannot tell while it has never had keys, and asks every second', async () => {
    published = null;
    await expect(find('first')).rejects.toMatchObject(unavailable);
    await expect(cache.has('first')).rejects.toMatchObject(unavailable);
    expect(loads).toBe(1);
    published = { keys: [first] };
    now = 1_000;
    await find('first');
    expect(loads).toBe(2);
  });

  it('needs a key that fits the algorithm, and one only when no id is named', async () => {
    await expect(cache.find({ alg: 'RS256', kid: 'first' })).rejects.toThrow('no applicable key');
    await cache.find({ alg: 'ES256' });
    published = { keys: [first, second] };
    now = 11 * MINUTE;
    await expect(cache.find({ alg: 'ES256' })).rejects.toThrow('multiple matching keys');
  });
});
