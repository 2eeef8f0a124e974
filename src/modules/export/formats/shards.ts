import type { SelectionPlan } from '../selection/selection-plan.js';
import type { Split } from '../selection/split.js';

interface Shard<File> {
  file: File;
  number: number;
  /** Shards of the split. */
  of: number;
}

interface Progress<File> {
  shard: Shard<File> | null;
  /** Pictures so far. */
  taken: number;
  /** Pictures that the plan counts. */
  expected: number;
  of: number;
}

/**
 * Deals the pictures of each split to shards as equal as can be, of at most `size` pictures by the plan; at most one shard
 * of a split is open at a time. The last one takes what came after the count.
 */
export class Shards<File> {
  private readonly splits = new Map<Split, Progress<File>>();

  constructor(
    private readonly plan: SelectionPlan,
    private readonly size: number,
    private readonly create: () => Promise<File>,
  ) {}

  /** The shard of the next picture. `isLast`: the shard is full with it. */
  async next(split: Split): Promise<Shard<File> & { isLast: boolean }> {
    const progress = this.splits.get(split) ?? this.begin(split);
    this.splits.set(split, progress);
    const { taken, expected, of } = progress;
    const place = (index: number): number => Math.min(of - 1, Math.floor((index * of) / expected));
    const shard = (progress.shard ??= { file: await this.create(), number: place(taken), of });
    progress.taken += 1;
    const isLast = place(taken + 1) !== shard.number && shard.number < of - 1;
    if (isLast) progress.shard = null;
    return { ...shard, isLast };
  }

  /** What is still open once all pictures are dealt. Throws when so many were taken down that shards are missing. */
  *open(): Generator<Shard<File> & { split: Split }> {
    for (const [split, { shard, of }] of this.splits) {
      if (shard?.number !== of - 1) throw new Error(`Images were taken down while ${split} was written`);
      yield { ...shard, split };
    }
  }

  private begin(split: Split): Progress<File> {
    const expected = Math.max(1, this.plan.countOf(split));
    return { shard: null, taken: 0, expected, of: Math.ceil(expected / this.size) };
  }
}
