import { attributionOf } from '../attribution.js';
import { type FoundImage, SourceFailure } from '../image-source.js';
import { plainText } from '../plain-text.js';
import { elements, fields, pixels, webUrl, wholeNumber } from '../reply-fields.js';

export const UNSPLASH_LICENSE = {
  id: 'LicenseRef-Unsplash',
  url: 'https://unsplash.com/license',
  name: 'Unsplash License',
};
const SITE = 'https://unsplash.com';

/** Reads a reply of search/photos. Throws `shape_changed`. */
export function readUnsplashReply(reply: unknown): { items: FoundImage[]; pages: number } {
  const { results, total_pages } = fields(reply);
  const found = elements(results);
  if (!found || found.some((each) => !('urls' in fields(each)))) {
    throw new SourceFailure('shape_changed', 'no list of results with addresses');
  }
  const items = found.map(readPhoto).filter((image) => image !== null);
  if (found.length > 0 && items.length === 0) throw new SourceFailure('shape_changed', 'results without addresses');
  return { items, pages: wholeNumber(total_pages, 0, 1e9) ?? 0 };
}

function readPhoto(value: unknown): FoundImage | null {
  const photo = fields(value);
  const urls = fields(photo['urls']);
  // As given: `ixid` in it tells Unsplash where the view came from.
  const url = webUrl(urls['full']) ?? webUrl(urls['raw']) ?? webUrl(urls['regular']);
  const id = plainText(photo['id'], 40);
  if (url === null || id === null) return null;
  const user = fields(photo['user']);
  const creator = plainText(user['name'], 200);
  const title = plainText(photo['description']) ?? plainText(photo['alt_description']);
  // By its id alone: the address that shows a photograph is also what names it for `downloaded`.
  const pageUrl = referring(`${SITE}/photos/${encodeURIComponent(id)}`);
  const known = webUrl(urls['full']) !== null || webUrl(urls['raw']) !== null;
  return {
    url,
    pageUrl,
    title,
    creator,
    license: UNSPLASH_LICENSE.id,
    licenseUrl: UNSPLASH_LICENSE.url,
    attribution: attributionOf({
      title,
      creator,
      creatorUrl: referring(webUrl(fields(user['links'])['html'])),
      license: UNSPLASH_LICENSE,
      source: 'Unsplash',
      pageUrl,
    }),
    width: known ? pixels(photo['width']) : null,
    height: known ? pixels(photo['height']) : null,
  };
}

/** Links to photographers and to Unsplash have to say who sends the visitor. */
function referring(address: string | null): string | null {
  const url = address === null ? null : URL.parse(address);
  if (!url) return null;
  url.searchParams.set('utm_source', 'pixcrawler');
  url.searchParams.set('utm_medium', 'referral');
  return url.href;
}

/** Path and query of a photograph's `links.download_location`, from what a found image keeps; null when it is none of theirs. */
export function downloadLocation(
  image: Pick<FoundImage, 'url' | 'pageUrl'>,
): { id: string; ixid: string | null } | null {
  const page = image.pageUrl === null ? null : URL.parse(image.pageUrl);
  const [, id] = /^\/photos\/([\w-]{1,40})$/.exec(page?.pathname ?? '') ?? [];
  if (!id || page?.origin !== SITE) return null;
  return { id, ixid: URL.parse(image.url)?.searchParams.get('ixid') ?? null };
}
