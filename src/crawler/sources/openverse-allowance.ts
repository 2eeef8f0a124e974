import { MAX_RETRY_AFTER_MS } from '../../fetching/retry-after.js';

const PERIOD_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const AVAILABLE = /^x-ratelimit-available-(.+)$/;

/**
 * Reads for how many milliseconds nothing is left, from the pairs `X-RateLimit-Limit-<scope>: 20/min`,
 * `X-RateLimit-Available-<scope>: 0`. Openverse does not say until when, so a whole period is waited, ten minutes at most.
 */
export function openverseEmptyMs(headers: Readonly<Record<string, string>>): number {
  const waits = Object.entries(headers).map(([name, value]) => {
    const scope = AVAILABLE.exec(name)?.[1];
    if (scope === undefined || scope.includes('thumbnail') || value.trim() !== '0') return 0;
    const period = /^\d+\/([smhd])/.exec(headers[`x-ratelimit-limit-${scope}`] ?? '')?.[1] ?? 'm';
    return PERIOD_MS[period] ?? 0;
  });
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ...waits));
}
