import { webUrl } from '../reply-fields.js';
import type { PageContent } from './page-content.js';

const MAX_LINK = 1_000;
/** Files that are no pages. */
const FILE =
  /\.(?:jpe?g|png|gif|webp|avif|svgz?|ico|bmp|tiff?|pdf|zip|gz|tar|7z|rar|exe|dmg|mp[34]|m4[av]|avi|mov|webm|ogg|wav|css|js|json|xml|rss|atom|woff2?|ttf|docx?|xlsx?|pptx?|csv)$/i;

/** Pages of the same host that a page links to, each once, in its order. */
export function pageLinks(content: PageContent, pageUrl: string): string[] {
  const base = webUrl(content.base ?? undefined, pageUrl) ?? pageUrl;
  const home = hostOf(pageUrl);
  const links = content.links
    .map((href) => webUrl(href.trim(), base))
    .filter(
      (url) => url !== null && url.length <= MAX_LINK && hostOf(url) === home && !FILE.test(new URL(url).pathname),
    );
  return [...new Set(links)].filter((url) => url !== null);
}

/** Host and port; `www.` makes no other site. */
export const hostOf = (url: string): string => new URL(url).host.replace(/^www\./, '');
