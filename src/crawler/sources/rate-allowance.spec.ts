import { SourceFailure } from './image-source.js';
import { RateAllowance } from './rate-allowance.js';

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;

/** What a check says `after` milliseconds, given the headers now. */
function said(reset: 'seconds' | 'epoch' | null, headers: Record<string, string>, after = 0, periodMs = 60_000) {
  let now = NOW;
  const allowance = new RateAllowance(reset, periodMs, () => now);
  allowance.note(headers);
  now += after;
  try {
    allowance.check();
    return null;
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    return [error.kind, error.retryAfterMs];
  }
}

describe('RateAllowance', () => {
  it.each([
    ['something left', 'seconds', { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '9' }, null],
    ['no headers', 'seconds', {}, null],
    ['no number', 'seconds', { 'x-ratelimit-remaining': 'none' }, null],
    ['seconds left', 'seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' }, ['rate_limited', 9_000]],
    [
      'a Unix time',
      'epoch',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + 30) },
      ['rate_limited', 30_000],
    ],
    ['a time gone by', 'epoch', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }, null],
    ['no reset', 'seconds', { 'x-ratelimit-remaining': '0' }, ['rate_limited', 60_000]],
    [
      'a reset nobody can read',
      'seconds',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' },
      ['rate_limited', 60_000],
    ],
    ['a period of its own', null, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' }, ['rate_limited', 60_000]],
    [
      'the first of two windows',
      'seconds',
      { 'x-ratelimit-remaining': '0, 900', 'x-ratelimit-reset': '1, 99999' },
      ['rate_limited', 1_000],
    ],
    ['the month', 'seconds', { 'x-ratelimit-remaining': '1, 0', 'x-ratelimit-reset': '1, 99999' }, ['quota', 600_000]],
  ] as const)('%s', (_, reset, headers, expected) => {
    expect(said(reset, headers)).toEqual(expected);
  });

  it('is over when the window ends', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' };
    expect(said('seconds', headers, 8_999)).toEqual(['rate_limited', 1]);
    expect(said('seconds', headers, 9_000)).toBeNull();
  });

  it('waits ten minutes at a time at most', () => {
    expect(said(null, { 'x-ratelimit-remaining': '0' }, 0, HOUR)).toEqual(['rate_limited', 600_000]);
  });
});
