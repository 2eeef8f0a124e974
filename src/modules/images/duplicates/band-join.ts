import { setImmediate } from 'node:timers/promises';
import { BAND_BITS, bandMasks, BANDS } from './band-masks.js';
import { bitCount, type NearHash } from './near-hash.js';

const VALUES = 2 ** BAND_BITS;
/** Comparisons between two breaths of the event loop: some milliseconds. */
const BREATH = 2_000_000;

/** Hashes sorted by one of their bands, in parallel lists, because walking them is where the time goes. */
interface SortedBand {
  /** Where each value of the band begins in the lists; the hashes of one value are a bucket. */
  starts: Uint32Array;
  /** Places of the hashes in the list that was sorted. */
  places: Uint32Array;
  /** The half that the band is not in: of two hashes of a bucket it nearly always decides alone. */
  far: Int32Array;
  near: Int32Array;
}

/**
 * Calls `found` for each pair that is near for both, perhaps more than once, with their places. Compares bucket with
 * bucket, one band after the other: 16 bytes a hash. Lets others run in between.
 */
export async function joinByBands(
  hashes: readonly NearHash[],
  found: (one: number, other: number) => void,
): Promise<void> {
  const reach = hashes.reduce((most, hash) => Math.max(most, hash.reach), 0);
  const check = (one: number, other: number, distance: number): void => {
    if (distance <= hashes[one]!.reach && distance <= hashes[other]!.reach) found(one, other);
  };
  let compared = 0;
  for (let band = 0; band < BANDS; band++) {
    const masks = bandMasks(reach, band);
    await setImmediate();
    const sorted = sortedBy(hashes, band);
    for (let value = 0; value < VALUES; value++) {
      if (sorted.starts[value] === sorted.starts[value + 1]) continue;
      for (const mask of masks)
        if ((value ^ mask) >= value) compared += compare(sorted, value, value ^ mask, reach, check);
      if (compared < BREATH) continue;
      compared = 0;
      await setImmediate();
    }
  }
}

/** All of one bucket with all of another, or with each other where they are one; how many comparisons that took. */
function compare(
  { starts, places, far, near }: SortedBand,
  one: number,
  other: number,
  reach: number,
  check: (one: number, other: number, distance: number) => void,
): number {
  const [end, from, to] = [starts[one + 1]!, starts[other]!, starts[other + 1]!];
  for (let a = starts[one]!; a < end; a++) {
    const [farOfA, nearOfA] = [far[a]!, near[a]!];
    for (let b = one === other ? a + 1 : from; b < to; b++) {
      const most = bitCount(farOfA ^ far[b]!);
      if (most > reach) continue;
      const distance = most + bitCount(nearOfA ^ near[b]!);
      if (distance <= reach) check(places[a]!, places[b]!, distance);
    }
  }
  return (end - starts[one]!) * (to - from);
}

function sortedBy(hashes: readonly NearHash[], band: number): SortedBand {
  const [inHigh, shift] = [band < BANDS / 2, band % 2 === 0 ? BAND_BITS : 0];
  const valueOf = ({ high, low }: NearHash): number => ((inHigh ? high : low) >>> shift) & (VALUES - 1);
  const starts = new Uint32Array(VALUES + 1);
  for (const hash of hashes) starts[valueOf(hash) + 1]! += 1;
  for (let value = 0; value < VALUES; value++) starts[value + 1]! += starts[value]!;
  const next = starts.slice();
  const places = new Uint32Array(hashes.length);
  const [far, near] = [new Int32Array(hashes.length), new Int32Array(hashes.length)];
  for (let place = 0; place < hashes.length; place++) {
    const hash = hashes[place]!;
    const at = next[valueOf(hash)]!++;
    places[at] = place;
    far[at] = inHigh ? hash.low : hash.high;
    near[at] = inHigh ? hash.high : hash.low;
  }
  return { starts, places, far, near };
}
