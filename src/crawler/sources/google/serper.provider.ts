import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { GOOGLE_DEPTH, GoogleProvider } from './google-provider.js';
import { type FoundImage, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { pageOfCursor } from '../page-cursor.js';
import { plainText } from '../plain-text.js';
import { elements, fields, parseJson, pixels, webUrl } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { refusalOf } from '../source-refusal.js';
import { type SliceTable, sliceParameters } from '../source-slices.js';
import { unlicensedImage } from '../unlicensed-image.js';

const PAGE_SIZE = 100;
const MAX_PAGES = GOOGLE_DEPTH / PAGE_SIZE;
/** Language and country together. */
const MARKETS = { de: 'de', fr: 'fr', es: 'es', it: 'it', pt: 'br', nl: 'nl', pl: 'pl', ja: 'jp', ko: 'kr', sv: 'se' };
const SLICES: SliceTable = Object.fromEntries(
  Object.entries(MARKETS).map(([hl, gl]) => [`language:${hl}`, { gl, hl }]),
);

/** Google's results as Serper's JSON; needs SERPER_API_KEY, every page costs credits there. The cursor is the page number. */
@Injectable()
export class SerperProvider extends GoogleProvider {
  readonly policy = {
    mode: 'api',
    bulk: 'unknown',
    training: 'unknown',
    hotlink: 'unknown',
    attribution: 'unknown',
    downloadTracking: false,
    note: 'Google’s results resold by Serper: the pictures’ licences are unknown, and safe search cannot be asked for.',
    url: 'https://serper.dev/terms',
  } as const;
  readonly slices = Object.keys(SLICES);
  override readonly key = { variable: 'SERPER_API_KEY', required: true };

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  get configured(): boolean {
    return Boolean(this.env.SERPER_API_KEY);
  }

  async search({ keyword, slice, signal, turn }: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const key = this.env.SERPER_API_KEY;
    if (!key) throw new SourceFailure('auth', 'SERPER_API_KEY is not set');
    const page = pageOfCursor(cursor, MAX_PAGES);
    const answer = await this.client.ask({
      source: 'serper',
      url: endpoint(this.env.SERPER_URL, '/images'),
      accept: 'application/json',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify({ q: keyword, gl: 'us', hl: 'en', num: PAGE_SIZE, page, ...sliceParameters(SLICES, slice) }),
      signal,
      turn,
    });
    const refusal = refusalOf(answer);
    if (refusal) throw refusal;
    const images = elements(fields(parseJson(answer.body))['images']);
    if (!images || images.some((image) => !('imageUrl' in fields(image)))) {
      throw new SourceFailure('shape_changed', 'no list of images with addresses');
    }
    return {
      items: images.map(readImage).filter((image) => image !== null),
      next: images.length > 0 && page < MAX_PAGES ? String(page + 1) : null,
    };
  }
}

function readImage(value: unknown): FoundImage | null {
  const image = fields(value);
  const url = webUrl(image['imageUrl']);
  if (url === null) return null;
  return unlicensedImage(url, {
    pageUrl: webUrl(image['link']),
    title: plainText(image['title']),
    width: pixels(image['imageWidth']),
    height: pixels(image['imageHeight']),
  });
}
