import { FetchFailure, type FetchFailureReason } from '../../src/fetching/fetch-failure.js';
import { Patience } from './patience.js';

const failure = (reason: FetchFailureReason, status: number | null = null, retryAfterMs: number | null = null) =>
  new FetchFailure(reason, status === null ? 'no answer' : `status ${status}`, status, retryAfterMs);

/** Whole seconds that are waited after each failure, until there is no more. */
function seconds(each: FetchFailure, most = 10): number[] {
  const patience = new Patience();
  const waits: number[] = [];
  for (let wait = patience.after(each); wait !== null && waits.length < most; wait = patience.after(each)) {
    waits.push(wait / 1_000);
  }
  return waits;
}

const between = (least: number) => ({
  asymmetricMatch: (value: unknown) => typeof value === 'number' && value >= least && value <= least * 1.25,
});

describe('Patience', () => {
  it.each([
    ['a 503', failure('http_error', 503), [between(1), between(4)]],
    ['a 429 that says when', failure('rate_limited', 429, 30_000), [between(30), between(30)]],
    ['a timeout', failure('timeout'), [between(1), between(4)]],
    ['a host that wants to be left alone for long', failure('rate_limited', 429, 61_000), []],
    ['a refusal', failure('http_forbidden', 403), []],
    ['an address that may not be asked', failure('blocked_address'), []],
    ['a rule', failure('robots'), []],
  ])('after %s', (_, each, waits) => {
    expect(seconds(each)).toEqual(waits);
  });

  it('waits for its turn at a slow host for ten minutes, which costs no request', () => {
    const waits = seconds(failure('rate_limited', null, 30_000), 1_000);
    const sum = waits.reduce((all, wait) => all + wait, 0);
    expect(sum).toBeGreaterThan(540);
    expect(sum).toBeLessThanOrEqual(610);
  });

  it('waits differently each time', () => {
    expect(new Set(Array.from({ length: 10 }, () => new Patience().after(failure('timeout')))).size).toBeGreaterThan(5);
  });

  it('tells how often was asked and until when not to ask', () => {
    const patience = new Patience();
    patience.after(failure('http_error', 503));
    const last = failure('rate_limited', 429, 90_500);
    patience.after(last);
    expect(patience.story(last)).toBe('rate_limited: status 429, asked 2 times, not to be asked for 91 s');
  });
});
