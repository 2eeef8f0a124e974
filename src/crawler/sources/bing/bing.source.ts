import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { decodeBingCursor, encodeBingCursor, wasSeen } from './bing-cursor.js';
import { BING_SLICES, bingFilter } from './bing-filters.js';
import { readBingPage } from './bing-page.js';
import { endpoint } from '../endpoint.js';
import { ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { SourceClient } from '../source-client.js';
import { refusalOf } from '../source-refusal.js';

const PAGE_SIZE = 35;
const DEPTH = 1_000;

/** Bing Images through the fragments that its own page loads. */
@Injectable()
export class BingSource extends ImageSource {
  readonly name = 'bing';
  readonly configured = true;
  readonly policy = {
    mode: 'scrape',
    bulk: 'no',
    training: 'unknown',
    hotlink: 'unknown',
    attribution: 'unknown',
    downloadTracking: false,
    note: 'No API contract: reading result pages is against Microsoft’s terms, and the pictures’ licences are unknown.',
    url: 'https://www.microsoft.com/servicesagreement',
  } as const;
  override readonly slices = Object.keys(BING_SLICES);
  override readonly depth = DEPTH;

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
    const position = decodeBingCursor(cursor, DEPTH);
    const answer = await this.client.ask({
      source: this.name,
      url: endpoint(this.env.BING_URL, '/images/async', {
        q: keyword,
        async: '1',
        first: String(position.first),
        count: String(PAGE_SIZE),
        adlt: safeSearch ? 'strict' : 'off',
        mkt: 'en-US',
        ...bingFilter(slice, licenses),
      }),
      accept: 'text/html',
      headers: { 'accept-language': 'en-US,en' },
      signal,
      turn,
    });
    const refusal = refusalOf(answer);
    if (refusal) throw refusal;
    const { items, verdict } = readBingPage(answer.body.toString('utf8'));
    if (verdict === 'blocked') throw new SourceFailure('blocked', 'captcha');
    if (verdict === 'unknown' && cursor === null) throw new SourceFailure('shape_changed', 'no known list of results');

    // Past its end Bing repeats the last page, shifted at times: half of the page before is the sign.
    const fresh = items.filter(({ url }) => !wasSeen(position, url));
    const repeats = position.seen.size > 0 && items.length - fresh.length >= position.seen.size / 2;
    const first = position.first + PAGE_SIZE;
    const ends = items.length === 0 || fresh.length === 0 || repeats || first > DEPTH;
    return {
      items: fresh,
      next: ends
        ? null
        : encodeBingCursor(
            first,
            items.map(({ url }) => url),
          ),
    };
  }
}
