import { allowanceOf, rateLimitHeaders } from './rate-window.js';

describe('a rate window', () => {
  it.each([
    [50, 1, 60_000, { admitted: true, remaining: 49, resetMs: 60_000 }],
    [50, 50, 1_234, { admitted: true, remaining: 0, resetMs: 1_234 }],
    [50, 51, 1_234, { admitted: false, remaining: 0, resetMs: 1_234 }],
    [50, 1_000, 0, { admitted: false, remaining: 0, resetMs: 1 }],
    [1, 1, -2, { admitted: true, remaining: 0, resetMs: 1 }],
  ])('of %i at request %i, %i ms before its end', (limit, count, leftMs, allowance) => {
    expect(allowanceOf(limit, count, leftMs)).toEqual(allowance);
  });

  it('is told in the form of the draft, never with a time too short to wait', () => {
    expect(rateLimitHeaders('key', 600, 60_000, { admitted: true, remaining: 599, resetMs: 59_001 })).toEqual({
      'RateLimit-Policy': '"key";q=600;w=60',
      RateLimit: '"key";r=599;t=60',
    });
  });
});
