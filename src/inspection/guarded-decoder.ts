import sharp, { type Sharp } from 'sharp';
import type { Pixels } from './grey-thumbnail.js';
import { MEASURED_SIDE } from './pixel-measures.js';

/** Pixels of one frame, before decoding; more would be a bomb. */
export const MAX_PIXELS = 50_000_000;
/** Of an animation; only the first is decoded here, but who trains on it decodes all. */
export const MAX_FRAMES = 1_000;

interface Header {
  format: string;
  width: number;
  height: number;
  frames: number;
}

sharp.concurrency(1); // parallel over pictures, not inside one: no gain there, and bytes stay deterministic
sharp.cache(false);
// Only the loaders of the accepted formats exist; SVG, TIFF and whatever a custom build brings cannot be reached.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((loader) => `VipsForeignLoad${loader}`),
});

/** What the header says, of the first frame, EXIF orientation applied. Decodes nothing. */
export async function readHeader(bytes: Uint8Array): Promise<Header> {
  const { format, autoOrient, pages = 1 } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { width, height } = autoOrient;
  return { format: format === 'heif' ? 'avif' : format, width, height, frames: pages };
}

/** The upright first frame in 8-bit sRGB; every defect that the decoder can see is an error. */
export function decode(bytes: Uint8Array): Sharp {
  return sharp(bytes, { failOn: 'warning', limitInputPixels: MAX_PIXELS, autoOrient: true }).toColourspace('srgb');
}

export async function toPixels(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/**
 * Shrinks while loading: as strict about the whole file as a full decode, at a fraction of its cost. At 64 pixels the
 * loader's coarse shrinking does not yet disturb the hash; at 32 it moves up to 8 bits.
 */
export function decodeForHash(bytes: Uint8Array): Promise<Pixels> {
  return toPixels(decode(bytes).resize(64, 64, { fit: 'fill' }));
}

/** For measures of quality: no side longer than `MEASURED_SIDE`, small pictures as they are. */
export function decodeForMeasures(bytes: Uint8Array): Promise<Pixels> {
  const within = { fit: 'inside', withoutEnlargement: true } as const;
  return toPixels(decode(bytes).resize(MEASURED_SIDE, MEASURED_SIDE, within));
}
