import { deflateSync } from 'node:zlib';
import { inserted, pngChunk, segment } from '../../../../src/inspection/metadata/tagged-picture.fixture.js';
import type { BasePictures } from './base-pictures.js';
import { file, overwritten, text, uint32, type Family } from './hostile-file.js';
import { sides, withoutSegments } from './jpeg-files.js';
import { manyFrames } from './odd-pictures.js';
import { blackPng, END, ihdr, pngChunks, pngOf } from './png-files.js';

const bomb = (megabytes: number) => deflateSync(Buffer.alloc(megabytes * 1_000_000), { level: 9 });

/** Small files that would become large, and headers that say what is not so. */
export async function swellingFiles(base: BasePictures): Promise<Family[]> {
  const { jpeg, png, webp, gif, avif } = base;
  const chunks = pngChunks(png);
  const [sof, sos] = [jpeg.indexOf(Buffer.from([0xff, 0xc0])), jpeg.indexOf(Buffer.from([0xff, 0xda]))];
  const ispe = avif.indexOf('ispe');
  const vp8 = webp.indexOf('VP8 ');
  return [
    {
      kind: 'more than 50 megapixels, in the header or in truth; more than 1,000 frames',
      outcome: 'too_large',
      files: [
        file('PNG, 60,000²', blackPng(60_000, 60_000, 1)),
        file('PNG, 16,000² in truth', blackPng(16_000, 16_000)),
        file('PNG, 50,000,001 × 1', blackPng(50_000_001, 1, 1)),
        file('PNG, 1 × 50,000,001', blackPng(1, 50_000_001, 1)),
        file('JPEG, 65,500²', overwritten(jpeg, sof + 5, sides(65_500, 65_500))),
        file('JPEG, 65,500 × 1,000', overwritten(jpeg, sof + 5, sides(1_000, 65_500))),
        file(
          'progressive JPEG, 65,500²',
          overwritten(base.progressive, base.progressive.indexOf(Buffer.from([0xff, 0xc2])) + 5, sides(65_500, 65_500)),
        ),
        file('GIF, 65,535²', overwritten(gif, 6, Buffer.alloc(4, 0xff))),
        file('WebP, 16,383²', overwritten(webp, vp8 + 14, Buffer.from([0xff, 0x3f, 0xff, 0x3f]))),
        file('AVIF, 65,535²', overwritten(avif, ispe + 8, Buffer.concat([uint32(65_535), uint32(65_535)]))),
        file('GIF of 1,001 frames', await manyFrames(1_001)),
        file('GIF of 30,000 frames', await manyFrames(30_000)),
      ],
    },
    {
      kind: 'a compressed profile or text of 100 MB (zlib bombs beside the pixels)',
      outcome: 'stored',
      files: ['zTXt', 'iTXt', 'zTXt of XMP'].map((name) => {
        const key = name.endsWith('XMP') ? 'XML:com.adobe.xmp' : 'Comment';
        const head = name.startsWith('iTXt') ? `${key}\0\x01\0\0\0` : `${key}\0\0`;
        return file(name, inserted(png, 33, pngChunk(name.slice(0, 4), Buffer.concat([text(head), bomb(100)]))));
      }),
    },
    {
      kind: 'more or fewer bytes than the header announces, in the pixels',
      outcome: 'decode_error',
      files: [
        file('PNG without pixels', pngOf(chunks[0]!, END)),
        file('PNG of half the rows', blackPng(400, 400, 200)),
        file('PNG with a scan of noise', pngOf(chunks[0]!, pngChunk('IDAT', Buffer.alloc(900, 0x5a)), END)),
        file('PNG with a spoilt checksum', overwritten(png, png.length - 20, [0x00, 0x01, 0x02])),
        file('JPEG without a scan', Buffer.concat([jpeg.subarray(0, sos), text('\xff\xd9')])),
        file(
          'JPEG with an empty scan',
          Buffer.concat([jpeg.subarray(0, sos + 2 + jpeg.readUInt16BE(sos + 2)), text('\xff\xd9')]),
        ),
        file('JPEG of half the scan', Buffer.concat([jpeg.subarray(0, (sos + jpeg.length) >> 1), text('\xff\xd9')])),
        file(
          'JPEG twice as high',
          overwritten(jpeg, sof + 5, sides(jpeg.readUInt16BE(sof + 5) * 2, jpeg.readUInt16BE(sof + 7))),
        ),
        file('GIF without a frame', Buffer.concat([gif.subarray(0, 13), text('\x3b')])),
        file('WebP with a scan of noise', overwritten(webp, vp8 + 18, Buffer.alloc(300, 0xa5))),
        file('AVIF with a scan of zeros', overwritten(avif, avif.indexOf('mdat') + 4, Buffer.alloc(200))),
      ],
    },
    {
      kind: 'what a decoder makes good: default tables, rows that are missing in a GIF, more data than pixels, spoilt profiles',
      outcome: 'stored',
      files: [
        file(
          'PNG with 100 MB for 100 pixels',
          pngOf(ihdr({ width: 10, height: 10 }), pngChunk('IDAT', bomb(100)), END),
        ),
        file('JPEG without Huffman tables', withoutSegments(jpeg, 0xc4)),
        file('GIF twice as high', overwritten(gif, gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0])) + 7, [200, 0])),
        file(
          'a profile of noise',
          inserted(jpeg, 2, segment(0xe2, text(`ICC_PROFILE\0\x01\x01${'\x5a'.repeat(300)}`))),
        ),
        file(
          'the second of five profiles',
          inserted(jpeg, 2, segment(0xe2, text(`ICC_PROFILE\0\x02\x05${'\x5a'.repeat(300)}`))),
        ),
        file('fill bytes before segments', inserted(jpeg, 2, Buffer.alloc(3_000, 0xff))),
      ],
    },
  ];
}
