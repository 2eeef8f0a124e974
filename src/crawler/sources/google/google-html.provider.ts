import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { endpoint } from '../endpoint.js';
import { TBS_SLICES, withLicenses } from './google-filters.js';
import { readGooglePage } from './google-page.js';
import { GOOGLE_DEPTH, GoogleProvider } from './google-provider.js';
import { SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { pageOfCursor } from '../page-cursor.js';
import { SourceClient } from '../source-client.js';
import { refusalOf } from '../source-refusal.js';
import { sliceParameters } from '../source-slices.js';

const PAGE_SIZE = 100;
const MAX_PAGES = GOOGLE_DEPTH / PAGE_SIZE;

/** Google's own result pages, under our own name: we imitate no browser, and are often refused. The cursor is the page number. */
@Injectable()
export class GoogleHtmlProvider extends GoogleProvider {
  readonly configured = true;
  readonly policy = {
    mode: 'scrape',
    bulk: 'no',
    training: 'unknown',
    hotlink: 'unknown',
    attribution: 'unknown',
    downloadTracking: false,
    note: 'No API contract: reading result pages is against Google’s terms, and the pictures’ licences are unknown.',
    url: 'https://policies.google.com/terms',
  } as const;
  readonly slices = Object.keys(TBS_SLICES);

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  async search(
    { keyword, safeSearch, slice, licenses, signal, turn }: SourceQuery,
    cursor: string | null,
  ): Promise<SourcePage> {
    const page = pageOfCursor(cursor, MAX_PAGES);
    const answer = await this.client.ask({
      source: 'google',
      url: endpoint(this.env.GOOGLE_HTML_URL, '/search', {
        q: keyword,
        tbm: 'isch',
        ijn: String(page - 1),
        start: String((page - 1) * PAGE_SIZE),
        safe: safeSearch ? 'active' : 'off',
        hl: 'en',
        ...withLicenses(sliceParameters(TBS_SLICES, slice), licenses),
      }),
      accept: 'text/html',
      headers: { 'accept-language': 'en' },
      signal,
      turn,
    });
    const refusal = refusalOf(answer);
    if (refusal) throw refusal;
    const { items, known } = readGooglePage(answer.body.toString('utf8'));
    // Past the last page the list is simply missing, so only the first page can tell a new layout from no results.
    if (items.length === 0 && !known && page === 1)
      throw new SourceFailure('shape_changed', 'no known list of results');
    return { items, next: items.length > 0 && page < MAX_PAGES ? String(page + 1) : null };
  }
}
