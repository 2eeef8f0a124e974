const SIDE = 32;
const LOW = 8;

/** basis[k * 32 + n] = 2·cos(π(2n+1)k / 64): the first 8 rows of the unnormalised DCT-II of 32 points. */
const basis = Float64Array.from(
  { length: LOW * SIDE },
  (_, i) => 2 * Math.cos((Math.PI * (2 * (i % SIDE) + 1) * Math.floor(i / SIDE)) / (2 * SIDE)),
);

/**
 * 64-bit perceptual hash of a 32×32 greyscale picture (1024 bytes, row by row), as 16 hex digits.
 *
 * The definition is that of `phash` in the Python package ImageHash (after Zauner, "Implementation and Benchmarking of
 * Perceptual Image Hash Functions", 2010), so hashes compare with those of other tools: two-dimensional unnormalised
 * DCT-II, the 8×8 block of lowest frequencies with the DC term, and a bit is 1 where the coefficient is greater than the
 * median of all 64. Bits run row by row (vertical frequency, then horizontal); the DC term is the most significant bit.
 */
export function phash(grey: Uint8Array): string {
  if (grey.length !== SIDE * SIDE) throw new RangeError(`phash needs ${SIDE * SIDE} bytes, got ${grey.length}`);
  const coefficients = lowFrequencies(grey);
  const median = medianOf(coefficients);
  return coefficients
    .reduce((bits, c) => (bits << 1n) | (c > median ? 1n : 0n), 0n)
    .toString(16)
    .padStart(16, '0');
}

/** Number of differing bits of two hashes, 0 to 64. */
export function hammingDistance(a: string, b: string): number {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let distance = 0;
  for (; bits > 0n; bits &= bits - 1n) distance++;
  return distance;
}

function lowFrequencies(grey: Uint8Array): number[] {
  const rows = new Float64Array(SIDE * LOW);
  for (let y = 0; y < SIDE; y++)
    for (let k = 0; k < LOW; k++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += grey[y * SIDE + x]! * basis[k * SIDE + x]!;
      rows[y * LOW + k] = sum;
    }
  const low: number[] = [];
  for (let v = 0; v < LOW; v++)
    for (let u = 0; u < LOW; u++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++) sum += rows[y * LOW + u]! * basis[v * SIDE + y]!;
      // Rounding noise (about 1e-10) around a true zero must not decide a bit: plain areas have many zeros.
      low.push(Math.round(sum * 1024) / 1024);
    }
  return low;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[31]! + sorted[32]!) / 2;
}
