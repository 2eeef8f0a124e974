const MAX_HOSTS = 10_000;

/** Hosts (or APIs on one) that asked to be left alone, and until when, as far as this process knows. */
export class HostPauses {
  private readonly until = new Map<string, number>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Leaves the host alone for `ms` from now. A later, shorter wish does not shorten a running pause. */
  pause(host: string, ms: number): void {
    const end = Math.max(this.now() + ms, this.until.get(host) ?? 0);
    this.until.delete(host); // reinsert: the map's order is the age of the entries
    this.until.set(host, end);
    if (this.until.size > MAX_HOSTS) this.prune();
  }

  /** Milliseconds until the host may be asked again; 0 when it may be asked now. */
  remainingMs(host: string): number {
    const end = this.until.get(host);
    if (end === undefined) return 0;
    const left = end - this.now();
    if (left > 0) return Math.ceil(left);
    this.until.delete(host);
    return 0;
  }

  get size(): number {
    return this.until.size;
  }

  private prune(): void {
    const now = this.now();
    for (const [host, end] of this.until) if (end <= now) this.until.delete(host);
    for (const host of this.until.keys()) {
      if (this.until.size <= MAX_HOSTS) break;
      this.until.delete(host);
    }
  }
}
