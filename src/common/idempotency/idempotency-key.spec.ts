import fc from 'fast-check';
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

  it('is equal for equal bodies only', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const hash = (body: unknown): string => requestHash({ ...request, body });
        expect(hash(structuredClone(a))).toBe(hash(a));
        if (hash(a) === hash(b)) expect(JSON.parse(JSON.stringify(a))).toEqual(JSON.parse(JSON.stringify(b)));
      }),
    );
  });
});
