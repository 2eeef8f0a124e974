/** At most so many requests in any period of that length. */
export interface RequestLimit {
  requests: number;
  seconds: number;
}

/** What is left of an allowance, as far as this process knows. */
export class RequestBudget {
  /** As many as the largest limit counts, the newest last. */
  private readonly takenAt: number[] = [];
  private readonly most: number;
  private emptyUntil = 0;

  constructor(
    private readonly limits: readonly RequestLimit[],
    private readonly now: () => number = () => performance.now(),
  ) {
    this.most = Math.max(0, ...limits.map(({ requests }) => requests));
  }

  /** Milliseconds until another request may be made, no matter where the periods begin; 0: now. */
  get waitMs(): number {
    const ends = this.limits.map(
      ({ requests, seconds }) => (this.takenAt.at(-requests) ?? -Infinity) + seconds * 1_000,
    );
    return Math.max(0, Math.ceil(Math.max(this.emptyUntil, ...ends) - this.now()));
  }

  /** Counts a request. Returns what takes it back, for one that was not made. */
  take(): () => void {
    const at = this.now();
    this.takenAt.push(at);
    if (this.takenAt.length > this.most) this.takenAt.shift();
    return () => {
      const place = this.takenAt.lastIndexOf(at);
      if (place >= 0) this.takenAt.splice(place, 1);
    };
  }

  /** Nothing is left for `ms`, whatever was counted. */
  empty(ms: number): void {
    this.emptyUntil = Math.max(this.emptyUntil, this.now() + ms);
  }
}
