import * as fc from 'fast-check';
import { hammingDistance, phash } from './phash.js';

const picture = (value: (x: number, y: number) => number) =>
  Uint8Array.from({ length: 1024 }, (_, i) => Math.round(value(i % 32, Math.floor(i / 32))));

describe('phash', () => {
  // A step at the middle has only odd frequencies, with the signs + − + − for 1, 3, 5, 7; so the median of the 64 is 0.
  it.each([
    ['black: nothing is above the median', () => 0, '0000000000000000'],
    ['plain grey: only the DC term', () => 128, '8000000000000000'],
    ['white: only the DC term', () => 255, '8000000000000000'],
    ['bright left half: DC, u = 1 and 5', (x: number) => (x < 16 ? 200 : 100), 'c400000000000000'],
    ['bright right half: DC, u = 3 and 7', (x: number) => (x < 16 ? 100 : 200), '9100000000000000'],
    ['bright top half: DC, v = 1 and 5', (_: number, y: number) => (y < 16 ? 200 : 100), '8080000000800000'],
    ['bright bottom half: DC, v = 3 and 7', (_: number, y: number) => (y < 16 ? 100 : 200), '8000008000000080'],
    [
      'quarters, bright where x and y agree',
      (x: number, y: number) => (x < 16 === y < 16 ? 200 : 100),
      '8044001100440011',
    ],
    [
      'quarters, dark where x and y agree',
      (x: number, y: number) => (x < 16 === y < 16 ? 100 : 200),
      '8011004400110044',
    ],
  ])('%s', (_, value, hash) => expect(phash(picture(value))).toBe(hash));

  it('does not see a change of brightness', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1024, maxLength: 1024 }),
        fc.integer({ min: 0, max: 100 }),
        (noise, lift) => {
          const dark = noise.map((value) => 50 + (value % 100));
          expect(phash(dark.map((value) => value + lift))).toBe(phash(dark));
        },
      ),
    );
  });

  it('refuses other sizes', () => {
    expect(() => phash(new Uint8Array(1023))).toThrow(RangeError);
  });
});

describe('hammingDistance', () => {
  it.each([
    ['0000000000000000', '0000000000000000', 0],
    ['0000000000000000', 'ffffffffffffffff', 64],
    ['8000000000000001', '0000000000000000', 2],
    ['00000000000000f0', '000000000000000f', 8],
  ])('%s and %s: %i', (a, b, distance) => expect(hammingDistance(a, b)).toBe(distance));
});
