import type { FetchFailure } from '../../src/fetching/fetch-failure.js';
import { TRANSIENT_OUTCOMES } from '../../src/modules/crawl-jobs/candidate-outcome.js';

/** Requests for one picture, as in a crawl. */
const REQUESTS = 3;
/** After the first one, in milliseconds, unless the host says when to come back; four times as long after each other. */
const FIRST_WAIT_MS = 1_000;
/** A host that wants to be left alone for longer is: its pictures are for another run. */
const LONGEST_WAIT_MS = 60_000;
/** So long a picture waits in all, most of it for its turn at a host that is asked slowly. */
const ALL_WAITS_MS = 600_000;

/** How often one picture is asked for, and when. Waits are up to a quarter longer than they must be, so that not all end at once. */
export class Patience {
  private requests = 0;
  private waitedMs = 0;

  constructor(private readonly firstWaitMs = FIRST_WAIT_MS) {}

  /** Milliseconds until the next try; null: it has failed for good, or for now. */
  after({ reason, status, retryAfterMs }: FetchFailure): number | null {
    // a host that asked to be left alone was not asked
    if (reason !== 'rate_limited' || status !== null) this.requests += 1;
    if (!isTransient(reason) || this.requests >= REQUESTS) return null;
    const wish = retryAfterMs ?? this.firstWaitMs * 4 ** Math.max(0, this.requests - 1);
    if (wish > LONGEST_WAIT_MS || this.waitedMs + wish > ALL_WAITS_MS) return null;
    const waitMs = wish * (1 + Math.random() / 4);
    this.waitedMs += waitMs;
    return waitMs;
  }

  /** What a failure was, how often the host was asked, and how long it wants to be left alone. */
  story({ reason, message, retryAfterMs }: FetchFailure): string {
    const asked = this.requests > 1 ? `, asked ${this.requests} times` : '';
    const wish = Math.ceil((retryAfterMs ?? 0) / 1_000);
    return `${reason}: ${message}${asked}${wish > 0 ? `, not to be asked for ${wish} s` : ''}`;
  }
}

/** Whether another run may bring what this one did not. */
export const isTransient = (reason: FetchFailure['reason']): boolean => TRANSIENT_OUTCOMES.includes(reason);
