import { FetchFailure } from '../../../fetching/fetch-failure.js';
import type { GuardedFetcher } from '../../../fetching/guarded-fetcher.js';
import type { Asker } from '../image-source.js';
import { webUrl } from '../reply-fields.js';

/** What robots.txt has to be read of at least. */
const MAX_ROBOTS_BYTES = 524_288;
const MAX_SITEMAPS = 50;

/** An address without a path names a site, and not one of its files. */
export function isSite(url: string): boolean {
  const { pathname, search } = new URL(url);
  return pathname === '/' && search === '';
}

/** Where the sitemaps of a site are: as its robots.txt says, else at the usual place. Throws FetchFailure when it cannot be reached. */
export async function sitemapsOf(site: string, fetcher: GuardedFetcher, asker: Asker): Promise<string[]> {
  const usual = new URL('/sitemap.xml', site).href;
  try {
    const url = new URL('/robots.txt', site).href;
    const answer = await fetcher.fetch({
      url,
      maxBytes: MAX_ROBOTS_BYTES,
      truncate: true,
      accept: 'text/plain',
      ...asker,
    });
    const named = namedSitemaps(answer.body.toString('utf8'), answer.url);
    return named.length > 0 ? named : [usual];
  } catch (error) {
    if (error instanceof FetchFailure && error.reason.startsWith('http_')) return [usual];
    throw error;
  }
}

/** The `Sitemap` lines of a robots.txt, which belong to no group. */
export function namedSitemaps(robots: string, base: string): string[] {
  const urls = [...robots.matchAll(/^[\uFEFF \t]*site-?map[ \t]*:[ \t]*(\S{1,2000})/gim)]
    .map(([, url]) => webUrl(url, base))
    .filter((url) => url !== null);
  return [...new Set(urls)].slice(0, MAX_SITEMAPS);
}
