import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { type FoundImage, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { NOTHING } from '../license-choice.js';
import { pageOfCursor } from '../page-cursor.js';
import { plainText } from '../plain-text.js';
import { elements, fields, pixels, webUrl } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { sliceParameters, slicesBy } from '../source-slices.js';
import { unlicensedImage } from '../unlicensed-image.js';
import { TBS_SLICES, withLicenses } from './google-filters.js';
import { GOOGLE_DEPTH, GoogleProvider } from './google-provider.js';

const PAGE_SIZE = 100;
const MAX_PAGES = GOOGLE_DEPTH / PAGE_SIZE;
const SLICES = { ...slicesBy('aspect', 'imgar', { square: 's', tall: 't', wide: 'w' }), ...TBS_SLICES };

/** Google's results as SerpApi's JSON; needs SERPAPI_API_KEY, every page is a search there. The cursor is the page number. */
@Injectable()
export class SerpapiProvider extends GoogleProvider {
  readonly policy = {
    mode: 'api',
    bulk: 'unknown',
    training: 'unknown',
    hotlink: 'unknown',
    attribution: 'unknown',
    downloadTracking: false,
    note: 'Google’s results resold by SerpApi: the pictures belong to the sites they are found on, and their licences are unknown.',
    url: 'https://serpapi.com/legal',
  } as const;
  readonly slices = Object.keys(SLICES);
  override readonly key = { variable: 'SERPAPI_API_KEY', required: true };

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  get configured(): boolean {
    return Boolean(this.env.SERPAPI_API_KEY);
  }

  async search(
    { keyword, safeSearch, slice, licenses, signal, turn }: SourceQuery,
    cursor: string | null,
  ): Promise<SourcePage> {
    const key = this.env.SERPAPI_API_KEY;
    if (!key) throw new SourceFailure('auth', 'SERPAPI_API_KEY is not set');
    const page = pageOfCursor(cursor, MAX_PAGES);
    const reply = await this.client.json({
      source: 'serpapi',
      url: endpoint(this.env.SERPAPI_URL, '/search', {
        engine: 'google_images',
        q: keyword,
        api_key: key,
        ijn: String(page - 1),
        gl: 'us',
        hl: 'en',
        safe: safeSearch ? 'active' : 'off',
        ...withLicenses(sliceParameters(SLICES, slice), licenses),
      }),
      accept: 'application/json',
      signal,
      turn,
    });
    return readPage(reply, page);
  }
}

/** Errors may come with 200, "no results" among them. */
function readPage(reply: unknown, page: number): SourcePage {
  const { error, images_results, serpapi_pagination } = fields(reply);
  const message = plainText(error, 200);
  if (message !== null && /hasn.t returned any results/i.test(message)) return NOTHING;
  if (message !== null) throw new SourceFailure('upstream', message);
  const found = elements(images_results);
  if (!found || found.some((image) => !('original' in fields(image)))) {
    throw new SourceFailure('shape_changed', 'no list of images with addresses');
  }
  const more = 'next' in fields(serpapi_pagination) && found.length > 0 && page < MAX_PAGES;
  return { items: found.map(readImage).filter((image) => image !== null), next: more ? String(page + 1) : null };
}

function readImage(value: unknown): FoundImage | null {
  const image = fields(value);
  const url = webUrl(image['original']);
  if (url === null) return null;
  return unlicensedImage(url, {
    pageUrl: webUrl(image['link']),
    title: plainText(image['title']),
    width: pixels(image['original_width']),
    height: pixels(image['original_height']),
  });
}
