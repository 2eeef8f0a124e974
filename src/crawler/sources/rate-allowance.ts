import { MAX_RETRY_AFTER_MS } from '../../fetching/retry-after.js';
import { SourceFailure } from './image-source.js';

/** A wait longer than this is an allowance used up, not a pace to keep. */
const QUOTA_WAIT_MS = 3_600_000;

/**
 * Remembers when a source's `X-RateLimit-Remaining` says that nothing is left, in one window or in several (separated by
 * commas). `reset`: how its `X-RateLimit-Reset` reads, as seconds left or as a Unix time; without it, or where the
 * header is missing, a whole period is waited.
 */
export class RateAllowance {
  private emptyUntil = 0;

  constructor(
    private readonly reset: 'seconds' | 'epoch' | null,
    private readonly periodMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Throws when nothing is left: `rate_limited`, or `quota` when it takes more than an hour. */
  check(): void {
    const wait = Math.ceil(this.emptyUntil - this.now());
    if (wait <= 0) return;
    const kind = wait > QUOTA_WAIT_MS ? 'quota' : 'rate_limited';
    throw new SourceFailure(kind, 'the allowance is used up', Math.min(wait, MAX_RETRY_AFTER_MS));
  }

  note(headers: Readonly<Record<string, string>>): void {
    const resets = numbers(headers['x-ratelimit-reset']);
    numbers(headers['x-ratelimit-remaining']).forEach((left, i) => {
      if (left === 0) this.emptyUntil = Math.max(this.emptyUntil, this.endOfWindow(resets[i]));
    });
  }

  private endOfWindow(reset: number | undefined): number {
    if (this.reset === null || reset === undefined || Number.isNaN(reset)) return this.now() + this.periodMs;
    return this.reset === 'epoch' ? reset * 1_000 : this.now() + reset * 1_000;
  }
}

function numbers(header: string | undefined): number[] {
  return header === undefined ? [] : header.split(',').map((text) => (/^\s*\d+\s*$/.test(text) ? Number(text) : NaN));
}
