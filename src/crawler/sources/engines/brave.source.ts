import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { type FoundImage, ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { badCursor } from '../page-cursor.js';
import { plainText } from '../plain-text.js';
import { remainingHeaders } from '../remaining-headers.js';
import { elements, fields, pixels, webUrl } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { type SliceTable, sliceParameters } from '../source-slices.js';
import { unlicensedImage } from '../unlicensed-image.js';

/** One request is all that a query gets: there is no offset. */
const DEPTH = 200;
const LONGEST_QUERY = 400;
const MOST_WORDS = 50;
const emptyMs = remainingHeaders('seconds', 1_000);

/** Language and market together: another language in the same market finds much the same. */
const MARKETS = { de: 'DE', fr: 'FR', es: 'ES', it: 'IT', pt: 'BR', nl: 'NL', pl: 'PL', ja: 'JP', ko: 'KR', sv: 'SE' };
const SLICES: SliceTable = Object.fromEntries(
  Object.entries(MARKETS).map(([language, country]) => [`language:${language}`, { search_lang: language, country }]),
);

/** Brave's image search API; needs BRAVE_API_KEY. It has no pages, so there is no cursor. */
@Injectable()
export class BraveSource extends ImageSource {
  readonly name = 'brave';
  readonly policy = {
    mode: 'api',
    bulk: 'unknown',
    training: 'unknown',
    hotlink: 'unknown',
    attribution: 'unknown',
    downloadTracking: false,
    note: 'Some plans restrict storing results; the pictures belong to the sites they are found on, and their licences are unknown.',
    url: 'https://api-dashboard.search.brave.com/terms-of-service',
  } as const;
  override readonly slices = Object.keys(SLICES);
  override readonly key = { variable: 'BRAVE_API_KEY', required: true };
  override readonly depth = DEPTH;

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  get configured(): boolean {
    return Boolean(this.env.BRAVE_API_KEY);
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const key = this.env.BRAVE_API_KEY;
    if (!key) throw new SourceFailure('auth', 'BRAVE_API_KEY is not set');
    if (cursor !== null) throw badCursor();
    const parameters = {
      q: shortened(query.keyword),
      count: String(DEPTH),
      safesearch: query.safeSearch ? 'strict' : 'off',
      country: 'US',
      search_lang: 'en',
      spellcheck: 'false',
      ...sliceParameters(SLICES, query.slice),
    };
    const request = {
      source: this.name,
      url: endpoint(this.env.BRAVE_URL, '/res/v1/images/search', parameters),
      accept: 'application/json',
      headers: { 'x-subscription-token': key },
      allowance: { key, emptyMs },
      signal: query.signal,
      turn: query.turn,
    };
    return readPage(await this.client.json(request));
  }
}

function shortened(keyword: string): string {
  const words = keyword.trim().split(/\s+/).slice(0, MOST_WORDS);
  return [...words.join(' ')].slice(0, LONGEST_QUERY).join('');
}

/** The list is left out when there is nothing; the rest of the reply tells that it is one. */
function readPage(reply: unknown): SourcePage {
  const { type, results } = fields(reply);
  const found = elements(results ?? []);
  if (type !== 'images' || !found) throw new SourceFailure('shape_changed', 'no list of images');
  const items = found.map(readImage).filter((image) => image !== null);
  if (found.length > 0 && items.length === 0) throw new SourceFailure('shape_changed', 'results without addresses');
  return { items, next: null };
}

/** Every member is optional. */
function readImage(value: unknown): FoundImage | null {
  const result = fields(value);
  const properties = fields(result['properties']);
  const url = webUrl(properties['url']);
  if (url === null) return null;
  return unlicensedImage(url, {
    pageUrl: webUrl(result['url']),
    title: plainText(result['title']),
    width: pixels(properties['width']),
    height: pixels(properties['height']),
  });
}
