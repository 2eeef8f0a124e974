/** Why a guarded request brought no usable answer. The names are also candidate outcomes, so users meet one vocabulary. */
const FETCH_FAILURES = [
  'blocked_address', // the address rules refuse it (scheme, port, userinfo, non-public host)
  'dns',
  'tls',
  'connection', // refused, reset, or cut before Content-Length was reached
  'timeout', // connect, headers, total deadline, or below the minimum rate
  'too_large', // more bytes than the request allows
  'too_many_redirects',
  'rate_limited', // 429, or the host's Retry-After window is still open
  'http_not_found', // 404, 410
  'http_forbidden', // 401, 403, 451
  'http_error', // every other status that is not 2xx
  'robots', // robots.txt disallows it
  'opted_out', // any other rule of the site's owner, or of ours, that the picture must not be used
] as const;
export type FetchFailureReason = (typeof FETCH_FAILURES)[number];

export class FetchFailure extends Error {
  constructor(
    readonly reason: FetchFailureReason,
    detail: string,
    /** HTTP status, when one came. */
    readonly status: number | null = null,
    /** What Retry-After asked for, in milliseconds, clamped to 10 minutes; or until an allowance has something left. */
    readonly retryAfterMs: number | null = null,
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }
}
