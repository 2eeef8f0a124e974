/** Results of a slow function by key; the least recently used go first when their bytes exceed the cap. Failures are not kept. */
export class ByteCache<T extends { bytes: Buffer }> {
  private readonly entries = new Map<string, T>();
  private readonly pending = new Map<string, Promise<T>>();
  private size = 0;

  constructor(private readonly capBytes: number) {}

  /** Only what is in memory already. */
  peek(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (entry) {
      // A Map keeps insertion order: inserting again makes it the youngest.
      this.entries.delete(key);
      this.entries.set(key, entry);
    }
    return entry;
  }

  /** Concurrent callers share one computation. */
  async get(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.peek(key);
    if (known) return known;
    const underway = this.pending.get(key) ?? this.make(key, make);
    this.pending.set(key, underway);
    return underway;
  }

  private async make(key: string, make: () => Promise<T>): Promise<T> {
    try {
      const entry = await make();
      this.entries.set(key, entry);
      this.size += entry.bytes.length;
      for (const [oldest, { bytes }] of this.entries) {
        if (this.size <= this.capBytes || oldest === key) break;
        this.entries.delete(oldest);
        this.size -= bytes.length;
      }
      return entry;
    } finally {
      this.pending.delete(key);
    }
  }
}
