import { FetchFailure, type FetchFailureReason } from './fetch-failure.js';

const REASONS: Record<number, FetchFailureReason> = {
  401: 'http_forbidden',
  403: 'http_forbidden',
  404: 'http_not_found',
  410: 'http_not_found',
  429: 'rate_limited',
  451: 'http_forbidden',
};

/** What a status that is not 2xx means. A 503 that says when to come back is a rate limit. */
export function statusFailure(status: number, retryAfterMs: number | null): FetchFailure {
  const waits = status === 503 && retryAfterMs !== null;
  return new FetchFailure(
    waits ? 'rate_limited' : (REASONS[status] ?? 'http_error'),
    `status ${status}`,
    status,
    retryAfterMs,
  );
}
