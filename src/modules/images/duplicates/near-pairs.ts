import { setImmediate } from 'node:timers/promises';
import { joinByBands } from './band-join.js';
import { DisjointSets } from './disjoint-sets.js';
import type { NearHash } from './near-hash.js';

const EMPTY = -1;
/** Hashes between two breaths of the event loop: some milliseconds. */
const BREATH = 10_000;

/**
 * Pairs that tie together what belongs together, and no more than that takes: of n hashes in one group n − 1. Which
 * groups they make does not depend on the order of the hashes; the pairs of a group follow each other.
 */
export async function tyingPairs(hashes: readonly NearHash[]): Promise<[number, number][]> {
  const sets = new DisjointSets(hashes.length);
  const pairs: [number, number][] = [];
  const tie = (a: number, b: number): void => {
    if (sets.union(a, b)) pairs.push([a, b]);
  };
  const distinct = await distinctHashes(hashes, tie);
  await joinByBands(
    distinct.map((i) => hashes[i]!),
    (one, other) => tie(distinct[one]!, distinct[other]!),
  );
  return pairs.sort(([a], [b]) => sets.find(a) - sets.find(b));
}

/** One of each hash and reach; the others are tied to it, and need not be searched: a thousand blank pictures cost as one. */
async function distinctHashes(hashes: readonly NearHash[], tie: (a: number, b: number) => void): Promise<number[]> {
  // open addressing: a Map of a million keys takes ten times the memory and stops the event loop for a second
  const bits = Math.ceil(Math.log2(2 * hashes.length + 2));
  const slots = new Int32Array(2 ** bits).fill(EMPTY);
  const distinct: number[] = [];
  for (let i = 0; i < hashes.length; i++) {
    if (i % BREATH === BREATH - 1) await setImmediate();
    const { high, low, reach } = hashes[i]!;
    if (reach === 0) continue;
    const isOther = (j: number): boolean =>
      hashes[j]!.high !== high || hashes[j]!.low !== low || hashes[j]!.reach !== reach;
    let slot = Math.imul(Math.imul(high, 0x85ebca6b) ^ low, 0x9e3779b1) >>> (32 - bits);
    while (slots[slot] !== EMPTY && isOther(slots[slot]!)) slot = (slot + 1) % slots.length;
    if (slots[slot] === EMPTY) {
      slots[slot] = i;
      distinct.push(i);
    } else tie(slots[slot]!, i);
  }
  return distinct;
}
