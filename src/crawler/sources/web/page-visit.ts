import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { FetchFailure } from '../../../fetching/fetch-failure.js';
import { headVerdict } from '../../../fetching/opt-out/head-verdict.js';
import { refusalInRobotsTag } from '../../../fetching/opt-out/x-robots-tag.js';
import { productToken } from '../../../fetching/robots/parse-robots.js';
import { SiteFetcher } from '../../../fetching/site/site-fetcher.js';
import type { Asker, FoundImage } from '../image-source.js';
import { htmlOf } from './html-text.js';
import type { PageContent } from './page-content.js';
import { pageImages } from './page-images.js';
import { pageLinks } from './page-links.js';
import { readPage } from './read-page.js';

/** Longer pages are read up to here. */
const MAX_PAGE_BYTES = 5_000_000;
const PAGE = /html|xml/i;

/** What one page gave. */
export interface VisitedPage {
  /** After redirects. */
  url: string;
  images: FoundImage[];
  /** Pages of the same host. */
  links: string[];
  /** Its words against the use of its pictures, when it has such; then it gives none. */
  refusal: string | null;
}

/** Reads single pages of other people's sites, by the rules of these sites. */
@Injectable()
export class PageVisit {
  private readonly agent: string;

  constructor(
    private readonly fetcher: SiteFetcher,
    private readonly env: Env,
  ) {
    this.agent = productToken(env.USER_AGENT);
  }

  /** Throws FetchFailure, and the signal's reason. */
  async read(url: string, { signal, turn }: Asker): Promise<VisitedPage> {
    const answer = await this.fetcher.fetch({
      url,
      use: 'page',
      maxBytes: MAX_PAGE_BYTES,
      truncate: true,
      accept: 'text/html,application/xhtml+xml;q=0.9',
      signal,
      turn,
    });
    const type = answer.headers['content-type'] ?? 'text/html';
    if (!PAGE.test(type)) throw new FetchFailure('http_error', `no page but ${type.slice(0, 60)}`, answer.status);
    const content = readPage(htmlOf(answer.body, type), this.agent);
    const refusal = this.env.OPT_OUT === 'obey' ? this.refusalOf(new URL(answer.url), answer.headers, content) : null;
    const unfollowed = content.robots.some((line) => /\b(nofollow|none)\b/i.test(line));
    return {
      url: answer.url,
      images: refusal === null ? pageImages(content, answer.url) : [],
      links: unfollowed ? [] : pageLinks(content, answer.url),
      refusal,
    };
  }

  /** What the page says of itself counts like what its head says. */
  private refusalOf(url: URL, headers: Record<string, string>, { robots, tdmReserved }: PageContent): string | null {
    const meta = refusalInRobotsTag(robots, this.agent);
    if (meta !== null) return `meta robots: ${meta}`;
    if (tdmReserved) return 'meta tdm-reservation: 1';
    return headVerdict(url, headers, [], this.agent)?.text ?? null;
  }
}
