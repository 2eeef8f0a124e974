/** Bits of a perceptual hash, of 64, by which near duplicates may differ; why these: docs/duplicates.md. */
export const DUPLICATE_DISTANCE = { default: 6, max: 7 } as const;
