import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { type FoundImage, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { classOf } from '../license-choice.js';
import { pageOfCursor } from '../page-cursor.js';
import { plainText } from '../plain-text.js';
import { elements, fields, pixels, webUrl } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { sliceParameters, slicesBy } from '../source-slices.js';
import { unlicensedImage } from '../unlicensed-image.js';
import { GoogleProvider } from './google-provider.js';

const PAGE_SIZE = 10;
/** `start` and `num` together may not pass it. */
const DEPTH = 100;
const COLORS = 'black blue brown gray green orange pink purple red teal white yellow'.split(' ');
const SLICES = {
  ...slicesBy('size', 'imgSize', ['huge', 'xxlarge', 'xlarge', 'large', 'medium', 'small', 'icon']),
  ...slicesBy('color', 'imgDominantColor', COLORS),
  ...slicesBy('type', 'imgType', ['photo', 'clipart', 'face', 'lineart', 'stock', 'animated']),
};
const FREE = 'cc_publicdomain';
const RIGHTS = {
  public_domain: FREE,
  creative_commons: [FREE, 'cc_attribute', 'cc_sharealike', 'cc_noncommercial', 'cc_nonderived'].join('|'),
};

/** Google's Programmable Search; needs GOOGLE_CSE_API_KEY and GOOGLE_CSE_CX. The cursor is the page number. */
@Injectable()
export class CseProvider extends GoogleProvider {
  readonly policy = {
    mode: 'api',
    bulk: 'limited',
    training: 'unknown',
    hotlink: 'unknown',
    attribution: 'unknown',
    downloadTracking: false,
    note: 'Google’s Programmable Search: closed to new customers and to be shut down on 1 January 2027, 100 results a query; the pictures’ licences are unknown.',
    url: 'https://developers.google.com/custom-search/v1/overview',
  } as const;
  readonly slices = Object.keys(SLICES);
  override readonly key = { variable: 'GOOGLE_CSE_API_KEY', required: true };
  override readonly limits = [{ requests: 100, seconds: 86_400 }];
  override readonly depth = DEPTH - 1;

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  get configured(): boolean {
    return Boolean(this.env.GOOGLE_CSE_API_KEY && this.env.GOOGLE_CSE_CX);
  }

  async search(
    { keyword, safeSearch, slice, licenses, signal, turn }: SourceQuery,
    cursor: string | null,
  ): Promise<SourcePage> {
    const { GOOGLE_CSE_API_KEY: key, GOOGLE_CSE_CX: cx } = this.env;
    if (!key || !cx) throw new SourceFailure('auth', 'GOOGLE_CSE_API_KEY or GOOGLE_CSE_CX is not set');
    const page = pageOfCursor(cursor, DEPTH / PAGE_SIZE);
    const start = (page - 1) * PAGE_SIZE + 1;
    const wanted = classOf(licenses);
    const reply = await this.client.json({
      source: 'google-cse',
      url: endpoint(this.env.GOOGLE_CSE_URL, '/customsearch/v1', {
        key,
        cx,
        q: keyword,
        searchType: 'image',
        num: String(Math.min(PAGE_SIZE, DEPTH - start)),
        start: String(start),
        safe: safeSearch ? 'active' : 'off',
        ...(wanted !== null && { rights: RIGHTS[wanted] }),
        ...sliceParameters(SLICES, slice),
      }),
      accept: 'application/json',
      signal,
      turn,
    });
    return readPage(reply, page);
  }
}

/** `items` is left out when there is nothing; `queries` and `kind` tell that it is a reply. */
function readPage(reply: unknown, page: number): SourcePage {
  const { kind, items, queries } = fields(reply);
  const found = elements(items ?? []);
  if (kind !== 'customsearch#search' || !found || found.some((item) => !('link' in fields(item)))) {
    throw new SourceFailure('shape_changed', 'no list of items with links');
  }
  const more = 'nextPage' in fields(queries) && found.length > 0 && page < DEPTH / PAGE_SIZE;
  return { items: found.map(readItem).filter((image) => image !== null), next: more ? String(page + 1) : null };
}

function readItem(value: unknown): FoundImage | null {
  const item = fields(value);
  const image = fields(item['image']);
  const url = webUrl(item['link']);
  if (url === null) return null;
  return unlicensedImage(url, {
    pageUrl: webUrl(image['contextLink']),
    title: plainText(item['title']),
    width: pixels(image['width']),
    height: pixels(image['height']),
  });
}
