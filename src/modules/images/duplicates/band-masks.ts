/** Bands of a hash, and bits of each. */
export const BANDS = 4;
export const BAND_BITS = 16;

/**
 * What a band may differ by so that, over all bands, no hash within `distance` is missed, up to a distance of 11: if each
 * band differed by more than is allowed for it, they would differ by more than `distance` in all. At a distance of 6
 * three bands are searched with up to one bit changed and the first as it is; below 3 the first bands need no search at
 * all. The first, of the lowest frequencies, comes last because its values are the commonest.
 */
export function bandMasks(distance: number, band: number): number[] {
  const changed = Math.floor((distance - (BANDS - 1 - band)) / BANDS);
  const bits = Array.from({ length: BAND_BITS }, (_, bit) => 1 << bit);
  const masks = changed >= 0 ? [0] : [];
  if (changed >= 1) masks.push(...bits);
  if (changed >= 2) masks.push(...bits.flatMap((a) => bits.filter((b) => b < a).map((b) => a | b)));
  return masks;
}
