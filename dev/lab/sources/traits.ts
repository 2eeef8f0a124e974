import type { Picture } from '../corpus/picture.js';
import { stableFraction, stablePick } from '../corpus/stable-hash.js';

const COLORS = 'red orange yellow green teal blue purple pink white gray black brown'.split(' ');
const SIZES = ['large', 'medium', 'small', 'icon'] as const;
const FIRST_YEAR = 2010;
const YEARS = 16;

/** What filters of search engines ask for and the corpus does not know is dealt out by id, so that each slice holds something. */
export function colorOf(picture: Picture): string {
  return stablePick(COLORS, picture.id, 'color');
}

export function sizeClassOf(picture: Picture): (typeof SIZES)[number] {
  return stablePick(SIZES, picture.id, 'size');
}

/** 2010 to 2025. */
export function yearOf(picture: Picture): number {
  return FIRST_YEAR + Math.floor(YEARS * stableFraction(picture.id, 'year'));
}

/** Days since it was found; half of all are older than a year. */
export function ageInDays(picture: Picture): number {
  return 730 * stableFraction(picture.id, 'age');
}

/** By its real pixels. */
export function aspectOf({ width, height }: Picture): 'square' | 'tall' | 'wide' {
  if (width === height) return 'square';
  return width < height ? 'tall' : 'wide';
}

/** In another language the same things come in another order, so other ones are within reach. */
export function inLanguage<T extends { picture: Picture }>(listed: readonly T[], language: string): readonly T[] {
  if (language === 'en') return listed;
  const place = new Map(listed.map(({ picture }) => [picture, stableFraction(picture.id, language)]));
  return listed.toSorted((a, b) => (place.get(a.picture) ?? 0) - (place.get(b.picture) ?? 0));
}
