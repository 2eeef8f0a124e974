import { inserted, pngChunk } from '../../../../src/inspection/metadata/tagged-picture.fixture.js';
import type { BasePictures } from './base-pictures.js';
import { file, overwritten, text, type Family } from './hostile-file.js';
import { sides, withoutSegments } from './jpeg-files.js';
import { blackPng, END, ihdr, pngChunks, pngOf } from './png-files.js';

/** Files whose headers cannot be those of a picture. */
export function lyingHeaders(base: BasePictures): Family[] {
  const { jpeg, png, lossless, gif, avif, animatedWebp } = base;
  const chunks = pngChunks(png);
  const data = chunks.slice(1, -1);
  const sof = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  const ispe = avif.indexOf('ispe');
  return [
    {
      kind: 'headers that are no headers: sides of 0, unknown depths, wrong order, missing tables',
      outcome: 'decode_error',
      files: [
        file(
          'lossless WebP, 16,384²',
          overwritten(lossless, lossless.indexOf('VP8L') + 9, Buffer.from([0xff, 0xff, 0xff, 0x0f])),
        ),
        file(
          'animated WebP, 16,777,216 × 100',
          overwritten(animatedWebp, 24, Buffer.from([0xff, 0xff, 0xff, 99, 0, 0])),
        ),
        file(
          'GIF of a frame of 0 × 0',
          overwritten(gif, gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0])) + 5, Buffer.alloc(4)),
        ),
        file('PNG of 0 × 9', blackPng(0, 9, 1)),
        file('PNG of 9 × 0', blackPng(9, 0, 1)),
        file('PNG of 2^31 × 1', blackPng(2 ** 31, 1, 1)),
        ...[
          [3, 0],
          [16, 3],
          [1, 2],
          [4, 6],
          [8, 7],
          [0, 0],
          [255, 2],
        ].map(([depth, colorType]) =>
          file(
            `PNG of depth ${depth}, type ${colorType}`,
            pngOf(ihdr({ width: 9, height: 9, depth: depth!, colorType: colorType! }), ...data, END),
          ),
        ),
        file('PNG without header', pngOf(...data, END)),
        file('PNG with the pixels first', pngOf(...data, chunks[0]!, END)),
        file('PNG with a palette of none', pngOf(ihdr({ width: 9, height: 9, depth: 8, colorType: 3 }), ...data, END)),
        file('PNG with an unknown critical chunk', inserted(png, 33, pngChunk('ABCD', 'x'))),
        file('JPEG of 0 × 9', overwritten(jpeg, sof + 5, sides(9, 0))),
        file('JPEG of no height', overwritten(jpeg, sof + 5, sides(0, 9))),
        file('JPEG of no components', overwritten(jpeg, sof + 9, [0])),
        file('JPEG of 255 components', overwritten(jpeg, sof + 9, [255])),
        file('JPEG of 12 bits', overwritten(jpeg, sof + 4, [12])),
        file('arithmetic JPEG that is none', overwritten(jpeg, sof + 1, [0xcb])),
        file('lossless JPEG', overwritten(jpeg, sof + 1, [0xc3])),
        file('JPEG with two frames', inserted(jpeg, sof, jpeg.subarray(sof, sof + 2 + jpeg.readUInt16BE(sof + 2)))),
        file('JPEG that starts twice', inserted(jpeg, 2, text('\xff\xd8'))),
        file('JPEG without quantization', withoutSegments(jpeg, 0xdb)),
        file('WebP of no chunks', text('RIFF\x04\0\0\0WEBP')),
        file('WebP of an unknown chunk', text('RIFF\x0c\0\0\0WEBPVP9 \0\0\0\0')),
        file('AVIF of 0 × 0', overwritten(avif, ispe + 8, Buffer.alloc(8))),
        file('AVIF without a picture', text('\0\0\0\x18ftypavif\0\0\0\0mif1avif')),
        file('AVIF without properties', overwritten(avif, avif.indexOf('iprp'), text('free'))),
        file('AVIF without places', overwritten(avif, avif.indexOf('iloc'), text('free'))),
        file('AVIF of another codec', overwritten(avif, avif.indexOf('av01'), text('hvc1'))),
      ],
    },
    {
      kind: 'a signature, then something else (a page, a script, an SVG, noise)',
      outcome: 'decode_error',
      files: Object.entries({
        JPEG: '\xff\xd8\xff',
        PNG: '\x89PNG\r\n\x1a\n',
        GIF: 'GIF89a',
        WebP: 'RIFF\xff\0\0\0WEBP',
        AVIF: '\0\0\0\x18ftypavif\0\0\0\0mif1avif',
      }).flatMap(([name, signature]) =>
        [
          '',
          '<html><script>alert(1)</script>',
          '/*<html>*/=1;alert(1)',
          '<svg width="9" height="9"/>',
          '\x5a'.repeat(400),
        ].map((rest, n) =>
          file(`${name} signature and ${['nothing', 'a page', 'a script', 'an SVG', 'noise'][n]}`, signature + rest),
        ),
      ),
    },
  ];
}
