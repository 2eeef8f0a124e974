import type { Pixels } from './grey-thumbnail.js';

/** What one look at the pixels tells about a picture's quality, at a longest side of `MEASURED_SIDE` pixels. */
export interface PixelMeasures {
  /** 99th percentile of the perceived brightness, 0–1: low means that even the brightest parts are dark. */
  brightest: number;
  /** 5th percentile of the perceived brightness, 0–1: high means that even the darkest parts are bright. */
  darkest: number;
  /** Variance of the Laplacian of the luma (0–255): low means that there are no edges. */
  sharpness: number;
  /** Shannon entropy of the luma's histogram, bits, 0–8. */
  entropy: number;
  /** Share of pixels whose channels differ by more than `COLOR_NOISE` of 255, 0–1. */
  colorShare: number;
}

/** Pixels of the longest side at which all pictures are measured; the variance of the Laplacian depends on the scale. */
export const MEASURED_SIDE = 256;
/** Differences between channels that JPEG leaves in a grey picture. */
const COLOR_NOISE = 12;

/** Transparent parts count as white, as viewers show them. */
export function measurePixels({ data, width, height, channels }: Pixels): PixelMeasures {
  const count = width * height;
  const luma = new Float32Array(count);
  const brightness = new Uint32Array(256);
  const levels = new Uint32Array(256);
  const green = channels > 2 ? 1 : 0;
  const alpha = channels % 2 === 0 ? channels - 1 : 0;
  let colored = 0;
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += channels) {
    const opacity = alpha === 0 ? 1 : data[at + alpha]! / 255;
    const r = 255 + (data[at]! - 255) * opacity;
    const g = 255 + (data[at + green]! - 255) * opacity;
    const b = 255 + (data[at + 2 * green]! - 255) * opacity;
    luma[pixel] = 0.299 * r + 0.587 * g + 0.114 * b; // ITU-R BT.601
    levels[Math.round(luma[pixel]!)]!++;
    brightness[Math.round(Math.sqrt(0.241 * r * r + 0.691 * g * g + 0.068 * b * b))]!++; // the HSP model
    if (Math.max(r, g, b) - Math.min(r, g, b) > COLOR_NOISE) colored++;
  }
  return {
    brightest: percentile(brightness, count, 0.99),
    darkest: percentile(brightness, count, 0.05),
    sharpness: laplacianVariance(luma, width, height),
    entropy: entropyOf(levels, count),
    colorShare: colored / count,
  };
}

/** Smallest level, 0–1, that at least `share` of the pixels do not exceed. */
function percentile(histogram: Uint32Array, count: number, share: number): number {
  let seen = 0;
  for (let level = 0; level < histogram.length; level++) {
    seen += histogram[level]!;
    if (seen >= share * count) return level / 255;
  }
  return 1;
}

function entropyOf(histogram: Uint32Array, count: number): number {
  let bits = 0;
  for (const times of histogram) if (times > 0) bits -= (times / count) * Math.log2(times / count);
  return bits;
}

/** Of the four-neighbour Laplacian, edges of the picture left out; 0 for pictures without an inside. */
function laplacianVariance(luma: Float32Array, width: number, height: number): number {
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * width + 1; at < (y + 1) * width - 1; at++) {
      const edge = luma[at - 1]! + luma[at + 1]! + luma[at - width]! + luma[at + width]! - 4 * luma[at]!;
      sum += edge;
      squares += edge * edge;
    }
  }
  const count = (width - 2) * (height - 2);
  return width < 3 || height < 3 ? 0 : Math.max(0, squares / count - (sum / count) ** 2);
}
