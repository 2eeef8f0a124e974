import type { FoundImage } from './image-source.js';

/** A picture from a search engine, which tells neither author nor licence. */
export function unlicensedImage(
  url: string,
  known: Partial<Pick<FoundImage, 'pageUrl' | 'title' | 'width' | 'height'>> = {},
): FoundImage {
  return {
    url,
    pageUrl: null,
    title: null,
    creator: null,
    license: null,
    licenseUrl: null,
    attribution: null,
    width: null,
    height: null,
    ...known,
  };
}
