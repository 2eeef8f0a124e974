import type { Picture } from './picture.js';
import { stableFraction, stableHash } from './stable-hash.js';

/** Variants that each photograph has besides itself. */
export const VARIANTS = 12;

/** How a variant is cut from its photograph. Pixels; quality 1–100. */
export interface VariantRecipe {
  crop: { left: number; top: number; width: number; height: number };
  width: number;
  height: number;
  mirrored: boolean;
  brightness: number;
  quality: number;
}

/** The n-th variant's recipe: a function of the photograph's id, n and size alone, so listings know the size before it is made. */
export function variantRecipe(id: string, n: number, size: { width: number; height: number }): VariantRecipe {
  const random = (what: string) => stableFraction(id, n, what);
  const kept = 0.7 + 0.25 * random('kept');
  const crop = {
    left: Math.floor(size.width * (1 - kept) * random('left')),
    top: Math.floor(size.height * (1 - kept) * random('top')),
    width: Math.round(size.width * kept),
    height: Math.round(size.height * kept),
  };
  const width = 256 + Math.floor(384 * random('width'));
  return {
    crop,
    width,
    height: Math.round((width * crop.height) / crop.width),
    mirrored: stableHash(id, n, 'mirror') % 2 === 0,
    brightness: 0.9 + 0.2 * random('brightness'),
    quality: 62 + Math.floor(28 * random('quality')),
  };
}

/** The n-th variant of an original photograph, 1 ≤ n ≤ VARIANTS. */
export function variantOf(photograph: Picture, n: number): Picture {
  const { width, height } = variantRecipe(photograph.id, n, photograph);
  return {
    ...photograph,
    id: `${photograph.id}~v${n}`,
    variant: n,
    title: `${photograph.title}, view ${n + 1}`,
    width,
    height,
  };
}
