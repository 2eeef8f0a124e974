import { parseArgs } from 'node:util';
import { distanceOf, halvesOf } from '../../src/modules/images/duplicates/near-hash.js';
import { orientationsOf } from '../../src/modules/images/duplicates/orientations.js';
import { hashOf, photographs } from './duplicates-photographs.js';
import { EDITS, onWhite } from './duplicates-variants.js';

/**
 * How well distances of the perceptual hash tell the same photograph from another one: recall per edit, and precision
 * over all pairs. Tables for docs/duplicates.md. --photographs 100 for a quick look.
 */
const { values } = parseArgs({ options: { photographs: { type: 'string', default: '1000' } } });
const SHOWN = [0, 2, 4, 6, 8, 10, 12, 14, 16];
const all = [...(await photographs()).values()].slice(0, Number(values.photographs));
const originals = await hashesOf(all);

/** How many have each distance; index: bits. */
const histogram = (): number[] => Array.from({ length: 65 }, () => 0);
const within = (counts: readonly number[], distance: number): number => sum(counts.slice(0, distance + 1));
const percent = (part: number, whole: number): string => (whole === 0 ? '–' : ((100 * part) / whole).toFixed(1));
const row = (name: string, cells: readonly (string | number)[]): void =>
  console.log(`| ${[name, ...cells].join(' | ')} |`);

const near: (readonly Half[])[] = [originals];
const found = histogram();
row('edit', SHOWN);
for (const { name, kind, make } of EDITS) {
  const edited = await hashesOf(await inTurn(all, make));
  const counts = histogram();
  edited.forEach((hash, i) => (counts[distanceOf(hash, originals[i]!)]! += 1));
  row(
    name,
    SHOWN.map((distance) => percent(within(counts, distance), all.length)),
  );
  if (kind === 'near') {
    near.push(edited);
    counts.forEach((count, distance) => (found[distance]! += count));
  }
  if (kind !== 'turned') continue;
  const estimated = histogram();
  edited.forEach(({ hex }, i) => {
    const distances = orientationsOf(hex).map((guess) => distanceOf(halvesOf(guess), originals[i]!));
    estimated[Math.min(...distances)]! += 1;
  });
  row(
    `${name}, orientations`,
    SHOWN.map((distance) => percent(within(estimated, distance), all.length)),
  );
}

const [same, different] = comparePairs(near);
const alike = comparePairs([await hashesOf(await inTurn(all, onWhite))])[1];
const plain = comparePairs([originals])[1];
const total = sum(found);
console.log(
  `\n${all.length} photographs, ${total} edits, ${sum(same)} pairs of the same, ${sum(different)} of different ones`,
);
row('distance', [
  'recall of edits',
  'recall of pairs',
  'precision of pairs',
  'false pairs',
  'of originals',
  'of look-alikes',
]);
for (let distance = 0; distance <= 16; distance++) {
  const [right, wrong] = [within(same, distance), within(different, distance)];
  row(String(distance), [
    percent(within(found, distance), total),
    percent(right, sum(same)),
    percent(right, right + wrong),
    wrong,
    `${within(plain, distance)} of ${sum(plain)}`,
    `${within(alike, distance)} of ${sum(alike)}`,
  ]);
}

interface Half {
  hex: string;
  high: number;
  low: number;
}

async function inTurn(pictures: readonly Buffer[], make: (bytes: Buffer) => Promise<Buffer>): Promise<Buffer[]> {
  const made: Buffer[] = [];
  for (const picture of pictures) made.push(await make(picture));
  return made;
}

async function hashesOf(pictures: readonly Buffer[]): Promise<Half[]> {
  const hashes: Half[] = [];
  for (const picture of pictures) {
    const hex = await hashOf(picture);
    hashes.push({ hex, ...halvesOf(hex) });
  }
  return hashes;
}

/** Distances of all pairs: of versions of one photograph, and of different ones. Each list has the photographs in order. */
function comparePairs(versions: readonly (readonly Half[])[]): [same: number[], different: number[]] {
  const flat = versions.flatMap((list) => list.map((hash, photograph) => ({ ...hash, photograph })));
  const counts: [number[], number[]] = [histogram(), histogram()];
  for (let a = 0; a < flat.length; a++)
    for (let b = 0; b < a; b++)
      counts[flat[a]!.photograph === flat[b]!.photograph ? 0 : 1][distanceOf(flat[a]!, flat[b]!)]! += 1;
  return counts;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((whole, count) => whole + count, 0);
}
