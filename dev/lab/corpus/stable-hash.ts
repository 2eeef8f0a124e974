/** 32 well-mixed bits that depend on the words only: the same in every process, on every machine. */
export function stableHash(...words: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of words.join('\u0000')) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  // FNV alone leaves its low bits poorly mixed for short words, and the low bits are what callers take the remainder of.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The same as a fraction, 0 ≤ x < 1. */
export function stableFraction(...words: (string | number)[]): number {
  return stableHash(...words) / 2 ** 32;
}

/** One element, always the same for the same words. */
export function stablePick<T>(choices: readonly T[], ...words: (string | number)[]): T {
  const choice = choices[stableHash(...words) % choices.length];
  if (choice === undefined) throw new RangeError('Nothing to pick from');
  return choice;
}
