import { FetchFailure } from './fetch-failure.js';
import type { Entry, Visit } from './politeness/host-gate.js';
import { retryAfterMs } from './retry-after.js';

const NO_ANSWER = new Set(['dns', 'tls', 'connection', 'timeout']);

/** What a request is told that may not be made now. `status` null: the host was not asked. */
export function notNow({ reason, waitMs, why }: Extract<Entry, { admitted: false }>): FetchFailure {
  if (reason === 'paused') return new FetchFailure('rate_limited', 'the host asked to be left alone', null, waitMs);
  if (reason === 'spent') return new FetchFailure('rate_limited', 'the allowance is used up', null, waitMs);
  if (reason !== 'circuit') return new FetchFailure('rate_limited', 'the host is asked slowly', null, waitMs);
  const failed = NO_ANSWER.has(why) ? why : 'http_error';
  const detail = 'the host failed again and again and is left alone for a while';
  return new FetchFailure(isNoAnswer(failed) ? failed : 'http_error', detail, null, waitMs);
}

/** What an answer tells about its host. */
export function visitOf(status: number, headers: Readonly<Record<string, string>>, latencyMs: number): Visit {
  if (status === 429 || status === 503) return { kind: 'refused', retryAfterMs: retryAfterMs(headers) };
  if (status >= 500) return { kind: 'failed', weight: 0.5, why: 'http_error' };
  return { kind: 'answered', latencyMs };
}

/** What the end of a request without a whole answer tells about its host. `headMs` null: not even a head came. */
export function visitWithout(error: unknown, headMs: number | null): Visit {
  if (headMs !== null) return { kind: 'answered', latencyMs: headMs };
  if (!(error instanceof FetchFailure) || !NO_ANSWER.has(error.reason)) return { kind: 'abandoned' };
  return { kind: 'failed', weight: 1, why: error.reason };
}

function isNoAnswer(reason: string): reason is 'dns' | 'tls' | 'connection' | 'timeout' {
  return NO_ANSWER.has(reason);
}
