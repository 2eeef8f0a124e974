import { phash } from '../../../inspection/phash.js';
import { distanceOf, halvesOf } from './near-hash.js';
import { orientationsOf } from './orientations.js';

type Look = (x: number, y: number) => number;

const END = 31;
/** Something without symmetry, in all frequencies. */
const picture: Look = (x, y) =>
  ((x * 7919 + y * 104_729 + x * x * y * 31 + (x > y ? 977 : 0)) % 200) + (x < 9 && y < 20 ? 50 : 0);
const hashOf = (look: Look): string =>
  phash(Uint8Array.from({ length: 1024 }, (_, i) => look(i % 32, Math.floor(i / 32))));

describe('orientationsOf', () => {
  const found = orientationsOf(hashOf(picture));

  it('begins with the picture as it is', () => expect(found[0]).toBe(hashOf(picture)));

  it('has eight', () => expect(new Set(found).size).toBe(8));

  it.each<[string, Look]>([
    ['mirrored', (x, y) => picture(END - x, y)],
    ['upside down', (x, y) => picture(END - x, END - y)],
    ['turned to the right', (x, y) => picture(y, END - x)],
    ['turned to the left', (x, y) => picture(END - y, x)],
    ['turned and mirrored', (x, y) => picture(y, x)],
  ])('comes near to the picture %s', (_, look) => {
    const target = halvesOf(hashOf(look));
    expect(Math.min(...found.map((hash) => distanceOf(halvesOf(hash), target)))).toBeLessThanOrEqual(12); // strangers differ by 32
  });

  it('holds the same eight, whichever of them it starts from', () => {
    for (const hash of found) expect(orientationsOf(hash).toSorted()).toEqual(found.toSorted());
  });
});
