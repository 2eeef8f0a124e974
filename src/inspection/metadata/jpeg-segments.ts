import { rebuildExif } from './exif.js';
import { Unreadable, type MetadataMode } from './metadata-mode.js';

const JFIF_LENGTH = 16;
const EXIF = 'Exif\0\0';

/** Stays: what decoding needs (tables, frames, scans, JFIF, Adobe), the colour profile, and an EXIF block built anew. */
export function stripJpeg(bytes: Buffer, mode: MetadataMode): Buffer {
  const parts = [bytes.subarray(0, 2)];
  let hasExif = false;
  let at = 2;
  for (;;) {
    if (bytes.readUInt8(at) !== 0xff) throw new Unreadable('bytes between the segments of the jpeg');
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1; // fill byte
    } else if (marker === 0xd9) {
      parts.push(bytes.subarray(at, at + 2));
      return Buffer.concat(parts); // what lies behind the end is not the picture
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      parts.push(bytes.subarray(at, at + 2));
      at += 2;
    } else {
      const length = bytes.readUInt16BE(at + 2);
      const end = at + 2 + length;
      if (length < 2 || marker < 0xc0 || end > bytes.length) throw new Unreadable('a broken segment in the jpeg');
      const segment = bytes.subarray(at, end);
      const isApplication = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
      if (!isApplication) parts.push(segment);
      else if (marker === 0xe1 && startsWith(segment, EXIF)) {
        if (!hasExif) parts.push(...exifSegment(segment, mode)); // readers take the first
        hasExif = true;
      } else parts.push(...keptApplication(marker, segment));
      at = end;
      if (marker === 0xda) {
        const next = endOfScan(bytes, at);
        parts.push(bytes.subarray(at, next));
        at = next;
      }
    }
  }
}

const startsWith = (segment: Buffer, name: string): boolean => segment.toString('latin1', 4, 4 + name.length) === name;

function keptApplication(marker: number, segment: Buffer): Buffer[] {
  if (marker === 0xee && startsWith(segment, 'Adobe')) return [segment];
  if (marker === 0xe2 && startsWith(segment, 'ICC_PROFILE\0')) return [segment];
  if (marker !== 0xe0 || !startsWith(segment, 'JFIF\0') || segment.length < 2 + JFIF_LENGTH) return [];
  if (segment.length === 2 + JFIF_LENGTH) return [segment];
  const bare = Buffer.from(segment.subarray(0, 2 + JFIF_LENGTH)); // a thumbnail may show what was cropped away
  bare.writeUInt16BE(JFIF_LENGTH, 2);
  bare.writeUInt16BE(0, 16);
  return [bare];
}

function exifSegment(segment: Buffer, mode: MetadataMode): Buffer[] {
  const exif = rebuildExif(segment.subarray(4 + EXIF.length), mode);
  if (!exif) return [];
  const head = Buffer.from(`\xff\xe1\0\0${EXIF}`, 'latin1');
  head.writeUInt16BE(2 + EXIF.length + exif.length, 2);
  return [head, exif];
}

/** The next marker that is not part of a scan: neither a stuffed 0xff nor a restart. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes.readUInt8(at + 1);
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
  throw new RangeError('no end of the scan');
}
