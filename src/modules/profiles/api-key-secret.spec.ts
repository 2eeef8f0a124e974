import { assert, constantFrom, nat, pre, property } from 'fast-check';
import { hashOf, isApiKey, newApiKey, visiblePartsOf } from './api-key-secret.js';

describe('API key', () => {
  it('has the documented form and differs each time', () => {
    const keys = Array.from({ length: 200 }, newApiKey);
    for (const key of keys) expect(key).toMatch(/^pxc_live_[0-9A-Za-z]{38}$/);
    expect(new Set(keys).size).toBe(200);
    expect(keys.every(isApiKey)).toBe(true);
  });

  it('carries the CRC-32 of its random part, zero-padded base62', () => {
    // CRC-32 of 32 times 'a' is 0xcab11777 = 3400603511, in base62 3i8aJj
    expect(isApiKey(`pxc_live_${'a'.repeat(32)}3i8aJj`)).toBe(true);
    expect(isApiKey(`pxc_live_${'a'.repeat(32)}3i8aJk`)).toBe(false);
  });

  it('notices every single changed character and every swap of neighbours', () => {
    const key = newApiKey();
    assert(
      property(nat({ max: key.length - 1 }), constantFrom(...'0Aaz_-é '), (at, other) => {
        pre(key[at] !== other);
        expect(isApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
      }),
    );
    const swaps = Array.from(
      { length: key.length - 1 },
      (_, i) => key.slice(0, i) + key[i + 1] + key[i] + key.slice(i + 2),
    );
    expect(swaps.filter((swapped) => swapped !== key && isApiKey(swapped))).toEqual([]);
  });

  it.each(['', 'pxc_live_', 'pxc_test_abc', ` ${newApiKey()}`, `${newApiKey()}\n`, `${newApiKey()}0`])(
    'refuses %j',
    (text) => {
      expect(isApiKey(text)).toBe(false);
    },
  );

  it('hashes to 64 hex digits and shows 12 + 4 characters', () => {
    const key = newApiKey();
    expect(hashOf(key)).toMatch(/^[0-9a-f]{64}$/);
    expect(visiblePartsOf(key)).toEqual({ prefix: key.slice(0, 12), last4: key.slice(-4) });
  });
});
