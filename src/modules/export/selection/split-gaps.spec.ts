import type { Split } from './split.js';
import { splitGaps } from './split-gaps.js';

const shares = { train: 0.8, validation: 0.2, test: 0 };
const gapsOf = (classes: string[], counts: [Split, number[]][]) =>
  splitGaps({ classes, counts: new Map(counts) }, shares);

describe('splitGaps', () => {
  it('is empty when every class is in every split that has a share', () => {
    const full: [Split, number[]][] = [
      ['train', [4, 1]],
      ['validation', [1, 1]],
    ];
    expect(gapsOf(['cat', 'dog'], full)).toEqual([]);
    expect(gapsOf([], [])).toEqual([]);
  });

  it('names the classes that a split lacks, and how many images they have', () => {
    expect(
      gapsOf(
        ['cat', 'dog "x"', 'eel'],
        [
          ['train', [4, 1, 0]],
          ['validation', [1, 0, 2]],
        ],
      ),
    ).toEqual([
      'No image falls into train of "eel" (2 images)',
      'No image falls into validation of "dog \\"x\\"" (1 image)',
    ]);
  });

  it('counts what it does not name', () => {
    const classes = Array.from({ length: 23 }, (_, n) => `c${n}`);
    const [gap] = gapsOf(classes, [['train', classes.map(() => 1)]]);
    expect(gap).toMatch(/"c19" \(1 image\) and 3 more$/);
  });
});
