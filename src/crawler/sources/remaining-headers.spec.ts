import { remainingHeaders } from './remaining-headers.js';

const NOW = 1_800_000_000_000;

describe('for how long nothing is left, when the headers tell', () => {
  it.each([
    ['something left', 'seconds', { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '9' }, 0],
    ['nothing', 'seconds', {}, 0],
    ['no number', 'seconds', { 'x-ratelimit-remaining': 'none' }, 0],
    ['seconds left', 'seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' }, 9_000],
    ['a Unix time', 'epoch', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + 30) }, 30_000],
    ['a time gone by', 'epoch', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }, 0],
    ['no reset', 'seconds', { 'x-ratelimit-remaining': '0' }, 60_000],
    ['a reset nobody can read', 'seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' }, 60_000],
    ['a reset that means nothing', null, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' }, 60_000],
    [
      'the first of two windows',
      'seconds',
      { 'x-ratelimit-remaining': '0, 900', 'x-ratelimit-reset': '1, 99999' },
      1_000,
    ],
    ['the month', 'seconds', { 'x-ratelimit-remaining': '1, 0', 'x-ratelimit-reset': '1, 99999' }, 99_999_000],
    ['both', 'seconds', { 'x-ratelimit-remaining': '0, 0', 'x-ratelimit-reset': '1, 30' }, 30_000],
  ] as const)('%s', (_, reset, headers, ms) => {
    expect(remainingHeaders(reset, 60_000, () => NOW)(headers)).toBe(ms);
  });
});
