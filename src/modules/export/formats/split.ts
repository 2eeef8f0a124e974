import { createHash } from 'node:crypto';

export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** Shares of the pictures, each 0 to 1; together 1. */
export type SplitShares = Readonly<Record<Split, number>>;

export const ONLY_TRAIN: SplitShares = { train: 1, validation: 0, test: 0 };

/**
 * The split of a picture, by nothing but its group and the seed: it stays where it is when other pictures come and go.
 * `group` is the same for a picture and its near duplicates, so that none is trained on and tested with.
 */
export function splitOf(group: string, seed: number, shares: SplitShares): Split {
  const hash = createHash('sha256').update(`${seed}:${group}`).digest();
  let point = hash.readUIntBE(0, 6) / 2 ** 48; // 0 ≤ point < 1
  const used = SPLITS.filter((split) => shares[split] > 0);
  for (const split of used) {
    point -= shares[split];
    if (point < 0) return split;
  }
  return used.at(-1) ?? 'train'; // shares add up to a little less than 1
}
