import type { BasePictures } from './base-pictures.js';
import { file, overwritten, uint32, type Family } from './hostile-file.js';

function little(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Files that end too early, or say that they are longer than they are. */
export function cutFiles(base: BasePictures): Family[] {
  const { jpeg, png, webp, gif, avif, animatedGif } = base;
  const dqt = jpeg.indexOf(Buffer.from([0xff, 0xdb]));
  const firstData = png.indexOf('IDAT') - 4;
  return [
    {
      kind: 'cut short anywhere, also behind the last pixel: without its end marker a file is not whole',
      outcome: 'decode_error',
      files: Object.entries(base).flatMap(([name, bytes]: [string, Buffer]) => [
        ...[0.3, 0.6, 0.9].map((part) => file(`${name}, ${100 * part} %`, bytes.subarray(0, bytes.length * part))),
        file(`${name} without its last byte`, bytes.subarray(0, -1)),
      ]),
    },
    {
      kind: 'lengths that lie: segments, chunks, blocks and boxes beyond the end, of 0, of 4 GB',
      outcome: 'decode_error',
      files: [
        ...[0, 1, 0xffff].map((n) => file(`JPEG segment of ${n}`, overwritten(jpeg, dqt + 2, [n >> 8, n & 255]))),
        ...[0, 0x7fffffff, 0xffffffff].map((n) => file(`PNG chunk of ${n}`, overwritten(png, firstData, uint32(n)))),
        file('PNG end of 9', overwritten(png, -12, uint32(9))),
        ...[0x7fffffff, 0xffffffff].map((n) => file(`WebP of ${n}`, overwritten(webp, 4, little(n)))),
        file('WebP of 0', overwritten(webp, 4, little(0))),
        ...[0, 0xfffffff0].map((n) => file(`WebP chunk of ${n}`, overwritten(webp, 16, little(n)))),
        file('GIF block of 255 at its end', overwritten(gif, -2, [255])),
        file('animated GIF without terminators', overwritten(animatedGif, -2, [9, 0x3b])),
        ...[2, 0x7fffffff, 0xffffffff].map((n) =>
          file(`AVIF box of ${n}`, overwritten(avif, avif.indexOf('meta') - 4, uint32(n))),
        ),
        file('AVIF pixels beyond the end', overwritten(avif, avif.indexOf('mdat') - 4, uint32(avif.length))),
      ],
    },
  ];
}
