import sharp from 'sharp';
import { crc32 } from 'node:zlib';

/** What must not be left: in EXIF, in XMP, and in every other place that a format has for notes. */
export const SECRET = '52,31.2000N';

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
 rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="${SECRET}"/></rdf:RDF></x:xmpmeta>`;

export type TaggedFormat = 'jpeg' | 'png' | 'webp' | 'avif';

/** A photograph that says in EXIF and XMP where it was taken, with a colour profile and an orientation. */
export function taggedPicture(photograph: Buffer, format: TaggedFormat, orientation = 6): Promise<Buffer> {
  return sharp(photograph)
    .withMetadata({ orientation })
    .withExifMerge({
      IFD0: { Copyright: 'A. Owner', ImageDescription: SECRET },
      IFD2: { LensModel: 'A lens', UserComment: SECRET },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 12/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 0/1' },
    })
    .withXmp(XMP)
    .withIccProfile('p3')
    .toFormat(format, { effort: format === 'avif' ? 0 : 1 })
    .toBuffer();
}

/** A JPEG segment; `marker` is its second byte. */
export function segment(marker: number, data: Buffer | string): Buffer {
  const body = Buffer.from(data);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(2 + body.length, 2);
  return Buffer.concat([head, body]);
}

export function pngChunk(type: string, data: Buffer | string): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data)]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length - 4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

export function riffChunk(type: string, data: Buffer | string): Buffer {
  const body = Buffer.from(data);
  const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** A file with bytes put in at an offset; a RIFF container's size grows with it. */
export function inserted(file: Buffer, at: number, more: Buffer): Buffer {
  const whole = Buffer.concat([file.subarray(0, at), more, file.subarray(at)]);
  if (whole.toString('latin1', 0, 4) === 'RIFF') whole.writeUInt32LE(file.readUInt32LE(4) + more.length, 4);
  return whole;
}
