const WINDOW_MS = 5_000;

/** How fast a count grows now: over the last five seconds. */
export class RateMeter {
  private readonly samples: { at: number; count: number }[] = [];

  /** `at` in milliseconds of any clock that only goes forward. */
  add(at: number, count: number): void {
    this.samples.push({ at, count });
    // the newest sample that is old enough stays, so that the window is always covered
    while ((this.samples[1]?.at ?? Infinity) <= at - WINDOW_MS) this.samples.shift();
  }

  /** Per second; 0 before the second sample. */
  get perSecond(): number {
    const [first] = this.samples;
    const last = this.samples.at(-1);
    if (!first || !last || last.at === first.at) return 0;
    return ((last.count - first.count) * 1_000) / (last.at - first.at);
  }

  /** Seconds until the count reaches `goal`; null while it does not grow. */
  secondsTo(goal: number): number | null {
    const rate = this.perSecond;
    const left = goal - (this.samples.at(-1)?.count ?? 0);
    if (left <= 0) return 0;
    return rate > 0 ? left / rate : null;
  }
}
