const SIDE = 8;

/**
 * The hashes that a picture would have mirrored and turned by quarters: eight, itself first. A bit says whether a
 * frequency is above the median, which is close to zero; mirroring changes the sign of the odd frequencies, and turning
 * also swaps the two directions. So these are estimates, some bits off: docs/duplicates.md has how often they serve.
 */
export function orientationsOf(phash: string): string[] {
  const bits = [
    ...BigInt(`0x${phash}`)
      .toString(2)
      .padStart(SIDE * SIDE, '0'),
  ].map((bit) => bit === '1');
  const seen = (turned: boolean, mirrored: boolean, upsideDown: boolean): string => {
    const changed = bits.map((_, at) => {
      const [v, u] = [Math.floor(at / SIDE), at % SIDE];
      const sign = (mirrored && u % 2 === 1) !== (upsideDown && v % 2 === 1);
      return bits[turned ? u * SIDE + v : at] !== sign;
    });
    return BigInt(`0b${changed.map(Number).join('')}`)
      .toString(16)
      .padStart(16, '0');
  };
  const both = [false, true];
  return both.flatMap((turned) => both.flatMap((mirrored) => both.map((flipped) => seen(turned, mirrored, flipped))));
}
