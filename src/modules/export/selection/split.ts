import { hash } from 'node:crypto';

export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** Shares of the pictures, each 0 to 1; together 1. */
export type SplitShares = Readonly<Record<Split, number>>;

export const ONLY_TRAIN: SplitShares = { train: 1, validation: 0, test: 0 };

/** Where a key falls between 0 and 1, 1 excluded: the same for every export with this seed. */
export const pointOf = (seed: number, key: string): number =>
  hash('sha256', `${seed}:${key}`, 'buffer').readUIntBE(0, 6) / 2 ** 48;

export const usedSplits = (shares: SplitShares): Split[] => SPLITS.filter((split) => shares[split] > 0);

/** Where a group falls. With one split all fall alike: nothing has to be hashed then. */
export const groupPoint = (seed: number, group: string, shares: SplitShares): number =>
  usedSplits(shares).length === 1 ? 0 : pointOf(seed, group);

/** The split of a picture, by nothing but the point of its group: it stays where it is when other pictures come and go. */
export function splitAt(point: number, shares: SplitShares): Split {
  const used = usedSplits(shares);
  let left = point;
  for (const split of used) {
    left -= shares[split];
    if (left < 0) return split;
  }
  return used.at(-1) ?? 'train'; // shares add up to a little less than 1
}
