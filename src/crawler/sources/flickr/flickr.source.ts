import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { codesFor, NOTHING } from '../license-choice.js';
import { pageOfCursor } from '../page-cursor.js';
import { SourceClient } from '../source-client.js';
import { slicesByYear, sliceParameters } from '../source-slices.js';
import { FLICKR_OPEN_LICENSES } from './flickr-license.js';
import { FLICKR_EXTRAS, readFlickrReply } from './flickr-reply.js';

const PAGE_SIZE = 100;
/** Later pages repeat earlier ones, whatever the total says. */
const DEPTH = 4_000;
const LIMIT = { requests: 3_600, seconds: 3_600 };
const FIRST_YEAR = 2004;

/** A slice for each year of uploading: every one has a depth of its own. */
const SLICES = slicesByYear(FIRST_YEAR, (year) => ({
  min_upload_date: String(Date.UTC(year, 0, 1) / 1_000),
  max_upload_date: String(Date.UTC(year + 1, 0, 1) / 1_000 - 1),
}));

/** Openly licensed photographs through flickr.photos.search; needs FLICKR_API_KEY. The cursor is the page number. */
@Injectable()
export class FlickrSource extends ImageSource {
  readonly name = 'flickr';
  readonly policy = {
    mode: 'api',
    bulk: 'limited',
    training: 'per_item',
    hotlink: 'allowed',
    attribution: 'per_item',
    downloadTracking: false,
    note: 'Each owner’s licence counts, with a link back to the photo page; removals must be respected, and the free API is for non-commercial use unless agreed otherwise. Photographs with all rights reserved are not asked for.',
    url: 'https://www.flickr.com/help/terms/api',
  } as const;
  override readonly slices = Object.keys(SLICES);
  override readonly key = { variable: 'FLICKR_API_KEY', required: true };
  override readonly limits = [LIMIT];
  override readonly depth = DEPTH;
  override readonly filtersLicenses = true;

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  get configured(): boolean {
    return Boolean(this.env.FLICKR_API_KEY);
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const key = this.env.FLICKR_API_KEY;
    if (!key) throw new SourceFailure('auth', 'FLICKR_API_KEY is not set');
    const page = pageOfCursor(cursor, DEPTH / PAGE_SIZE);
    const slice = sliceParameters(SLICES, query.slice);
    const licenses = codesFor(query.licenses, FLICKR_OPEN_LICENSES);
    if (licenses.length === 0) return NOTHING;
    const reply = await this.client.json({
      source: this.name,
      url: endpoint(this.env.FLICKR_URL, '/services/rest/', {
        method: 'flickr.photos.search',
        api_key: key,
        format: 'json',
        nojsoncallback: '1',
        text: query.keyword,
        media: 'photos',
        sort: 'relevance',
        safe_search: query.safeSearch ? '1' : '3',
        license: licenses.join(','),
        extras: FLICKR_EXTRAS,
        per_page: String(PAGE_SIZE),
        page: String(page),
        ...slice,
      }),
      accept: 'application/json',
      allowance: { key, limits: [LIMIT] },
      signal: query.signal,
      turn: query.turn,
    });
    const { items, size, pages } = readFlickrReply(reply);
    const ends = size === 0 || page >= pages || page * PAGE_SIZE >= DEPTH;
    return { items, next: ends ? null : String(page + 1) };
  }
}
