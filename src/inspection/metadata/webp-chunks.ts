import { rebuildExif } from './exif.js';
import type { MetadataMode } from './metadata-mode.js';

const PICTURE = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const EXIF_FLAG = 0x08;
const XMP_FLAG = 0x04;
/** Bytes of a frame before its own chunks. */
const FRAME_HEADER = 16;

export function stripWebp(bytes: Buffer, mode: MetadataMode): Buffer {
  const size = 8 + bytes.readUInt32LE(4);
  if (size > bytes.length) throw new RangeError('chunks beyond the end');
  const { parts, hasExif } = keptChunks(bytes.subarray(12, size), mode);
  const head = Buffer.from(bytes.subarray(0, 12));
  const body = Buffer.concat(parts);
  head.writeUInt32LE(4 + body.length, 4);
  if (body.toString('latin1', 0, 4) === 'VP8X')
    body.writeUInt8((body.readUInt8(8) & ~(EXIF_FLAG | XMP_FLAG)) | (hasExif ? EXIF_FLAG : 0), 8);
  return Buffer.concat([head, body]);
}

function keptChunks(bytes: Buffer, mode: MetadataMode): { parts: Buffer[]; hasExif: boolean } {
  const parts: Buffer[] = [];
  let hasExif = false;
  for (let at = 0; at + 8 <= bytes.length;) {
    const type = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    if (at + 8 + length > bytes.length) throw new RangeError('chunk beyond the end');
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'EXIF' && !hasExif) {
      // some writers put the prefix of JPEG before it
      const exif = rebuildExif(data.toString('latin1', 0, 6) === 'Exif\0\0' ? data.subarray(6) : data, mode);
      if (exif) parts.push(...chunk(type, exif));
      hasExif = exif !== null;
    } else if (type === 'ANMF' && length > FRAME_HEADER) {
      const frame = keptChunks(data.subarray(FRAME_HEADER), 'strip').parts;
      parts.push(...chunk(type, Buffer.concat([data.subarray(0, FRAME_HEADER), ...frame])));
    } else if (PICTURE.has(type)) parts.push(...chunk(type, data));
    at += 8 + length + (length % 2);
  }
  return { parts, hasExif };
}

function chunk(type: string, data: Buffer): Buffer[] {
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return data.length % 2 === 0 ? [head, data] : [head, data, Buffer.alloc(1)];
}
