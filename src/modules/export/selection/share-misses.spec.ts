import { shareMisses } from './share-misses.js';
import type { Split } from './split.js';

const shares = { train: 0.8, validation: 0.1, test: 0.1 };

/** Counts by split, as a plan has them, of the classes' own. */
function missesOf(counts: Record<string, [train: number, validation: number, test: number]>) {
  const classes = Object.keys(counts);
  const all = Object.values(counts);
  const bySplit = (['train', 'validation', 'test'] as const).map((split, place): [Split, number[]] => [
    split,
    all.map((own) => own[place] ?? 0),
  ]);
  const total = all.flat().reduce((sum, count) => sum + count, 0);
  return shareMisses({ classes, counts: new Map(bySplit), total }, shares);
}

describe('shareMisses', () => {
  it('tells the shares that came out, of how many classes that is, and one of them', () => {
    expect(missesOf({ cat: [80, 10, 10], heron: [1, 1, 1], ibis: [1, 1, 1] })).toEqual([
      'train has 77.4 % instead of 80 %, validation has 11.3 % instead of 10 %, test has 11.3 % instead of 10 %, as 2 of 3 classes have too few images, or too many near duplicates among them, for such shares: "heron" (3 images), for example',
    ]);
  });

  it.each<[string, Parameters<typeof missesOf>[0]]>([
    ['classes have their shares', { cat: [80, 10, 10], dog: [8, 1, 1] }],
    ['classes are off by rounding only', { cat: [11, 2, 1], dog: [12, 1, 1] }],
    ['small classes are lost among the others', { cat: [800, 100, 100], heron: [1, 1, 1] }],
    ['there is no image', {}],
  ])('is silent when %s', (_, counts) => {
    expect(missesOf(counts)).toEqual([]);
  });

  it.each<[string, Parameters<typeof missesOf>[0], string]>([
    ['single images, which all fall into train', { cat: [1, 0, 0], dog: [1, 0, 0] }, '2 of 2 classes'],
    ['one group that is most of a class', { cat: [10, 50, 1] }, '1 of 1 class '],
  ])('knows %s', (_, counts, who) => {
    expect(missesOf(counts)[0]).toContain(who);
  });
});
