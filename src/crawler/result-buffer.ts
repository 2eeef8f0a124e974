import type { Claim } from '../modules/crawl-jobs/claim.js';
import type { Attempt } from './attempt.js';
import type { Flush } from './flush.js';

const BATCH = 40;
const PULSE_MS = 1_000;
/** Failures alone may wait for so many pulses: nobody pays for them, and hosts that time out fail one by one. */
const FAILURE_PULSES = 5;

/**
 * Collects what a run finds and flushes it every 40 results, pictures each second, failures alone each five; one flush at a
 * time, in order.
 */
export class ResultBuffer {
  private readonly waiting: Attempt[] = [];
  /** The batch that is being written. */
  private inFlight: Attempt[] = [];
  private flushing: Promise<void> = Promise.resolve();
  private readonly pulse: NodeJS.Timeout;
  private recorded: number;
  private pulses = 0;

  constructor(
    private readonly flush: Flush,
    private readonly claim: Claim,
    /** Called once a flush failed: the run must stop. */
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.recorded = claim.stored;
    this.pulse = setInterval(() => this.onPulse(), PULSE_MS);
  }

  /** Pictures recorded so far. */
  get stored(): number {
    return this.recorded;
  }

  /** Pictures recorded, and those that will be unless they prove to be copies. */
  get expected(): number {
    return this.recorded + countStored(this.inFlight) + countStored(this.waiting);
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

  private onPulse(): void {
    if (this.waiting.length === 0) return;
    this.pulses += 1;
    if (countStored(this.waiting) > 0 || this.pulses >= FAILURE_PULSES) void this.flushNow().catch(() => undefined);
  }

  private async flushAfter(earlier: Promise<void>): Promise<void> {
    await earlier;
    if (this.waiting.length === 0) return;
    this.pulses = 0;
    this.inFlight = this.waiting.splice(0, 5 * BATCH);
    try {
      this.recorded = await this.flush.run(this.claim, this.inFlight);
      this.inFlight = [];
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

const countStored = (attempts: readonly Attempt[]): number =>
  attempts.filter(({ outcome }) => outcome === 'stored').length;
