/** A hash to compare: 64 bits in two signed halves, and how many bits of difference still count as near. */
export interface NearHash {
  high: number;
  low: number;
  reach: number;
}

/** The halves of a hash of 16 hex digits. */
export const halvesOf = (hex: string): { high: number; low: number } => ({
  high: Number.parseInt(hex.slice(0, 8), 16) | 0,
  low: Number.parseInt(hex.slice(8), 16) | 0,
});

/** Bits by which two hashes differ, 0 to 64. */
export const distanceOf = (a: Omit<NearHash, 'reach'>, b: Omit<NearHash, 'reach'>): number =>
  bitCount(a.high ^ b.high) + bitCount(a.low ^ b.low);

/** Set bits of 32. */
export function bitCount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Near for both: at a reach of 0 nothing is near, not even the same hash. */
export function areNear(a: NearHash, b: NearHash): boolean {
  const reach = Math.min(a.reach, b.reach);
  return reach > 0 && distanceOf(a, b) <= reach;
}
