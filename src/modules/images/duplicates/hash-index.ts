/** A hash to compare: 64 bits in two halves, and how many bits of difference still count as near. */
export interface NearHash {
  high: number;
  low: number;
  reach: number;
}

const BANDS = 4;
const BAND_BITS = 16;
const BAND_VALUES = 2 ** BAND_BITS;

/** The halves of a hash of 16 hex digits, unsigned. */
export const halvesOf = (hex: string): { high: number; low: number } => ({
  high: Number.parseInt(hex.slice(0, 8), 16),
  low: Number.parseInt(hex.slice(8), 16),
});

/** Bits by which two hashes differ, 0 to 64. */
export const distanceOf = (a: Omit<NearHash, 'reach'>, b: Omit<NearHash, 'reach'>): number =>
  bitCount(a.high ^ b.high) + bitCount(a.low ^ b.low);

function bitCount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Near for both: at a reach of 0 nothing is near, not even the same hash. */
export function areNear(a: NearHash, b: NearHash): boolean {
  const reach = Math.min(a.reach, b.reach);
  return reach > 0 && distanceOf(a, b) <= reach;
}

/**
 * What a 16-bit band may differ by so that no hash within `distance` is missed: of four bands that share so many
 * differing bits, one has at most a quarter of them. 0 to 3 bits: the same band; to 7: one bit; to 11: two.
 */
export function bandMasks(distance: number): number[] {
  const bits = Array.from({ length: BAND_BITS }, (_, bit) => 1 << bit);
  const masks = [0];
  if (distance >= BANDS) masks.push(...bits);
  if (distance >= 2 * BANDS) masks.push(...bits.flatMap((a) => bits.filter((b) => b < a).map((b) => a | b)));
  return masks;
}

/** Hashes sorted by one of their bands; the lists are parallel, because walking a bucket is where the time goes. */
interface Band {
  /** Where each value of the band begins in the lists. */
  starts: Uint32Array;
  /** Places of the hashes; ascending within a bucket. */
  places: Uint32Array;
  high: Int32Array;
  low: Int32Array;
}

/** Near pairs among any number of hashes in memory, complete up to a distance of 11: about 50 bytes a hash. */
export class HashIndex {
  private readonly bands: readonly Band[];
  private readonly masks = new Map<number, number[]>();

  constructor(private readonly hashes: readonly NearHash[]) {
    this.bands = Array.from({ length: BANDS }, (_, band) => sortedBy(hashes, band));
  }

  /** Calls `found` for each hash before `index` that is near it; perhaps more than once. */
  nearBefore(index: number, found: (other: number) => void): void {
    const hash = this.hashes[index]!;
    const { high, low, reach } = hash;
    if (reach === 0) return;
    for (const [band, { starts, places, high: highs, low: lows }] of this.bands.entries()) {
      const value = bandOf(hash, band);
      for (const mask of this.masksOf(reach)) {
        const end = starts[(value ^ mask) + 1]!;
        for (let at = starts[value ^ mask]!; at < end && places[at]! < index; at++) {
          const distance = bitCount(highs[at]! ^ high) + bitCount(lows[at]! ^ low);
          if (distance <= reach && distance <= this.hashes[places[at]!]!.reach) found(places[at]!);
        }
      }
    }
  }

  private masksOf(reach: number): number[] {
    const masks = this.masks.get(reach) ?? bandMasks(reach);
    this.masks.set(reach, masks);
    return masks;
  }
}

function sortedBy(hashes: readonly NearHash[], band: number): Band {
  const starts = new Uint32Array(BAND_VALUES + 1);
  for (const hash of hashes) if (hash.reach > 0) starts[bandOf(hash, band) + 1]! += 1;
  for (let value = 0; value < BAND_VALUES; value++) starts[value + 1]! += starts[value]!;
  const next = starts.slice();
  const size = starts[BAND_VALUES]!;
  const [places, high, low] = [new Uint32Array(size), new Int32Array(size), new Int32Array(size)];
  for (const [place, hash] of hashes.entries()) {
    if (hash.reach === 0) continue;
    const at = next[bandOf(hash, band)]!++;
    places[at] = place;
    high[at] = hash.high;
    low[at] = hash.low;
  }
  return { starts, places, high, low };
}

const bandOf = ({ high, low }: NearHash, band: number): number =>
  ((band < 2 ? high : low) >>> (band % 2 === 0 ? 16 : 0)) & 0xffff;
