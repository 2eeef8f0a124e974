import { attributionOf, type Credit } from '../attribution.js';
import type { FoundImage } from '../image-source.js';

/** What a source says of one picture, with its licence as read. */
export interface CreditedImage extends Omit<Credit, 'creatorUrl'> {
  url: string;
  creatorUrl?: string | null;
  /** Where the terms are when the licence has no address of its own. */
  licenseUrl?: string | null;
  width?: number | null;
  height?: number | null;
}

/** The picture with a credit line made of what is known. */
export function creditedImage(found: CreditedImage): FoundImage {
  const { url, pageUrl, title, creator, license, licenseUrl = null, width = null, height = null } = found;
  return {
    url,
    pageUrl,
    title,
    creator,
    license: license?.id ?? null,
    licenseUrl: license?.url ?? licenseUrl,
    attribution: attributionOf({ creatorUrl: null, ...found }),
    width,
    height,
  };
}
