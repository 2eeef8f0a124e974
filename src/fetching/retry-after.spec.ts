import { HostPauses } from './politeness/host-pauses.js';
import { retryAfterMs } from './retry-after.js';

describe('retryAfterMs', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  it.each([
    ['0', 0],
    ['5', 5_000],
    [' 120 ', 120_000],
    ['86400', 600_000],
    ['99999999999999999999', 600_000],
    ['Sun, 22 Nov 2026 10:00:30 GMT', 30_000],
    ['Sunday, 22-Nov-26 10:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['', null],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['2027', 600_000],
    ['1e3', null],
    ['2026-11-22', null],
  ])('%s', (value, expected) => {
    expect(retryAfterMs({ 'retry-after': value }, now)).toBe(expected);
  });

  it('measures a date against the clock that wrote it', () => {
    const headers = { 'retry-after': 'Sun, 22 Nov 2026 20:00:07 GMT', date: 'Sun, 22 Nov 2026 20:00:00 GMT' };
    expect(retryAfterMs(headers, now)).toBe(7_000);
    expect(retryAfterMs({}, now)).toBeNull();
  });
});

describe('HostPauses', () => {
  it('lasts as long as the longest wish and then is gone', () => {
    let now = 0;
    const pauses = new HostPauses(() => now);
    pauses.pause('a', 1_000);
    pauses.pause('a', 10);
    expect(pauses.remainingMs('a')).toBe(1_000);
    expect(pauses.remainingMs('b')).toBe(0);
    now = 999.5;
    expect(pauses.remainingMs('a')).toBe(1);
    now = 1_000;
    expect(pauses.remainingMs('a')).toBe(0);
    expect(pauses.size).toBe(0);
  });

  it('stays bounded: first the expired go, then the oldest', () => {
    let now = 0;
    const pauses = new HostPauses(() => now);
    for (let i = 0; i < 10_000; i += 1) pauses.pause(`short${i}`, 10);
    now = 20;
    for (let i = 0; i < 15_000; i += 1) pauses.pause(`long${i}`, 1_000);
    expect(pauses.size).toBeLessThanOrEqual(10_000);
    expect(pauses.remainingMs('long14999')).toBe(1_000);
    expect(pauses.remainingMs('long0')).toBe(0);
  });
});
