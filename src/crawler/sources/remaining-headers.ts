/**
 * Reads for how many milliseconds nothing is left: as long as a source's `X-RateLimit-Remaining` says 0, in one window or
 * in several (separated by commas). `reset`: how its `X-RateLimit-Reset` reads, as seconds left or as a Unix time;
 * without it, or where the header is missing, a whole period is waited.
 */
export function remainingHeaders(reset: 'seconds' | 'epoch' | null, periodMs: number, now = Date.now) {
  const waitOf = (end: number | undefined): number => {
    if (reset === null || end === undefined || Number.isNaN(end)) return periodMs;
    return reset === 'epoch' ? end * 1_000 - now() : end * 1_000;
  };
  return (headers: Readonly<Record<string, string>>): number => {
    const resets = numbers(headers['x-ratelimit-reset']);
    const waits = numbers(headers['x-ratelimit-remaining']).map((left, i) => (left === 0 ? waitOf(resets[i]) : 0));
    return Math.max(0, ...waits);
  };
}

function numbers(header: string | undefined): number[] {
  return header === undefined ? [] : header.split(',').map((text) => (/^\s*\d+\s*$/.test(text) ? Number(text) : NaN));
}
