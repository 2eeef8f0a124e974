/** Longer than a row may become visible after a younger one. */
const KEPT_MS = 120_000;

/** What one reader has got lately, so that nothing comes twice although rows become visible out of order. */
export class SeenNotifications {
  private readonly seen = new Map<string, number>();

  /** `last`: time of the youngest one so far, as PostgreSQL writes it. */
  constructor(public last: string) {}

  get ids(): string[] {
    return [...this.seen.keys()];
  }

  /** `at`: when it is dated, as PostgreSQL writes it. */
  add(rows: readonly { id: string; at: string }[]): void {
    for (const { id, at } of rows) {
      this.seen.set(id, Date.parse(at));
      if (Date.parse(at) > Date.parse(this.last)) this.last = at;
    }
    for (const [id, at] of this.seen) if (at < Date.parse(this.last) - KEPT_MS) this.seen.delete(id);
  }
}
