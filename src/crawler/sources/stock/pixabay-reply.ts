import { attributionOf } from '../attribution.js';
import { type FoundImage, SourceFailure } from '../image-source.js';
import { plainText } from '../plain-text.js';
import { elements, fields, pixels, webUrl, wholeNumber } from '../reply-fields.js';

export const PIXABAY_LICENSE = {
  id: 'LicenseRef-Pixabay',
  url: 'https://pixabay.com/service/license-summary/',
  name: 'Pixabay Content License',
};

/** Reads a reply of the picture API. Throws `shape_changed`. */
export function readPixabayReply(reply: unknown): { items: FoundImage[]; total: number } {
  const { hits, totalHits } = fields(reply);
  const found = elements(hits);
  if (!found || found.some((hit) => !('webformatURL' in fields(hit) || 'largeImageURL' in fields(hit)))) {
    throw new SourceFailure('shape_changed', 'no list of hits with addresses');
  }
  const items = found.map(readHit).filter((image) => image !== null);
  if (found.length > 0 && items.length === 0) throw new SourceFailure('shape_changed', 'hits without addresses');
  return { items, total: wholeNumber(totalHits, 0, 1e9) ?? 0 };
}

function readHit(value: unknown): FoundImage | null {
  const hit = fields(value);
  // The first two come to accounts with full access only.
  const original = webUrl(hit['imageURL']);
  const url = original ?? webUrl(hit['fullHDURL']) ?? webUrl(hit['largeImageURL']) ?? webUrl(hit['webformatURL']);
  if (url === null) return null;
  const creator = plainText(hit['user'], 200);
  const title = plainText(hit['tags']);
  const pageUrl = webUrl(hit['pageURL']);
  const id = wholeNumber(hit['user_id'], 0, Number.MAX_SAFE_INTEGER);
  const creatorUrl =
    creator === null || id === null ? null : `https://pixabay.com/users/${encodeURIComponent(creator)}-${id}/`;
  return {
    url,
    pageUrl,
    title,
    creator,
    license: PIXABAY_LICENSE.id,
    licenseUrl: PIXABAY_LICENSE.url,
    attribution: attributionOf({ title, creator, creatorUrl, license: PIXABAY_LICENSE, source: 'Pixabay', pageUrl }),
    width: original === null ? null : pixels(hit['imageWidth']),
    height: original === null ? null : pixels(hit['imageHeight']),
  };
}
