/** One decrease per this many milliseconds: answers of one burst are one complaint. */
const DECREASE_EVERY_MS = 1_000;
const MAX_INTERVAL_MS = 10_000;
/** Answers slower than this and than four times what is usual for the host are a complaint, too, but a weak one. */
const SLOW_MS = 1_000;

/**
 * How fast one host is asked. Refusals halve the requests at a time, then put growing intervals between single ones;
 * good answers take the intervals away and then add one request per round (additive increase, multiplicative decrease).
 * Slow answers only lessen the requests at a time: one after the other they wait for the host anyway.
 */
export class Pace {
  private limit: number;
  private interval = 0;
  private decreasedAt = Number.NEGATIVE_INFINITY;
  private usualMs: number | null = null;
  private recentMs = 0;

  constructor(
    private readonly max: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.limit = max;
  }

  /** Requests at a time, at least 1. */
  get concurrency(): number {
    return Math.max(1, Math.floor(this.limit));
  }

  /** Least milliseconds between two requests; 0: none. */
  get intervalMs(): number {
    return Math.round(this.interval);
  }

  /** A usable answer, its head after `latencyMs`. */
  answered(latencyMs: number): void {
    this.recentMs = this.usualMs === null ? latencyMs : this.recentMs * 0.7 + latencyMs * 0.3;
    const usual = this.usualMs ?? latencyMs;
    this.usualMs = latencyMs < usual ? latencyMs : usual + (latencyMs - usual) * 0.01;
    if (this.recentMs > SLOW_MS && this.recentMs > 4 * usual) return void this.decrease(0.8);
    if (this.interval > 0) this.interval = this.interval < 50 ? 0 : this.interval * 0.7;
    else this.limit = Math.min(this.max, this.limit + 1 / this.limit);
  }

  /** The host said that it is too much: 429, 503, or another process heard it say so. */
  refused(): void {
    const wasSingle = this.limit <= 1;
    if (this.decrease(0.5) && wasSingle) this.interval = Math.min(MAX_INTERVAL_MS, Math.max(100, this.interval * 2));
  }

  /** False: it was decreased a moment ago. */
  private decrease(factor: number): boolean {
    if (this.now() - this.decreasedAt < DECREASE_EVERY_MS) return false;
    this.decreasedAt = this.now();
    this.limit = Math.max(1, this.limit * factor);
    return true;
  }
}
