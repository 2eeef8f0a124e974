import { FetchFailure } from '../../fetching/fetch-failure.js';
import type { FetchAnswer } from '../../fetching/fetch-request.js';
import { MAX_RETRY_AFTER_MS, retryAfterMs } from '../../fetching/retry-after.js';
import { blockPage } from './block-page.js';
import { SourceFailure } from './image-source.js';

const QUOTA = /quota|not enough credits|run out of|out of (credits|searches)|(daily|monthly) ?limit/i;
const RATE = /rate ?limit/i;
const PACE = /per ?(second|minute)/i;
const KEY = /unauthori[sz]ed|api.?key|credentials|invalid.?token/i;
/** What blames the key even where the status blames the query. */
const BAD_KEY = /(invalid|missing).{0,20}api.?key|api.?key.{0,20}(not valid|invalid|missing)|token_invalid/i;
/** A wait longer than this is an allowance used up, not a pace to keep. */
const QUOTA_WAIT_SECONDS = 3_600;

/** What an answer that is no result means; null when it may hold results. */
export function refusalOf(answer: FetchAnswer): SourceFailure | null {
  const wall = blockPage(answer);
  if (wall !== null) return new SourceFailure('blocked', wall);
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  const wait = retryAfterMs(answer.headers);
  const text = answer.body.toString('utf8', 0, 2_000);
  const failure = (kind: SourceFailure['kind']): SourceFailure => new SourceFailure(kind, `status ${status}`, wait);
  if (status === 402) return failure('quota');
  if (status === 429) return failure(isQuota(answer, text) ? 'quota' : 'rate_limited');
  if (status === 503 && wait !== null) return failure('rate_limited');
  if (status >= 500 || status === 408) return failure('upstream');
  if (status === 401) return failure('auth');
  if (status === 400 || status === 403 || status === 422) {
    if (QUOTA.test(text)) return failure(PACE.test(text) ? 'rate_limited' : 'quota');
    if (status === 403 && RATE.test(text)) return failure('rate_limited');
    if (status !== 403) return failure(BAD_KEY.test(text) ? 'auth' : 'bad_request');
    return failure(isJson(answer) && KEY.test(text) ? 'auth' : 'blocked');
  }
  return failure(status === 414 ? 'bad_request' : 'shape_changed');
}

/** A request that brought no answer, as the source's failure. */
export function sourceFailureOf(failure: FetchFailure): SourceFailure {
  if (failure.reason === 'rate_limited') {
    const wait = failure.retryAfterMs;
    const kind = (wait ?? 0) > QUOTA_WAIT_SECONDS * 1_000 ? 'quota' : 'rate_limited';
    return new SourceFailure(kind, failure.message, wait && Math.min(wait, MAX_RETRY_AFTER_MS));
  }
  if (failure.reason === 'too_large') return new SourceFailure('shape_changed', failure.message);
  if (failure.reason === 'blocked_address') return new SourceFailure('blocked', failure.message);
  return new SourceFailure('upstream', failure.message);
}

function isQuota({ headers }: FetchAnswer, text: string): boolean {
  return Number(headers['retry-after']) > QUOTA_WAIT_SECONDS || (QUOTA.test(text) && !PACE.test(text));
}

function isJson({ headers }: FetchAnswer): boolean {
  return headers['content-type']?.includes('json') ?? false;
}
