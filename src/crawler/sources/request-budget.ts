import { MAX_RETRY_AFTER_MS } from '../../fetching/retry-after.js';
import { type RequestLimit, SourceFailure } from './image-source.js';

/** Keeps a limit that no header tells: at most so many requests in any period of that length. Counts this process only. */
export class RequestBudget {
  private readonly takenAt: number[] = [];

  constructor(
    private readonly limit: RequestLimit,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes one request. Throws `rate_limited` when none is left. */
  take(): void {
    const now = this.now();
    const periodMs = this.limit.seconds * 1_000;
    while (this.takenAt[0] !== undefined && this.takenAt[0] <= now - periodMs) this.takenAt.shift();
    const oldest = this.takenAt[0];
    if (oldest !== undefined && this.takenAt.length >= this.limit.requests) {
      const wait = Math.ceil(oldest + periodMs - now);
      throw new SourceFailure(
        'rate_limited',
        'our own share of requests is used up',
        Math.min(wait, MAX_RETRY_AFTER_MS),
      );
    }
    this.takenAt.push(now);
  }
}
