import { Injectable } from '@nestjs/common';
import { Env } from '../../config/env.js';
import { retryAfterMs } from '../../fetching/retry-after.js';
import { Semaphore } from '../../fetching/semaphore.js';
import { endpoint } from './endpoint.js';
import { ImageSource, SourceFailure, type SourcePage, type SourceQuery } from './image-source.js';
import { parseJson } from './reply-fields.js';
import { SourceClient } from './source-client.js';
import { refusalOf } from './source-refusal.js';
import { WIKIMEDIA_SLICES, wikimediaKeywords } from './wikimedia-filters.js';
import { type Continuation, continuationOf, decodeContinuation, encodeContinuation } from './wikimedia-cursor.js';
import { byRank, checkReply, pagesOf, readFile } from './wikimedia-reply.js';

const PAGE_SIZE = 50;
const MAX_DEPTH = 10_000;
/** Partial replies that one page of results may come in. */
const MAX_PARTS = 5;
/** Wikimedia asks for no more than three requests at a time. */
const CONCURRENCY = 3;

const METADATA = ['LicenseShortName', 'LicenseUrl', 'License', 'Artist', 'ObjectName'];
const PARAMETERS = {
  action: 'query',
  format: 'json',
  formatversion: '2',
  generator: 'search',
  gsrnamespace: '6',
  gsrlimit: String(PAGE_SIZE),
  prop: 'imageinfo',
  iiprop: 'url|size|mime|extmetadata',
  iiextmetadatafilter: METADATA.join('|'),
  iiextmetadatalanguage: 'en',
};

/** Files on Wikimedia Commons through the MediaWiki action API. The cursor holds the whole `continue` object. */
@Injectable()
export class WikimediaSource extends ImageSource {
  readonly name = 'wikimedia';
  readonly configured = true;
  readonly policy = {
    mode: 'api',
    bulk: 'yes',
    training: 'per_item',
    hotlink: 'allowed',
    attribution: 'per_item',
    downloadTracking: false,
    note: 'Allowed with an identifying User-Agent and few parallel requests; obey each file’s licence.',
    url: 'https://commons.wikimedia.org/wiki/Commons:Reusing_content_outside_Wikimedia',
  } as const;
  override readonly slices = Object.keys(WIKIMEDIA_SLICES);
  override readonly depth = MAX_DEPTH;
  private readonly slots = new Semaphore(CONCURRENCY);

  constructor(
    private readonly env: Env,
    private readonly client: SourceClient,
  ) {
    super();
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    let continuation: Continuation | null = cursor === null ? {} : decodeContinuation(cursor);
    const pages = new Map<unknown, Record<string, unknown>>();
    for (let part = 0; part < MAX_PARTS && continuation; part += 1) {
      const reply = await this.ask(query, continuation);
      // Without `batchcomplete` the same pages come again with more properties.
      for (const page of pagesOf(reply)) pages.set(page['pageid'], { ...pages.get(page['pageid']), ...page });
      continuation = continuationOf(reply['continue']);
      if ('batchcomplete' in reply) break;
    }
    const ranked = [...pages.values()].sort(byRank);
    if (ranked.length > 0 && !ranked.some((page) => 'imageinfo' in page)) {
      throw new SourceFailure('shape_changed', 'pages without image information');
    }
    const items = ranked.map((page) => readFile(page, this.env.WIKIMEDIA_URL)).filter((image) => image !== null);
    const ends = continuation === null || Number(continuation['gsroffset'] ?? 0) + PAGE_SIZE > MAX_DEPTH;
    return { items, next: ends || continuation === null ? null : encodeContinuation(continuation) };
  }

  private async ask(
    { keyword, slice, licenses, signal, turn }: SourceQuery,
    continuation: Continuation,
  ): Promise<Record<string, unknown>> {
    const words = plainWords(keyword);
    if (words === '') throw new SourceFailure('bad_request', 'the keyword has no word to search for');
    const parameters = { ...continuation, ...PARAMETERS, gsrsearch: `${wikimediaKeywords(slice, licenses)} ${words}` };
    const release = await this.slots.acquire(signal, turn);
    try {
      const url = endpoint(this.env.WIKIMEDIA_URL, '/w/api.php', parameters);
      const answer = await this.client.ask({ source: this.name, url, accept: 'application/json', signal, turn });
      const refusal = refusalOf(answer);
      if (refusal) throw refusal;
      return checkReply(parseJson(answer.body), retryAfterMs(answer.headers));
    } finally {
      release();
    }
  }
}

/** The keyword without the search engine's operators, which would make it mean something else. */
function plainWords(keyword: string): string {
  return keyword
    .replace(/[:"~*?\\/!|()[\]{}<>]+/g, ' ')
    .replace(/(^|\s)-+/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}
