import { MAX_RETRY_AFTER_MS } from '../../fetching/retry-after.js';

const PERIOD_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const AVAILABLE = /^x-ratelimit-available-(.+)$/;

/** Remembers when Openverse says that nothing is left of an allowance. It does not say until when, so a whole period is waited. */
export class OpenverseAllowance {
  private emptyUntil = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Milliseconds until the next call, 0 for now. */
  get waitMs(): number {
    return Math.max(0, Math.ceil(this.emptyUntil - this.now()));
  }

  /** Reads the pairs `X-RateLimit-Limit-<scope>: 20/min`, `X-RateLimit-Available-<scope>: 0`. */
  note(headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) {
      const scope = AVAILABLE.exec(name)?.[1];
      if (scope === undefined || scope.includes('thumbnail') || value.trim() !== '0') continue;
      const period = /^\d+\/([smhd])/.exec(headers[`x-ratelimit-limit-${scope}`] ?? '')?.[1] ?? 'm';
      const wait = Math.min(PERIOD_MS[period] ?? 0, MAX_RETRY_AFTER_MS);
      this.emptyUntil = Math.max(this.emptyUntil, this.now() + wait);
    }
  }
}
