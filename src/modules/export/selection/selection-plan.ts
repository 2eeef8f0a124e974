import { candidates, type Exclusion } from './candidates.js';
import { classCaps } from './class-caps.js';
import type { SelectionRow } from './export-row.js';
import type { SelectionOptions } from './selection-options.js';
import { groupPoint, pointOf, splitAt, type Split } from './split.js';
import { StratifiedSplits } from './stratified-cuts.js';

/** Pictures that stay out, by reason; under the licence policy by licence. */
export interface Removed {
  label: number;
  invalid: number;
  duplicate: number;
  copy: number;
  balance: number;
  license: Record<string, number>;
}

/** What a pass over small rows says about an export before any picture is read. Holds 24 bytes per picture while it counts. */
export class SelectionPlan {
  /** Pictures per class, in the order of the classes, for each split that has any. */
  readonly counts = new Map<Split, number[]>();
  private readonly numbers: ReadonlyMap<string, number>;

  private constructor(
    /** Sorted by code unit; a class's place here is its number. */
    readonly classes: readonly string[],
    readonly removed: Removed,
    private readonly options: SelectionOptions,
    private readonly caps: ReadonlyMap<number, number>,
    private readonly strata: StratifiedSplits | null,
  ) {
    this.numbers = new Map(classes.map((name, index) => [name, index]));
  }

  static async of(rows: AsyncIterable<SelectionRow>, options: SelectionOptions): Promise<SelectionPlan> {
    const { seed, max_per_class: limit, splits } = options;
    const seen = new Map<string, number>();
    const removed = { label: 0, invalid: 0, duplicate: 0, copy: 0, balance: 0, license: new Map<string, number>() };
    const [found, groups, own]: [number[], number[], number[]] = [[], [], []];
    const onExcluded = ({ license }: SelectionRow, why: Exclusion) => {
      const name = license ?? 'unknown';
      if (why === 'license') removed.license.set(name, (removed.license.get(name) ?? 0) + 1);
      else removed[why] += 1;
    };
    for await (const { row, className } of candidates(rows, options, onExcluded)) {
      const index = seen.get(className) ?? seen.size;
      seen.set(className, index);
      found.push(index);
      groups.push(groupPoint(seed, row.group, splits));
      own.push(limit === null ? 0 : ownPoint(seed, row.sha256, className));
    }
    const classes = [...seen.keys()].sort((a, b) => (a < b ? -1 : 1));
    const places = new Map(classes.map((name, place) => [name, place]));
    const numbers = [...seen.keys()].map((name) => places.get(name) ?? 0);
    const indices = found.map((index) => numbers[index] ?? 0);
    const caps = limit === null ? new Map<number, number>() : classCaps(indices, own, limit);
    const kept = (_: unknown, i: number): boolean => (own[i] ?? 0) <= (caps.get(indices[i] ?? 0) ?? Infinity);
    const [keptClasses, keptGroups] = [indices.filter(kept), groups.filter(kept)];
    const roundings = classes.map((name) => pointOf(seed, name));
    const strata = options.stratified ? new StratifiedSplits(keptClasses, keptGroups, splits, roundings) : null;
    const report = {
      ...removed,
      balance: indices.length - keptClasses.length,
      license: Object.fromEntries([...removed.license].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
    const plan = new SelectionPlan(classes, report, options, caps, strata);
    for (const [i, point] of keptGroups.entries()) plan.count(keptClasses[i] ?? 0, point);
    return plan;
  }

  /** Pictures. */
  get total(): number {
    return [...this.counts.keys()].reduce((sum, split) => sum + this.countOf(split), 0);
  }

  countOf(split: Split): number {
    return this.counts.get(split)?.reduce((sum, count) => sum + count, 0) ?? 0;
  }

  /** Where a candidate goes; null: it stays out, or its class came after the count. */
  place({ sha256, group }: SelectionRow, className: string): { split: Split; classIndex: number } | null {
    const { seed, splits } = this.options;
    const classIndex = this.numbers.get(className);
    if (classIndex === undefined) return null;
    const cap = this.caps.get(classIndex);
    if (cap !== undefined && ownPoint(seed, sha256, className) > cap) return null;
    return { split: this.splitOf(classIndex, groupPoint(seed, group, splits)), classIndex };
  }

  private splitOf(classIndex: number, point: number): Split {
    return this.strata?.of(classIndex, point) ?? splitAt(point, this.options.splits);
  }

  private count(classIndex: number, point: number): void {
    const split = this.splitOf(classIndex, point);
    const counts = this.counts.get(split) ?? this.classes.map(() => 0);
    counts[classIndex] = (counts[classIndex] ?? 0) + 1;
    this.counts.set(split, counts);
  }
}

const ownPoint = (seed: number, sha256: string, className: string): number => pointOf(seed, `${sha256}/${className}`);
