import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { attributionOf } from '../attribution.js';
import { endpoint } from '../endpoint.js';
import { type FoundImage, ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { keeps, NOTHING } from '../license-choice.js';
import { pageOfCursor } from '../page-cursor.js';
import { plainText } from '../plain-text.js';
import { remainingHeaders } from '../remaining-headers.js';
import { elements, fields, pixels, webUrl } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { sliceParameters, slicesBy } from '../source-slices.js';

const PAGE_SIZE = 80;
const MAX_PAGES = 1_000;
const MONTH_MS = 30 * 86_400_000;
const HOURLY = { requests: 200, seconds: 3_600 };
/** The headers tell of the month only. */
const ALLOWANCE = { limits: [HOURLY], emptyMs: remainingHeaders('epoch', MONTH_MS) };
const LICENSE = { id: 'LicenseRef-Pexels', url: 'https://www.pexels.com/license/', name: 'Pexels License' };
const COLORS = 'red orange yellow green turquoise blue violet pink brown black gray white'.split(' ');
const SLICES = {
  ...slicesBy('aspect', 'orientation', { wide: 'landscape', tall: 'portrait', square: 'square' }),
  ...slicesBy('color', 'color', COLORS),
  ...slicesBy('size', 'size', ['large', 'medium', 'small']),
};

/** Photographs of Pexels; needs PEXELS_API_KEY, whose terms rule datasets out. The cursor is the page number. */
@Injectable()
export class PexelsSource extends ImageSource {
  readonly name = 'pexels';
  readonly policy = {
    mode: 'api',
    bulk: 'no',
    training: 'no',
    hotlink: 'allowed',
    attribution: 'required',
    downloadTracking: false,
    note: 'Building datasets and training or evaluating models through the API is forbidden without explicit permission, and so is systematic copying; a visible link back is required.',
    url: 'https://www.pexels.com/api/documentation/#guidelines',
  } as const;
  override readonly slices = Object.keys(SLICES);
  override readonly key = { variable: 'PEXELS_API_KEY', required: true };
  override readonly limits = [HOURLY, { requests: 20_000, seconds: MONTH_MS / 1_000 }];

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  get configured(): boolean {
    return Boolean(this.env.PEXELS_API_KEY);
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const key = this.env.PEXELS_API_KEY;
    if (!key) throw new SourceFailure('auth', 'PEXELS_API_KEY is not set');
    const page = pageOfCursor(cursor, MAX_PAGES);
    const slice = sliceParameters(SLICES, query.slice);
    if (!keeps(query.licenses, LICENSE.id)) return NOTHING;
    const parameters = { query: query.keyword, page: String(page), per_page: String(PAGE_SIZE), ...slice };
    const request = {
      source: this.name,
      url: endpoint(this.env.PEXELS_URL, '/v1/search', parameters),
      accept: 'application/json',
      headers: { authorization: key },
      allowance: { ...ALLOWANCE, key },
      signal: query.signal,
      turn: query.turn,
    };
    return readPage(await this.client.json(request), page);
  }
}

function readPage(reply: unknown, page: number): SourcePage {
  const { photos, next_page } = fields(reply);
  const found = elements(photos);
  if (!found || found.some((photo) => !('src' in fields(photo)))) {
    throw new SourceFailure('shape_changed', 'no list of photos with addresses');
  }
  const items = found.map(readPhoto).filter((image) => image !== null);
  if (found.length > 0 && items.length === 0) throw new SourceFailure('shape_changed', 'photos without addresses');
  // An address in the API, a number in its client's types: what counts is whether it is there.
  const more = next_page !== undefined && next_page !== null && items.length > 0 && page < MAX_PAGES;
  return { items, next: more ? String(page + 1) : null };
}

function readPhoto(value: unknown): FoundImage | null {
  const photo = fields(value);
  const url = webUrl(fields(photo['src'])['original']);
  if (url === null) return null;
  const title = plainText(photo['alt']);
  const creator = plainText(photo['photographer'], 200);
  const creatorUrl = webUrl(photo['photographer_url']);
  const pageUrl = webUrl(photo['url']);
  return {
    url,
    pageUrl,
    title,
    creator,
    license: LICENSE.id,
    licenseUrl: LICENSE.url,
    attribution: attributionOf({ title, creator, creatorUrl, license: LICENSE, source: 'Pexels', pageUrl }),
    width: pixels(photo['width']),
    height: pixels(photo['height']),
  };
}
