import * as fc from 'fast-check';
import { bandMasks, BANDS } from './band-masks.js';
import { areNear, distanceOf, halvesOf, type NearHash } from './near-hash.js';
import { tyingPairs } from './near-pairs.js';

/** Hashes around few centres, so that some are near. */
const hashes = fc
  .array(fc.record({ centre: fc.nat(3), flips: fc.array(fc.nat(63), { maxLength: 8 }), reach: fc.nat(7) }), {
    maxLength: 40,
  })
  .map((all) => all.map(({ centre, flips, reach }) => hashOf(centre * 0x12345, flips, reach)));

function hashOf(centre: number, flips: number[], reach: number): NearHash {
  const hash = { high: Math.imul(centre, 0x9e3779b1), low: Math.imul(centre, 0x85ebca6b), reach };
  for (const bit of flips) {
    if (bit < 32) hash.low ^= 1 << bit;
    else hash.high ^= 1 << (bit - 32);
  }
  return hash;
}

/** Connected components by comparing everything with everything. */
function componentsOf(all: readonly NearHash[], near: (a: number, b: number) => boolean): number[] {
  const label = all.map((_, i) => i);
  for (let changed = true; changed;) {
    changed = false;
    for (let a = 0; a < all.length; a++)
      for (let b = 0; b < all.length; b++)
        if (near(a, b) && label[b]! < label[a]!) {
          label[a] = label[b]!;
          changed = true;
        }
  }
  return label;
}

describe('tyingPairs', () => {
  it('makes the groups that comparing all with all makes', async () => {
    await fc.assert(
      fc.asyncProperty(hashes, async (all) => {
        const pairs = await tyingPairs(all);
        const tied = (a: number, b: number) => pairs.some(([x, y]) => (x === a && y === b) || (x === b && y === a));
        const brute = componentsOf(all, (a, b) => a !== b && areNear(all[a]!, all[b]!));
        expect(componentsOf(all, tied)).toEqual(brute);
        expect(pairs).toHaveLength(all.length - new Set(brute).size);
        const groups = pairs.map(([a]) => brute[a]);
        expect(groups).toEqual([...Map.groupBy(groups, (group) => group).values()].flat());
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['at the distance', 6, 6, 6, 1],
    ['one bit beyond it', 7, 6, 6, 0],
    ['within one reach only', 5, 7, 4, 0],
    ['the same, where it is switched off', 0, 6, 0, 0],
    ['the same, at the smallest reach', 0, 1, 1, 1],
  ])('%s', async (_, bits, first, second, pairs) => {
    const flips = Array.from({ length: bits }, (__, i) => i * 9);
    expect(await tyingPairs([hashOf(5, [], first), hashOf(5, flips, second)])).toHaveLength(pairs);
  });
});

describe('bandMasks', () => {
  it.each([1, 3, 4, 5, 6, 7, 9, 11])('find whatever lies within %i bits, wherever they differ', async (reach) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat(63), { minLength: reach, maxLength: reach }),
        fc.nat(1000),
        async (flips, centre) => {
          expect(await tyingPairs([hashOf(centre, [], reach), hashOf(centre, flips, reach)])).toHaveLength(1);
        },
      ),
    );
  });

  it.each([
    [0, [0, 0, 0, 1]],
    [3, [1, 1, 1, 1]],
    [4, [1, 1, 1, 17]],
    [6, [1, 17, 17, 17]],
    [7, [17, 17, 17, 17]],
    [8, [17, 17, 17, 137]],
    [11, [137, 137, 137, 137]],
  ])('at a distance of %i the bands take %j values', (distance, counts) => {
    const masks = Array.from({ length: BANDS }, (_, band) => bandMasks(distance, band));
    expect(masks.map((all) => new Set(all).size)).toEqual(counts);
    expect(masks.map(({ length }) => length)).toEqual(counts);
  });
});

it.each([
  ['0000000000000000', 'ffffffffffffffff', 64],
  ['8000000000000001', '0000000000000000', 2],
  ['00000000000000f0', '000000000000000f', 8],
])('distanceOf %s and %s is %i', (a, b, distance) => expect(distanceOf(halvesOf(a), halvesOf(b))).toBe(distance));
