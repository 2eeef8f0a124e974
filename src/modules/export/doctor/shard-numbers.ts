import type { Checkup } from './checkup.js';

/** Shards of a split are numbered from 0 without a gap. */
export class ShardNumbers {
  private readonly splits = new Map<string, { found: Set<number>; of: number | null }>();

  /** `of`: how many there are, where the name says it. */
  add(split: string, number: number, of: number | null, checkup: Checkup): void {
    const known = this.splits.get(split) ?? { found: new Set(), of };
    this.splits.set(split, known);
    if (known.of !== of) checkup.find(`Shards of ${split} disagree about their number`);
    known.found.add(number);
  }

  end(checkup: Checkup): void {
    for (const [split, { found, of }] of this.splits) {
      const count = of ?? found.size;
      const gap = Array.from({ length: count }, (_, number) => number).find((number) => !found.has(number));
      if (gap !== undefined || found.size !== count)
        checkup.find(`Shards of ${split} are not numbered from 0 to ${count - 1}`);
    }
  }
}
