import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import {
  type Asker,
  type FoundImage,
  ImageSource,
  SourceFailure,
  type SourcePage,
  type SourceQuery,
} from '../image-source.js';
import { keeps, NOTHING } from '../license-choice.js';
import { pageOfCursor } from '../page-cursor.js';
import { remainingHeaders } from '../remaining-headers.js';
import { parseJson } from '../reply-fields.js';
import { SourceClient } from '../source-client.js';
import { refusalOf } from '../source-refusal.js';
import { sliceParameters, slicesBy } from '../source-slices.js';
import { downloadLocation, readUnsplashReply, UNSPLASH_LICENSE } from './unsplash-reply.js';

const PAGE_SIZE = 30;
const MAX_PAGES = 1_000;
/** The headers name no end of the hour. */
const emptyMs = remainingHeaders(null, 3_600_000);
const COLORS = 'black_and_white black white yellow orange red purple magenta green teal blue'.split(' ');
const SLICES = {
  ...slicesBy('aspect', 'orientation', { wide: 'landscape', tall: 'portrait', square: 'squarish' }),
  ...slicesBy('color', 'color', COLORS),
};

/** Photographs of Unsplash; needs UNSPLASH_ACCESS_KEY, whose terms rule datasets out. The cursor is the page number. */
@Injectable()
export class UnsplashSource extends ImageSource {
  readonly name = 'unsplash';
  readonly policy = {
    mode: 'api',
    bulk: 'no',
    training: 'no',
    hotlink: 'required',
    attribution: 'required',
    downloadTracking: true,
    note: 'The API guidelines rule out data mining, training models and automated use; pictures are to be shown from Unsplash with a credit to the photographer and to Unsplash, and every download reported.',
    url: 'https://help.unsplash.com/en/articles/2511245-unsplash-api-guidelines',
  } as const;
  override readonly slices = Object.keys(SLICES);
  override readonly key = { variable: 'UNSPLASH_ACCESS_KEY', required: true };
  override readonly limits = [{ requests: 50, seconds: 3_600 }];

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  get configured(): boolean {
    return Boolean(this.env.UNSPLASH_ACCESS_KEY);
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const page = pageOfCursor(cursor, MAX_PAGES);
    const slice = sliceParameters(SLICES, query.slice);
    if (!keeps(query.licenses, UNSPLASH_LICENSE.id)) return NOTHING;
    const reply = await this.ask('/search/photos', query, {
      query: query.keyword,
      page: String(page),
      per_page: String(PAGE_SIZE),
      content_filter: query.safeSearch ? 'high' : 'low',
      ...slice,
    });
    const { items, pages } = readUnsplashReply(reply);
    const ends = items.length === 0 || page >= Math.min(pages, MAX_PAGES);
    return { items, next: ends ? null : String(page + 1) };
  }

  override async downloaded(image: Pick<FoundImage, 'url' | 'pageUrl'>, asker: Asker): Promise<void> {
    const location = downloadLocation(image);
    if (!location) return;
    const { id, ixid } = location;
    await this.ask(`/photos/${id}/download`, asker, ixid === null ? {} : { ixid });
  }

  private async ask(path: string, { signal, turn }: Asker, parameters: Record<string, string>): Promise<unknown> {
    const key = this.env.UNSPLASH_ACCESS_KEY;
    if (!key) throw new SourceFailure('auth', 'UNSPLASH_ACCESS_KEY is not set');
    const answer = await this.client.ask({
      source: this.name,
      url: endpoint(this.env.UNSPLASH_URL, path, parameters),
      accept: 'application/json',
      headers: { authorization: `Client-ID ${key}`, 'accept-version': 'v1' },
      allowance: { key, emptyMs },
      signal,
      turn,
    });
    if (answer.status === 410) throw new SourceFailure('bad_request', 'the query counts as spam');
    const refusal = refusalOf(answer);
    if (refusal) throw refusal;
    return parseJson(answer.body);
  }
}
