import { gzipSync } from 'node:zlib';
import type { Picture } from '../corpus/picture.js';
import { escapeHtml } from '../http/exchange.js';
import type { Site, World } from '../sources/world.js';
import { sitemap, sitemapIndex } from './sitemaps.js';

/** Pictures of each page. */
const ON_A_PAGE = 3;

const html = (title: string, head: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>${head}</head><body>${body}</body></html>`;

/**
 * A site of a person who cooks: pages that show pictures in every way that pages do, and its sitemaps. `/site/` links to
 * three galleries; the first links to a page below it; one page asks not to be used, one is behind robots.txt.
 */
export function website({ corpus, links }: World): Site {
  const pictures = corpus.photographs.filter(({ labels }) => labels.includes('fish'));
  const shown = (page: number): Picture[] => pictures.slice(page * ON_A_PAGE, (page + 1) * ON_A_PAGE);
  const three = (page: number): [Picture, Picture, Picture] => {
    const [a, b, c] = shown(page);
    if (!a || !b || !c) throw new Error(`no pictures for page ${page}`);
    return [a, b, c];
  };
  const plain = (picture: Picture): string =>
    `<img src="${links.image(picture)}" alt="${escapeHtml(picture.title)}" width="${picture.width}">`;

  const home = (): string => {
    const [linked, shared, tiny] = three(0);
    const about = {
      '@context': 'https://schema.org',
      '@graph': [
        {
          '@type': 'ImageObject',
          contentUrl: links.image(linked),
          caption: linked.title,
          creator: { '@type': 'Person', name: linked.creator },
          license: linked.license.url,
        },
      ],
    };
    return html(
      'Fish at home',
      `<meta property="og:image" content="${links.image(shared)}"><meta property="og:image:alt" content="Shared">
       <script type="application/ld+json">${JSON.stringify(about)}</script><script type="application/ld+json">{"broken</script>`,
      `<img src="${links.image(tiny)}" width="1" height="1"><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="placeholder">
       ${[1, 2, 3].map((page) => `<a href="gallery/${page}">Gallery ${page}</a>`).join(' ')}
       <a href="closed">Closed</a> <a href="/private/site">Private</a> <a href="missing">Missing</a>
       <a href="https://elsewhere.example/">Elsewhere</a> <a href="extra" rel="nofollow">Not this one</a>`,
    );
  };

  const galleries: Record<string, () => string> = {
    // the largest of a set, a lazy picture with its copy for readers without scripts, a figure
    '1': () => {
      const [set, lazy, figure] = three(1);
      return html(
        'Gallery 1',
        '',
        `<img src="${links.thumbnail(set, 120)}" srcset="${links.thumbnail(set, 120)} 120w, ${links.image(set)} 2000w" alt="A set">
         <img class="lazy" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="${links.image(lazy)}" alt="Lazy">
         <noscript><img src="${links.image(lazy)}" alt="Lazy"></noscript>
         <figure><img src="${links.image(figure)}"><figcaption>In a <b>figure</b></figcaption>
         <a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a></figure> <a href="/site/deep">Deeper</a>`,
      );
    },
    // a picture with sources, a link to the large one, a base address
    '2': () => {
      const [sources, large, based] = three(2);
      const base = new URL(links.image(based));
      return html(
        'Gallery 2',
        `<base href="${base.origin}/img/">`,
        `<picture><source type="image/webp" srcset="${links.image(sources)} 2x"><img src="${links.thumbnail(sources, 120)}" alt="Sources"></picture>
         <a href="${links.image(large)}"><img src="${links.thumbnail(large, 120)}" alt="Large"></a>
         <img src="${base.pathname.slice('/img/'.length)}" alt="Based">`,
      );
    },
    '3': () =>
      html(
        'Gallery 3',
        '<link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/">',
        shown(3).map(plain).join(''),
      ),
  };

  const pages: Record<string, () => string> = {
    '/': home,
    '/deep': () => html('Deep', '', shown(4).map(plain).join('')),
    '/closed': () => html('Closed', '<meta name="robots" content="noai, noimageai">', shown(5).map(plain).join('')),
    '/extra': () => html('Extra', '', shown(6).map(plain).join('')),
  };

  return (x, path) => {
    const page = pages[path] ?? galleries[/^\/gallery\/(\d)$/.exec(path)?.[1] ?? ''];
    if (page) return x.html(page());
    const base = links.base;
    if (path === '/sitemap-index.xml')
      return x.send(
        200,
        'application/xml',
        sitemapIndex([`${base}/site/sitemap.xml`, `${base}/site/more.xml.gz`, `${base}/site/none.xml`]),
      );
    if (path === '/sitemap.xml')
      return x.send(200, 'application/xml', sitemap(`${base}/site/gallery/1`, shown(7), links, 'pic'));
    if (path === '/more.xml.gz') {
      const xml = sitemap(`${base}/site/deep`, shown(8), links, 'image', [`${base}/site/gallery/3`]);
      return x.send(200, 'application/gzip', gzipSync(xml));
    }
    return x.html('<!doctype html><title>Not found</title>', 404);
  };
}
