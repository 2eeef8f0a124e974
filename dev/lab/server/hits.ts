const MOST_PATHS = 200_000;

/** How often each path was asked for since the start or the last reset. */
export class Hits {
  private readonly paths = new Map<string, number>();
  private total = 0;

  /** Counts one request and returns its number for this path, from 1. */
  count(path: string): number {
    this.total += 1;
    const hits = (this.paths.get(path) ?? 0) + 1;
    if (hits > 1 || this.paths.size < MOST_PATHS) this.paths.set(path, hits);
    return hits;
  }

  /** `{ total, paths: { "/img/A001.jpg": 2, … } }`, only the paths that start with `prefix`. */
  report(prefix: string): { total: number; paths: Record<string, number> } {
    const paths = [...this.paths.keys()].filter((path) => path.startsWith(prefix)).sort();
    return { total: this.total, paths: Object.fromEntries(paths.map((path) => [path, this.paths.get(path) ?? 0])) };
  }

  reset(): void {
    this.paths.clear();
    this.total = 0;
  }
}
