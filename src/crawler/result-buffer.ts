import type { Claim } from '../modules/crawl-jobs/claim.js';
import type { Attempt } from './attempt.js';
import type { Flush } from './flush.js';

const BATCH = 20;
const PULSE_MS = 1_000;

/**
 * Collects what a run finds and flushes it every 20 results or each second; the pulse also keeps the lease alive and
 * notices within a second that the fence was passed. One flush at a time, in order.
 */
export class ResultBuffer {
  private waiting: Attempt[] = [];
  private flushing: Promise<void> = Promise.resolve();
  private readonly pulse: NodeJS.Timeout;
  private recorded: number;

  constructor(
    private readonly flush: Flush,
    private readonly claim: Claim,
    /** Called once a flush failed: the run must stop. */
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.recorded = claim.stored;
    this.pulse = setInterval(() => void this.flushNow().catch(() => undefined), PULSE_MS);
  }

  /** Pictures recorded so far. */
  get stored(): number {
    return this.recorded;
  }

  /** Pictures recorded, and those that will be unless they prove to be copies. */
  get expected(): number {
    return this.recorded + this.waiting.filter((attempt) => attempt.outcome === 'stored').length;
  }

  add(attempt: Attempt): void {
    this.waiting.push(attempt);
    if (this.waiting.length >= BATCH) void this.flushNow().catch(() => undefined);
  }

  /** Resolves when everything added before is recorded; rejects with what stopped it. */
  flushNow(): Promise<void> {
    this.flushing = this.flushAfter(this.flushing);
    return this.flushing;
  }

  private async flushAfter(earlier: Promise<void>): Promise<void> {
    await earlier;
    const batch = this.waiting.slice(0, 5 * BATCH);
    try {
      this.recorded = await this.flush.run(this.claim, batch);
      this.waiting = this.waiting.slice(batch.length);
    } catch (error) {
      clearInterval(this.pulse);
      this.onFailure(error);
      throw error;
    }
  }

  /** Stops the pulse. What was not flushed is dropped; its URLs stay open. */
  async close(): Promise<void> {
    clearInterval(this.pulse);
    await this.flushing.catch(() => undefined);
  }
}
