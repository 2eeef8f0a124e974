import { splitAt, usedSplits, type Split, type SplitShares } from './split.js';

/** Where each used split ends, in their order; the last one ends behind every point. */
type Cuts = readonly number[];

/**
 * Deals the points of one class so that it has the shares as exactly as its groups allow, and each split at least one group.
 * `rounding`, from -0.5 to 0.5 pictures, is for what does not come out even.
 */
function cutsOf(points: Float64Array, shares: SplitShares, rounding: number): Cuts {
  const sorted = points.toSorted();
  const used = usedSplits(shares);
  const ends: number[] = []; // where the groups end: pictures with one point are never parted
  for (let i = 1; i <= sorted.length; i++) if (sorted[i] !== sorted[i - 1]) ends.push(i);
  const cuts: number[] = [];
  let group = -1;
  let share = 0;
  for (const [index, split] of used.slice(0, -1).entries()) {
    share += shares[split];
    const last = ends.length - (used.length - 1 - index) - 1; // later splits want a group as well
    const wanted = share * sorted.length + rounding;
    group = Math.min(group + 1, ends.length - 1);
    while (group < last && Math.abs((ends[group + 1] ?? 0) - wanted) <= Math.abs((ends[group] ?? 0) - wanted)) group++;
    cuts.push(sorted[ends[group] ?? 0] ?? 1);
  }
  return [...cuts, Infinity];
}

/**
 * Splits by class. A group whose pictures are in several classes counts with the first of them. Each class is dealt by itself, so
 * that pictures of one move none of another; as each rounds at a place of its own, all together have the shares too.
 */
export class StratifiedSplits {
  private readonly cuts: ReadonlyMap<number, Cuts>;
  /** Class of each point that is in more than one. */
  private readonly shared: ReadonlyMap<number, number>;

  constructor(
    classes: ArrayLike<number>,
    points: ArrayLike<number>,
    private readonly shares: SplitShares,
    /** Of each class, from 0 to 1. */
    roundings: ArrayLike<number>,
  ) {
    this.shared = sharedPoints(classes, points);
    const strata = new Map<number, number[]>();
    for (let i = 0; i < points.length; i++) {
      const point = points[i] ?? 0;
      const stratum = this.shared.get(point) ?? classes[i] ?? 0;
      const own = strata.get(stratum);
      if (own) own.push(point);
      else strata.set(stratum, [point]);
    }
    const cuts = ([stratum, own]: [number, number[]]): [number, Cuts] => [
      stratum,
      cutsOf(Float64Array.from(own), shares, (roundings[stratum] ?? 0.5) - 0.5),
    ];
    this.cuts = new Map([...strata].map(cuts));
  }

  of(classIndex: number, point: number): Split {
    const cuts = this.cuts.get(this.shared.get(point) ?? classIndex);
    const place = cuts?.findIndex((end) => point < end) ?? -1;
    return usedSplits(this.shares)[place] ?? splitAt(point, this.shares); // a class that came after the count
  }
}

function sharedPoints(classes: ArrayLike<number>, points: ArrayLike<number>): Map<number, number> {
  const order = Uint32Array.from({ length: points.length }, (_, i) => i);
  order.sort((a, b) => (points[a] ?? 0) - (points[b] ?? 0) || (classes[a] ?? 0) - (classes[b] ?? 0));
  const shared = new Map<number, number>();
  for (let i = 1; i < order.length; i++) {
    const [before = 0, here = 0] = [order[i - 1], order[i]];
    const point = points[here] ?? 0;
    if (points[before] !== point || classes[before] === classes[here]) continue;
    if (!shared.has(point)) shared.set(point, classes[before] ?? 0);
  }
  return shared;
}
