import { Injectable } from '@nestjs/common';
import { FetchFailure } from '../../../fetching/fetch-failure.js';
import { ImageSource, SourceFailure, type SourcePage, type SourceQuery } from '../image-source.js';
import { Frontier, type WaitingPage } from './frontier.js';
import { hostOf } from './page-links.js';
import { mayHeal, pageTrouble } from './page-trouble.js';
import { PageVisit, type VisitedPage } from './page-visit.js';

const DEFAULT_MAX_PAGES = 200;
const NOTHING: SourcePage = { items: [], next: null };

/**
 * Pictures of the pages that the job names, and of those of the same host that these link to. One page per search; the
 * cursor holds the pages that wait. It knows no keywords: all belongs to the job's first one.
 */
@Injectable()
export class WebSource extends ImageSource {
  readonly name = 'web';
  readonly configured = true;
  readonly policy = {
    mode: 'scrape',
    bulk: 'unknown',
    training: 'unknown',
    hotlink: 'unknown',
    attribution: 'unknown',
    downloadTracking: false,
    note: 'You name the pages: the terms of their sites hold, and most say nothing of their pictures’ licences. robots.txt and opt-outs are obeyed.',
    url: 'https://www.rfc-editor.org/rfc/rfc9309',
  } as const;

  constructor(private readonly pages: PageVisit) {
    super();
  }

  async search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    const { keyword, keywords, slice, options } = query;
    const { pages = [], depth = 0, max_pages: maxPages = DEFAULT_MAX_PAGES } = options.web ?? {};
    if (slice !== '' || keyword !== keywords[0]) return NOTHING;
    const frontier = cursor === null ? Frontier.of(pages, maxPages) : Frontier.fromCursor(cursor);
    const page = frontier.take();
    if (!page) return NOTHING;
    try {
      const visited = await this.pages.read(page.url, query);
      return this.found(frontier, page, visited, page.depth < depth ? maxPages : 0);
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      return failed(frontier, page, error);
    }
  }

  private found(frontier: Frontier, page: WaitingPage, visited: VisitedPage, maxPages: number): SourcePage {
    frontier.read += 1;
    if (visited.refusal !== null) frontier.optedOut += 1;
    // a link of the site that leads away from it; the pages that the job names may
    const away = page.depth > 0 && hostOf(visited.url) !== hostOf(page.url);
    if (!away) for (const link of visited.links) frontier.add(link, page.depth + 1, maxPages);
    if (frontier.isEmpty && frontier.optedOut === frontier.read)
      throw new SourceFailure('blocked', `${page.url.slice(0, 200)}: ${visited.refusal ?? 'opted out'}`);
    return { items: away ? [] : visited.images, next: frontier.isEmpty ? null : frontier.toCursor() };
  }
}

/** A page that may heal comes again after all others; one that does not, or twice not, is left out unless it was the only one. */
function failed(frontier: Frontier, page: WaitingPage, failure: FetchFailure): SourcePage {
  const again = mayHeal(failure);
  if (again && page.tries > 0 && failure.reason === 'rate_limited') throw pageTrouble(failure, page.url); // wait, then go on here
  if (again && page.tries === 0) frontier.putBack(page);
  if (frontier.isEmpty && frontier.read === 0) throw pageTrouble(failure, page.url);
  return { items: [], next: frontier.isEmpty ? null : frontier.toCursor() };
}
