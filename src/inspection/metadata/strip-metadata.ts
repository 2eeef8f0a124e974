import type { AcceptedFormat } from '../magic-number.js';
import { stripAvif } from './avif-boxes.js';
import { stripGif } from './gif-blocks.js';
import { stripJpeg } from './jpeg-segments.js';
import { Unreadable, type MetadataMode } from './metadata-mode.js';
import { stripPng } from './png-chunks.js';
import { stripWebp } from './webp-chunks.js';

/**
 * The same picture, bit by bit, without what the mode leaves out; everything behind its end goes too. What stays is
 * listed, not what goes: a place that nobody has thought of cannot give a position away. Returns `bytes` itself when
 * nothing changes. Throws Unreadable.
 */
export function stripMetadata(format: AcceptedFormat, bytes: Uint8Array, mode: MetadataMode): Uint8Array {
  if (mode === 'keep') return bytes;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const stripped = strippers[format](buffer, mode);
    return stripped.equals(buffer) ? bytes : stripped;
  } catch (error) {
    if (error instanceof RangeError) throw new Unreadable(`the ${format} ends too early`);
    throw error;
  }
}

const strippers: Record<AcceptedFormat, (bytes: Buffer, mode: MetadataMode) => Buffer> = {
  jpeg: stripJpeg,
  png: stripPng,
  webp: stripWebp,
  gif: stripGif,
  avif: stripAvif,
};
