const FAILURES = 5;
/** The same when the host does answer, badly, and only to one user: it may be that user's requests. */
const FAILURES_OF_ONE = 20;
const FIRST_REST_MS = 1_000;
const MAX_REST_MS = 300_000;
/** What a request is told that comes while another one probes. */
const PROBE_WAIT_MS = 1_000;

/**
 * Opens after failures in a row, for 1 s, then twice as long each time, at most 5 minutes. When the time is over one
 * request probes: its success closes the circuit, its failure opens it again.
 */
export class Circuit {
  private failures = 0;
  private isSilent = false;
  private readonly users = new Set<string>();
  private openedTimes = 0;
  private openUntil = 0;
  private probing = false;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Milliseconds until a request may be tried; 0: now. */
  get waitMs(): number {
    if (this.openedTimes === 0) return 0;
    const left = Math.ceil(this.openUntil - this.now());
    if (left > 0) return left;
    return this.probing ? PROBE_WAIT_MS : 0;
  }

  /** To be called when `waitMs` is 0 and the request is really made: marks it as the probe of an open circuit. */
  entered(): void {
    this.probing = this.openedTimes > 0;
  }

  succeeded(): void {
    this.forget();
    this.openedTimes = 0;
    this.probing = false;
  }

  /**
   * `weight`: 1 when the host did not answer at all, less when it answered badly, which is believed sooner when more
   * than one user met it. Returns for how long it opens, or 0.
   */
  failed(weight = 1, user = ''): number {
    this.failures += weight;
    this.isSilent ||= weight >= 1;
    if (this.users.size < 2) this.users.add(user);
    const enough = this.isSilent || this.users.size > 1 ? FAILURES : FAILURES_OF_ONE;
    if (!this.probing && this.failures < enough) return 0;
    if (!this.probing && this.waitMs > 0) return 0; // others were still under way when it opened
    this.probing = false;
    this.forget();
    const rest = Math.min(MAX_REST_MS, FIRST_REST_MS * 2 ** Math.min(this.openedTimes, 20));
    this.openedTimes += 1;
    this.openUntil = this.now() + rest;
    return rest;
  }

  private forget(): void {
    this.failures = 0;
    this.isSilent = false;
    this.users.clear();
  }

  /** A request that was the probe ended without telling anything. */
  abandoned(): void {
    this.probing = false;
  }
}
