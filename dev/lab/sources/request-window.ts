const WINDOW_MS = 60_000;

/** Counts requests in fixed windows of a minute. */
export class RequestWindow {
  private startedAt = -Infinity;
  private used = 0;

  constructor(private readonly limit: number) {}

  /** Takes one. `waitSeconds` above 0: refused, the window opens again then. */
  take(now = performance.now()): { left: number; waitSeconds: number } {
    if (now - this.startedAt >= WINDOW_MS) {
      this.startedAt = now;
      this.used = 0;
    }
    this.used += 1;
    const waitSeconds = this.used > this.limit ? Math.ceil((this.startedAt + WINDOW_MS - now) / 1000) : 0;
    return { left: Math.max(0, this.limit - this.used), waitSeconds };
  }
}
