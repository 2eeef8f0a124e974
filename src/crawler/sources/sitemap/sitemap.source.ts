import { Injectable } from '@nestjs/common';
import { FetchFailure } from '../../../fetching/fetch-failure.js';
import { GuardedFetcher } from '../../../fetching/guarded-fetcher.js';
import { SiteFetcher } from '../../../fetching/site/site-fetcher.js';
import {
  type Asker,
  type FoundImage,
  ImageSource,
  SourceFailure,
  type SourcePage,
  type SourceQuery,
} from '../image-source.js';
import { webUrl } from '../reply-fields.js';
import { pageTrouble } from '../web/page-trouble.js';
import { PageVisit } from '../web/page-visit.js';
import { MAX_SITEMAP_BYTES, readSitemap, type SitemapPart } from './read-sitemap.js';
import { decodeSitemapCursor, encodeSitemapCursor, type SitemapState, type WaitingFile } from './sitemap-cursor.js';
import { isSite, sitemapsOf } from './sitemap-finder.js';
import { sitemapImages } from './sitemap-images.js';

/** Indexes above a sitemap; the protocol knows one, some sites have two. */
const MAX_DEPTH = 2;
const MAX_FILES = 5_000;
/** Of one search. */
const IMAGES = 2_000;
const CHILDREN = 100;
const PAGES = 200;
const NOTHING: SourcePage = { items: [], next: null };

/**
 * Pictures that sitemaps list by the image extension, and with `read_pages` those of the pages that are listed without
 * any. One file or page per search. It knows no keywords: all belongs to the job's first one.
 */
@Injectable()
export class SitemapSource extends ImageSource {
  readonly name = 'sitemap';
  readonly configured = true;
  readonly policy = {
    mode: 'scrape',
    bulk: 'unknown',
    training: 'unknown',
    hotlink: 'unknown',
    attribution: 'unknown',
    downloadTracking: false,
    note: 'You name the sites: their terms hold, and most say nothing of their pictures’ licences. robots.txt and opt-outs are obeyed.',
    url: 'https://www.sitemaps.org/protocol.html',
  } as const;

  constructor(
    private readonly fetcher: GuardedFetcher,
    private readonly sites: SiteFetcher,
    private readonly pages: PageVisit,
  ) {
    super();
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const { keyword, keywords, slice, options } = query;
    if (slice !== '' || keyword !== keywords[0]) return NOTHING;
    const { urls = [], read_pages: readPages = false } = options.sitemap ?? {};
    const first = (): SitemapState => ({ files: waiting(urls, 0), pages: [], read: 0 });
    const state = cursor === null ? first() : decodeSitemapCursor(cursor);
    try {
      const items = await this.step(state, readPages, query);
      return { items, next: state.files.length + state.pages.length > 0 ? encodeSitemapCursor(state) : null };
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      throw pageTrouble(error, 'sitemap');
    }
  }

  /** Reads the next page or file; a failure of one among others only leaves it out. */
  private async step(state: SitemapState, readPages: boolean, asker: Asker): Promise<FoundImage[]> {
    const page = state.pages.shift();
    const file = page === undefined ? state.files.pop() : undefined;
    try {
      if (page !== undefined) return (await this.pages.read(page, asker)).images;
      if (file === undefined) return [];
      const items = await this.file(state, file, readPages, asker);
      state.read += 1;
      return items;
    } catch (error) {
      if (!(error instanceof FetchFailure || error instanceof SourceFailure)) throw error;
      const failure = pageTrouble(error, page ?? file?.url ?? '');
      if (failure.kind === 'rate_limited') throw failure; // wait, then go on here
      if (file && failure.kind === 'upstream' && file.tries === 0)
        state.files.unshift({ ...file, tries: 1 }); // read last
      else if (state.read === 0 && state.files.length === 0) throw failure; // it was the only one
      return [];
    }
  }

  private async file(
    state: SitemapState,
    file: WaitingFile,
    readPages: boolean,
    { signal, turn }: Asker,
  ): Promise<FoundImage[]> {
    const { url, depth } = file;
    if (state.read >= MAX_FILES) return [];
    if (depth === 0 && isSite(url)) {
      const found = await sitemapsOf(url, this.fetcher, { signal, turn });
      state.files.push(
        ...waiting(
          found.filter((each) => !isSite(each)),
          0,
        ),
      );
      return [];
    }
    const accept = 'application/xml,text/xml;q=0.9,*/*;q=0.5';
    const { body } = await this.sites.fetch({ url, use: 'page', maxBytes: MAX_SITEMAP_BYTES, accept, signal, turn });
    const limits = { images: IMAGES, pages: readPages ? PAGES : null, children: CHILDREN };
    const part = await readSitemap(body, file.at, limits);
    if (part.next !== null) state.files.push({ ...file, at: part.next });
    if (part.kind === 'index') {
      if (depth < MAX_DEPTH) state.files.push(...waiting(locations(part), depth + 1));
      return [];
    }
    if (readPages)
      state.pages.push(...locations({ ...part, entries: part.entries.filter(({ images }) => images.length === 0) }));
    return sitemapImages(part.entries, url);
  }
}

/** The first of them is read first. */
const waiting = (urls: readonly string[], depth: number): WaitingFile[] =>
  urls.map((url) => ({ url, depth, at: 0, tries: 0 })).toReversed();

const locations = ({ entries }: SitemapPart): string[] =>
  entries.map(({ url }) => webUrl(url)).filter((url) => url !== null);
