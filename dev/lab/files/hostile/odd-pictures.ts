import sharp from 'sharp';
import { inserted, pngChunk, riffChunk, segment } from '../../../../src/inspection/metadata/tagged-picture.fixture.js';
import type { BasePictures } from './base-pictures.js';
import { file, text, type Family } from './hostile-file.js';
import { apng } from './png-files.js';

const ZIP = text('PK\x03\x04\x14\0\0\0\0\0PK\x05\x06');
const SCRIPT = '*/=1;alert(document.domain)//<script>alert(1)</script>';

/** Pictures that are whole, however unusual: they are stored. */
export async function oddPictures(base: BasePictures): Promise<Family[]> {
  const { jpeg, png, webp, gif, animatedGif, animatedWebp } = base;
  const turned = (orientation: number) => sharp(jpeg).withMetadata({ orientation });
  const turns = [1, 2, 3, 4, 5, 6, 7, 8];
  const comment = Buffer.concat([text(`\x21\xfe${String.fromCharCode(SCRIPT.length)}`), text(SCRIPT), text('\0')]);
  return [
    {
      kind: 'JPEG, PNG, WebP, GIF, AVIF; progressive, interlaced, lossless',
      outcome: 'stored',
      files: Object.entries(base).map(([name, bytes]: [string, Buffer]) => file(name, bytes)),
    },
    {
      kind: 'animated GIF, WebP, PNG: the first frame counts, all are stored',
      outcome: 'stored',
      files: [
        file('GIF', animatedGif),
        file('WebP', animatedWebp),
        file('APNG', apng(png)),
        file('1,000 frames', await manyFrames(1_000)),
      ],
    },
    {
      kind: 'CMYK, 16 bits, one bit, grey, palette, alpha, one pixel, very long',
      outcome: 'stored',
      files: [
        file('CMYK JPEG', await sharp(jpeg).toColourspace('cmyk').jpeg().toBuffer()),
        file('grey JPEG', await sharp(jpeg).greyscale().jpeg().toBuffer()),
        file('16-bit PNG', await sharp(png).toColourspace('rgb16').png().toBuffer()),
        file('16-bit grey PNG', await sharp(png).toColourspace('grey16').png().toBuffer()),
        file('1-bit PNG', await sharp(png).greyscale().threshold().png({ palette: true, colours: 2 }).toBuffer()),
        file('palette PNG', await sharp(png).png({ palette: true }).toBuffer()),
        file('PNG with alpha', await sharp(png).ensureAlpha(0.5).png().toBuffer()),
        file('WebP with alpha', await sharp(png).ensureAlpha(0.5).webp().toBuffer()),
        file('AVIF with alpha', await sharp(png).ensureAlpha(0.5).avif({ effort: 0 }).toBuffer()),
        file('AVIF, 4:4:4', await sharp(png).avif({ effort: 0, chromaSubsampling: '4:4:4' }).toBuffer()),
        file('one pixel', await sharp(png).resize(1, 1).png().toBuffer()),
        file('20,000 × 1', await sharp(png).resize(20_000, 1, { fit: 'fill' }).png().toBuffer()),
        file('1 × 20,000', await sharp(png).resize(1, 20_000, { fit: 'fill' }).jpeg().toBuffer()),
      ],
    },
    {
      kind: 'all eight EXIF orientations: stored as they are, sides counted upright',
      outcome: 'stored',
      files: [
        ...(await Promise.all(
          turns.map(async (n) => file(`JPEG, orientation ${n}`, await turned(n).jpeg().toBuffer())),
        )),
        ...(await Promise.all(
          turns.map(async (n) => file(`WebP, orientation ${n}`, await turned(n).webp().toBuffer())),
        )),
        ...(await Promise.all(turns.map(async (n) => file(`PNG, orientation ${n}`, await turned(n).png().toBuffer())))),
      ],
    },
    {
      kind: 'something behind the picture or in its notes (appended polyglots): cut off',
      outcome: 'stored',
      files: [
        ...Object.entries({ jpeg, png, webp, gif }).map(([name, bytes]) =>
          file(`${name} and ZIP`, Buffer.concat([bytes, ZIP])),
        ),
        ...Object.entries({ jpeg, png, gif }).map(([name, bytes]) =>
          file(`${name} and page`, Buffer.concat([bytes, text('<html>')])),
        ),
        file('jpeg and a film', Buffer.concat([jpeg, text('\0\0\0\x18ftypmp42\0\0\0\0'), Buffer.alloc(9_000, 7)])),
        file('two JPEGs', Buffer.concat([jpeg, jpeg])),
        file('JPEG with a script as comment', inserted(jpeg, 2, segment(0xfe, SCRIPT))),
        file('JPEG with a PDF as segment', inserted(jpeg, 2, segment(0xed, '%PDF-1.7'))),
        file('GIF with a script as comment', Buffer.concat([gif.subarray(0, -1), comment, text('\x3b')])),
        file('PNG with PHP as text', inserted(png, 33, pngChunk('tEXt', 'Comment\0<?php system($_GET[0]); ?>'))),
        file('WebP with a page as chunk', inserted(webp, webp.length, riffChunk('note', '<html>'))),
      ],
    },
    {
      kind: 'absurd density, broken EXIF, thousands of notes',
      outcome: 'stored',
      files: [
        ...[0, 1, 0xffff].map((density) => file(`JFIF density ${density}`, inserted(jpeg, 2, jfif(density)))),
        ...[0, 1, 0xffffffff].map((density) =>
          file(`pHYs ${density}`, inserted(png, 33, pngChunk('pHYs', phys(density)))),
        ),
        ...brokenExif.map(([name, tiff]) =>
          file(`EXIF: ${name}`, inserted(jpeg, 2, segment(0xe1, text(`Exif\0\0${tiff}`)))),
        ),
        file(
          '20,000 comments',
          inserted(jpeg, 2, Buffer.concat(Array.from({ length: 20_000 }, () => segment(0xfe, 'x')))),
        ),
        file(
          '20,000 texts',
          inserted(png, 33, Buffer.concat(Array.from({ length: 20_000 }, () => pngChunk('tEXt', 'a\0b')))),
        ),
        file(
          '20,000 chunks',
          inserted(webp, webp.length, Buffer.concat(Array.from({ length: 20_000 }, () => riffChunk('note', 'xx')))),
        ),
        file(
          '20,000 GIF comments',
          Buffer.concat([gif.subarray(0, -1), Buffer.alloc(100_000, text('\x21\xfe\x01x\0')), text('\x3b')]),
        ),
        file(
          '4 MB of XMP',
          inserted(jpeg, 2, Buffer.concat(Array.from({ length: 64 }, () => segment(0xe1, Buffer.alloc(65_000, 'x'))))),
        ),
      ],
    },
  ];
}

