import { assert, jsonValue, property } from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { parseIdempotencyKey, requestHash } from './idempotency-key.js';

describe('parseIdempotencyKey', () => {
  it.each([
    ['8e03978e-40d5-43e8-bc93-6894a57f9324', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
    ['"8e03978e-40d5-43e8-bc93-6894a57f9324"', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
    ['a', 'a'],
    ['x'.repeat(255), 'x'.repeat(255)],
    [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
    ['x'.repeat(256), null],
    [`"${'x'.repeat(256)}"`, null],
    ['', null],
    ['""', null],
    ['"', null],
    ['"a', null],
    ['a"', null],
    ['a b', null],
    ['a, b', null],
    ['é', null],
    ['a\tb', null],
    ['a\x7f', null],
  ])('%j holds %j', (header, key) => {
    expect(parseIdempotencyKey(header)).toBe(key);
  });
});

describe('requestHash', () => {
  const request = { method: 'POST', url: '/api/projects', body: { name: 'a', settings: { x: [1, 2], y: null } } };

  const hashOf = (body: unknown): string => requestHash({ ...request, body });

  it('does not mind the order of members', () => {
    const other = { ...request, body: { settings: { y: null, x: [1, 2] }, name: 'a' } };
    expect(requestHash(other)).toBe(requestHash(request));
  });

  it.each([
    { ...request, method: 'PUT' },
    { ...request, url: '/api/projects?a=1' },
    { ...request, body: undefined },
    { ...request, body: { name: 'a', settings: { x: [2, 1], y: null } } },
    { ...request, body: { name: 'a', settings: { x: [1, 2] } } },
    { ...request, body: [{ name: 'a' }] },
  ])('tells %j from the request', (other) => {
    expect(requestHash(other)).not.toBe(requestHash(request));
  });

  it('is the same for a copy, and another for another body', () => {
    const rule = property(jsonValue(), jsonValue(), (a, b) => {
      const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
      expect(hashOf(JSON.parse(left))).toBe(hashOf(a));
      expect(hashOf([a, b]) === hashOf([b, a])).toBe(isDeepStrictEqual(JSON.parse(left), JSON.parse(right)));
    });
    assert(rule);
  });
});
