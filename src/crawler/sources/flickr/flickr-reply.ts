import { attributionOf } from '../attribution.js';
import { type FoundImage, SourceFailure, type SourceFailureKind } from '../image-source.js';
import { plainText } from '../plain-text.js';
import { elements, fields, pixels, webUrl, wholeNumber } from '../reply-fields.js';
import { flickrLicense } from './flickr-license.js';

const SITE = 'https://www.flickr.com';
/** Sizes by preference: 2048 and 1600 pixels, then 1024, the original of pictures below that, and the rest. */
const SIZES = ['k', 'h', 'l', 'o', 'c', 'z', 'm', 'n'];
export const FLICKR_EXTRAS = ['license', 'owner_name', ...SIZES.map((size) => `url_${size}`)].join(',');

/** Codes come with HTTP 200. Whatever is not listed is the query's fault. */
const ERRORS: Readonly<Record<string, SourceFailureKind>> = {
  '0': 'upstream',
  '10': 'upstream',
  '105': 'upstream',
  '106': 'upstream',
  '201': 'upstream',
  '95': 'auth',
  '96': 'auth',
  '97': 'auth',
  '98': 'auth',
  '99': 'auth',
  '100': 'auth',
  '111': 'shape_changed',
  '112': 'shape_changed',
  '116': 'shape_changed',
};

export interface FlickrPage {
  items: FoundImage[];
  /** Photos in the page, those that cannot be used included. */
  size: number;
  /** Pages that the reply claims to have. */
  pages: number;
}

/** Reads a flickr.photos.search reply. Throws what its error code means, and `shape_changed`. */
export function readFlickrReply(reply: unknown): FlickrPage {
  const { stat, code, photos } = fields(reply);
  if (stat === 'fail') {
    const known = ERRORS[String(wholeNumber(code, 0, 999_999))];
    throw new SourceFailure(known ?? 'bad_request', `API error ${String(wholeNumber(code, 0, 999_999))}`);
  }
  const { photo, pages } = fields(photos);
  const found = elements(photo);
  if (stat !== 'ok' || !found || found.some((each) => !('id' in fields(each) && 'owner' in fields(each)))) {
    throw new SourceFailure('shape_changed', 'no list of photos');
  }
  const items = found.map(readPhoto).filter((image) => image !== null);
  if (found.length > 0 && items.length === 0 && !found.some(hasAddress)) {
    throw new SourceFailure('shape_changed', 'photos without addresses');
  }
  return { items, size: found.length, pages: wholeNumber(pages, 0, 1e9) ?? 0 };
}

function hasAddress(photo: unknown): boolean {
  return Object.keys(fields(photo)).some((name) => name.startsWith('url_'));
}

function readPhoto(value: unknown): FoundImage | null {
  const photo = fields(value);
  const size = SIZES.find((name) => webUrl(photo[`url_${name}`]) !== null);
  const url = size === undefined ? null : webUrl(photo[`url_${size}`]);
  if (url === null) return null;
  const owner = encodeURIComponent(plainText(photo['owner'], 60) ?? '');
  const pageUrl = webUrl(`/photos/${owner}/${encodeURIComponent(plainText(photo['id'], 40) ?? '')}`, SITE);
  const title = plainText(photo['title']);
  const creator = plainText(photo['ownername'], 200);
  const license = flickrLicense(photo['license']);
  return {
    url,
    pageUrl,
    title,
    creator,
    license: license?.id ?? null,
    licenseUrl: license?.url ?? null,
    attribution: attributionOf({
      title,
      creator,
      creatorUrl: webUrl(`/people/${owner}/`, SITE),
      license,
      source: 'Flickr',
      pageUrl,
    }),
    width: pixels(photo[`width_${size}`]),
    height: pixels(photo[`height_${size}`]),
  };
}
