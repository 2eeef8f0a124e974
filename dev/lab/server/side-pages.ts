import type { Corpus } from '../corpus/corpus.js';
import { MIME } from '../corpus/picture.js';
import type { PictureFiles } from '../files/picture-files.js';
import { escapeHtml, type Exchange } from '../http/exchange.js';
import type { Links } from '../sources/links.js';

/** Widths in pixels that the thumbnail service makes, besides a picture's own. */
const STEPS = new Set([20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840]);

export const ROBOTS = 'User-agent: *\nDisallow: /private/\nAllow: /\n';

/** What /.well-known/tdmrep.json says. */
export const TDM_RESERVATIONS = [{ location: '/reserved/*', 'tdm-reservation': 1 }];

/** The page around a picture, with its licence where crawlers look for it. */
export function landingPage(x: Exchange, corpus: Corpus, links: Links): void {
  const picture = corpus.get(decodeURIComponent(x.url.pathname.slice('/page/'.length)));
  if (!picture) return x.html('<!doctype html><title>Not found</title>', 404);
  const title = escapeHtml(picture.title);
  x.html(`<!doctype html><html lang="en"><head><title>${title}</title><link rel="license" href="${picture.license.url}">
<meta property="og:image" content="${links.image(picture)}"></head><body><figure>
<img src="${links.image(picture)}" alt="${title}" width="${picture.width}" height="${picture.height}">
<figcaption>${title}, by ${escapeHtml(picture.creator)}</figcaption></figure></body></html>`);
}

/** `/thumb/330/A001.jpg`. A width that is no step is refused as Commons' delivery network does: 429 without Retry-After. */
export async function thumbnail(x: Exchange, corpus: Corpus, files: PictureFiles): Promise<void> {
  const [, width = '', id = ''] =
    /^\/thumb\/(\d+)\/([^/]+)\.(?:jpg|png)$/.exec(decodeURIComponent(x.url.pathname)) ?? [];
  const picture = corpus.get(id);
  if (!picture) return x.text('Not found', 404);
  if (!STEPS.has(Number(width)) && Number(width) !== picture.width) {
    return x.text('Use thumbnail steps listed on https://w.wiki/GHai', 429);
  }
  x.send(200, MIME[picture.format], (await files.thumbnail(picture, Number(width))).bytes);
}
