import sharp from 'sharp';
import { decode, toPixels } from './guarded-decoder.js';
import type { Pixels } from './grey-thumbnail.js';
import type { Resize } from './image-inspector.js';

/** What the two formats can hold, in pixels per side. */
const MAX_SIDE = { jpeg: 65_535, webp: 16_383 };

export class SideTooLong extends Error {}

/** The whole picture decoded once, at the size that the copy will have. */
export async function decodeForCopy(bytes: Uint8Array, resize: NonNullable<Resize>): Promise<Pixels> {
  const image = decode(bytes);
  if (resize.format === 'jpeg') image.flatten({ background: '#fff' });
  if (resize.mode !== 'none') {
    const { size } = resize;
    if (!size) throw new TypeError(`resize by the ${resize.mode} side needs a size`);
    image.resize(size, size, { fit: resize.mode === 'shortest' ? 'outside' : 'inside', withoutEnlargement: true });
  }
  return toPixels(image);
}

/** The same pixels and rules give the same bytes; no metadata, so no GPS position either. Throws SideTooLong. */
export async function encodeCopy(pixels: Pixels, { format, quality }: NonNullable<Resize>): Promise<Buffer> {
  const { data, width, height, channels } = pixels;
  if (Math.max(width, height) > MAX_SIDE[format])
    throw new SideTooLong(`${width}×${height} does not fit into ${format}`);
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
  return format === 'jpeg' ? image.jpeg({ quality }).toBuffer() : image.webp({ quality }).toBuffer();
}
