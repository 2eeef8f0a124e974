import { crc32 } from 'node:zlib';
import { rebuildExif } from './exif.js';
import { Unreadable, type MetadataMode } from './metadata-mode.js';

/** Pixels, their meaning, and frames. Critical chunks, in capitals, always stay. */
const PICTURE = new Set([
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'sBIT',
  'bKGD',
  'pHYs',
  'cICP',
  'mDCV',
  'cLLI',
  'acTL',
  'fcTL',
  'fdAT',
]);

export function stripPng(bytes: Buffer, mode: MetadataMode): Buffer {
  const parts = [bytes.subarray(0, 8)];
  for (let at = 8; ;) {
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length) throw new RangeError('chunk beyond the end');
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (!/^[A-Za-z]{4}$/.test(type)) throw new Unreadable('a chunk of the png without a name');
    const chunk = bytes.subarray(at, end);
    const data = chunk.subarray(8, 8 + length);
    if (type === 'eXIf') parts.push(...exifChunk(data, mode));
    else if (/^[A-Z]/.test(type) || PICTURE.has(type) || (mode !== 'strip' && isOwner(type, data))) parts.push(chunk);
    if (type === 'IEND') return Buffer.concat(parts);
    at = end;
  }
}

/** Whose picture it is. */
const isOwner = (type: string, data: Buffer): boolean =>
  type === 'tEXt' && /^(?:Author|Copyright)\0/.test(data.toString('latin1', 0, 10));

function exifChunk(data: Buffer, mode: MetadataMode): Buffer[] {
  const exif = rebuildExif(data, mode);
  if (!exif) return [];
  const body = Buffer.concat([Buffer.from('eXIf'), exif]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(exif.length);
  checksum.writeUInt32BE(crc32(body));
  return [length, body, checksum];
}
