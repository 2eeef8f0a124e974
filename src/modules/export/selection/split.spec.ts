import * as fc from 'fast-check';
import { ONLY_TRAIN, pointOf, splitAt, type SplitShares } from './split.js';

const groups = Array.from({ length: 20_000 }, (_, i) => `picture ${i}`);

describe('splitAt', () => {
  it('keeps the shares', () => {
    const shares: SplitShares = { train: 0.8, validation: 0.1, test: 0.1 };
    const counts = { train: 0, validation: 0, test: 0 };
    for (const group of groups) counts[splitAt(pointOf(0, group), shares)] += 1;
    expect(counts.train / groups.length).toBeCloseTo(0.8, 1.7);
    expect(counts.validation / groups.length).toBeCloseTo(0.1, 1.7);
    expect(counts.test / groups.length).toBeCloseTo(0.1, 1.7);
  });

  it('never uses a split without a share', () => {
    const shares = fc.constantFrom<SplitShares>(
      ONLY_TRAIN,
      { train: 0, validation: 0, test: 1 },
      { train: 0.5, validation: 0, test: 0.5 },
      { train: 0.3333, validation: 0.3333, test: 0.3333 },
    );
    fc.assert(
      fc.property(fc.string(), fc.integer(), shares, (group, seed, given) => {
        const split = splitAt(pointOf(seed, group), given);
        expect(given[split]).toBeGreaterThan(0);
        expect(splitAt(pointOf(seed, group), given)).toBe(split);
      }),
    );
  });

  it('deals anew for another seed', () => {
    const shares: SplitShares = { train: 0.5, validation: 0, test: 0.5 };
    const moved = groups.filter((group) => splitAt(pointOf(1, group), shares) !== splitAt(pointOf(2, group), shares));
    expect(moved.length / groups.length).toBeCloseTo(0.5, 1);
  });

  it('moves only pictures of the shares that change', () => {
    const before: SplitShares = { train: 0.8, validation: 0.1, test: 0.1 };
    const after: SplitShares = { train: 0.8, validation: 0.15, test: 0.05 };
    for (const group of groups) {
      const inTrain = splitAt(pointOf(0, group), before) === 'train';
      expect(splitAt(pointOf(0, group), after) === 'train').toBe(inTrain);
    }
  });
});
