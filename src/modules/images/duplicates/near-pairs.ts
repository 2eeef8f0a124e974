import { setImmediate } from 'node:timers/promises';
import { DisjointSets } from './disjoint-sets.js';
import { HashIndex, type NearHash } from './hash-index.js';

/** Hashes between two breaths of the event loop. */
const BREATH = 100;

/**
 * Pairs that tie together what belongs together, and no more than that takes: of n hashes in one group n − 1. Which
 * groups they make does not depend on the order of the hashes. Lets others run in between.
 */
export async function tyingPairs(hashes: readonly NearHash[]): Promise<[number, number][]> {
  const sets = new DisjointSets(hashes.length);
  const pairs: [number, number][] = [];
  const tie = (a: number, b: number): void => {
    if (sets.union(a, b)) pairs.push([a, b]);
  };
  const distinct = distinctHashes(hashes, tie);
  const index = new HashIndex(distinct.map((i) => hashes[i]!));
  for (const [i, own] of distinct.entries()) {
    index.nearBefore(i, (other) => tie(distinct[other]!, own));
    if (i % BREATH === BREATH - 1) await setImmediate();
  }
  return pairs;
}

/** One of each hash and reach; the others are tied to it, and need not be searched: a thousand blank pictures cost as one. */
function distinctHashes(hashes: readonly NearHash[], tie: (a: number, b: number) => void): number[] {
  const first = new Map<string, number>();
  hashes.forEach(({ high, low, reach }, i) => {
    if (reach === 0) return;
    const key = `${high}:${low}:${reach}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, i);
    else tie(earlier, i);
  });
  return [...first.values()];
}
