import { createHash } from 'node:crypto';
import sharp from 'sharp';

const SIDE = 32;

/** A small PNG that no other number has, nor one like it. */
export function noisePicture(n: number): Promise<Buffer> {
  const pixels = createHash('shake256', { outputLength: SIDE * SIDE * 3 })
    .update(String(n))
    .digest();
  return sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png()
    .toBuffer();
}
