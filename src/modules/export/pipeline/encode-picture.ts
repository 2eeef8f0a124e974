import sharp, { type Sharp } from 'sharp';
import type { ImageEncoding } from '../formats/export-format.js';

const MAX_PIXELS = 50_000_000;
const PATIENCE_S = 30;
const FALLBACK = 'jpeg';

/** A picture and what it is. */
export interface Picture {
  bytes: Buffer;
  format: string;
  /** Pixels. */
  width: number;
  height: number;
}

/**
 * The picture as an export wants it. What fits already stays as it is, byte for byte; the rest is turned upright, brought
 * to sRGB, made smaller if need be, and encoded anew, always to the same bytes. `readable`: what may stay with 'original'.
 */
export async function encodePicture(
  picture: Picture,
  { format: wanted, max_side: side, quality }: ImageEncoding,
  readable: readonly string[],
): Promise<Picture> {
  const format = wanted === 'original' ? (readable.includes(picture.format) ? picture.format : FALLBACK) : wanted;
  const fits = side === null || Math.max(picture.width, picture.height) <= side;
  if (format === picture.format && fits) return picture;
  const input = sharp(picture.bytes, { limitInputPixels: MAX_PIXELS }).rotate().toColourspace('srgb');
  const sized = side === null ? input : input.resize(side, side, { fit: 'inside', withoutEnlargement: true });
  const { data, info } = await encoded(sized, format, quality)
    .timeout({ seconds: PATIENCE_S })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, format, width: info.width, height: info.height };
}

/** Transparency becomes white where the format has none. */
function encoded(image: Sharp, format: string, quality: number): Sharp {
  switch (format) {
    case 'jpeg':
      return image.flatten({ background: '#fff' }).jpeg({ quality });
    case 'png':
      return image.png();
    case 'webp':
      return image.webp({ quality });
    case 'gif':
      return image.gif();
    default:
      throw new Error(`No encoder for ${format}`);
  }
}
