/** How a caller stands within its window. */
export interface Allowance {
  /** Whether this request is within the limit. */
  admitted: boolean;
  /** Requests that the window still admits. */
  remaining: number;
  /** Milliseconds until the window ends and the next request begins a new one. */
  resetMs: number;
}

/** What the counter of a window means. `count` includes this request; `leftMs`: until the window ends. */
export function allowanceOf(limit: number, count: number, leftMs: number): Allowance {
  return { admitted: count <= limit, remaining: Math.max(0, limit - count), resetMs: Math.max(1, leftMs) };
}

/** `RateLimit-Policy` and `RateLimit` as structured field lists of one item; times in whole seconds, rounded up. */
export function rateLimitHeaders(
  policy: string,
  limit: number,
  windowMs: number,
  { remaining, resetMs }: Allowance,
): Record<string, string> {
  return {
    'RateLimit-Policy': `"${policy}";q=${limit};w=${Math.ceil(windowMs / 1000)}`,
    RateLimit: `"${policy}";r=${remaining};t=${Math.ceil(resetMs / 1000)}`,
  };
}