/** A GIF of as many frames of 2×2 pixels. */
export async function manyFrames(count: number): Promise<Buffer> {
  const one = await sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })
    .gif()
    .toBuffer();
  const frame = one.subarray(one.indexOf(0x2c, 13), -1);
  return Buffer.concat([one.subarray(0, -1), ...Array.from({ length: count - 1 }, () => frame), text('\x3b')]);
}

function jfif(density: number): Buffer {
  const data = text('JFIF\0\x01\x02\x01\0\0\0\0\0\0');
  data.writeUInt16BE(density, 8);
  data.writeUInt16BE(density, 10);
  return segment(0xe0, data);
}

function phys(density: number): Buffer {
  const data = Buffer.alloc(9);
  data.writeUInt32BE(density, 0);
  data.writeUInt32BE(density, 4);
  data[8] = 1;
  return data;
}

const brokenExif: [string, string][] = [
  ['nothing', ''],
  ['a directory beyond the end', 'II*\0\xff\xff\xff\x7f'],
  ['a directory in itself', 'II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\0\0\0\0'],
  ['65,535 entries', 'II*\0\x08\0\0\0\xff\xff'],
  ['a value of 4 GB', 'II*\0\x08\0\0\0\x01\0\x98\x82\x02\0\xff\xff\xff\xff\x08\0\0\0\0\0\0\0'],
  ['an orientation of 99', 'II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x63\0\0\0\0\0\0\0'],
  ['directories in a ring', 'II*\0\x08\0\0\0\0\0\x08\0\0\0'],
];
