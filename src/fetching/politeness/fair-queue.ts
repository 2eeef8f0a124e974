/**
 * Takes turns: first among those who share the first name of the path (users), then among their second (jobs), first
 * come first served within. A path of another length is fine; an empty one is everybody without a name.
 */
export class FairQueue<T> {
  private readonly lanes = new Map<string, FairQueue<T>>();
  private readonly own = new Set<T>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  push(path: readonly string[], item: T): void {
    this.count += 1;
    const [name, ...rest] = path;
    if (name === undefined) {
      this.own.add(item);
      return;
    }
    let lane = this.lanes.get(name);
    if (!lane) this.lanes.set(name, (lane = new FairQueue<T>()));
    lane.push(rest, item);
  }

  /** The one whose turn it is; its lane goes to the end of the row. */
  shift(): T | undefined {
    for (const item of this.own) {
      this.own.delete(item);
      this.count -= 1;
      return item;
    }
    for (const [name, lane] of this.lanes) {
      const item = lane.shift();
      this.lanes.delete(name);
      if (lane.size > 0) this.lanes.set(name, lane);
      this.count -= 1;
      return item;
    }
    return undefined;
  }

  /** False when it was not waiting there. */
  remove(path: readonly string[], item: T): boolean {
    const [name, ...rest] = path;
    const lane = name === undefined ? undefined : this.lanes.get(name);
    const removed = name === undefined ? this.own.delete(item) : (lane?.remove(rest, item) ?? false);
    if (removed) this.count -= 1;
    if (name !== undefined && lane?.size === 0) this.lanes.delete(name);
    return removed;
  }
}
