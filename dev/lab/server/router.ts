import type { RequestListener } from 'node:http';
import type { FaultLevel } from '../faults/fault-table.js';
import { bing } from '../sources/bing.js';
import { europeana } from '../sources/collections/europeana.js';
import { gbif } from '../sources/collections/gbif.js';
import { inaturalist } from '../sources/collections/inaturalist.js';
import { met } from '../sources/collections/met.js';
import { nasa } from '../sources/collections/nasa.js';
import { smithsonian } from '../sources/collections/smithsonian.js';
import { baidu } from '../sources/engines/baidu.js';
import { brave } from '../sources/engines/brave.js';
import { duckduckgo } from '../sources/engines/duckduckgo.js';
import { programmableSearch } from '../sources/engines/programmable-search.js';
import { serpapi } from '../sources/engines/serpapi.js';
import { google } from '../sources/google.js';
import { openverse } from '../sources/openverse.js';
import { serper } from '../sources/serper.js';
import { flickr } from '../sources/stock/flickr.js';
import { pexels } from '../sources/stock/pexels.js';
import { pixabay } from '../sources/stock/pixabay.js';
import { unsplash } from '../sources/stock/unsplash.js';
import { wikimedia } from '../sources/wikimedia.js';
import type { Site, World } from '../sources/world.js';
import { website } from '../website/website.js';
import { Exchange } from '../http/exchange.js';
import { Hits } from './hits.js';
import { PictureSite } from './picture-site.js';
import { landingPage, ROBOTS, TDM_RESERVATIONS, thumbnail } from './side-pages.js';

/** Sends each request to the part of the outside world that its path names. */
export function createRouter(world: World, level: FaultLevel, openversePerMinute: number): RequestListener {
  const { corpus, files, links } = world;
  const hits = new Hits();
  const pictures = new PictureSite(corpus, files, level);
  const sources: Record<string, Site> = {
    openverse: openverse(world, openversePerMinute),
    wikimedia: wikimedia(world),
    google: google(world),
    serper: serper(world),
    serpapi: serpapi(world),
    cse: programmableSearch(world),
    bing: bing(world),
    flickr: flickr(world),
    unsplash: unsplash(world),
    pexels: pexels(world),
    pixabay: pixabay(world),
    brave: brave(world),
    duckduckgo: duckduckgo(world),
    baidu: baidu(world),
    inaturalist: inaturalist(world),
    gbif: gbif(world),
    smithsonian: smithsonian(world),
    met: met(world),
    europeana: europeana(world),
    nasa: nasa(world),
    site: website(world),
  };

  const route = (x: Exchange): void | Promise<void> => {
    const { pathname } = x.url;
    const [, first = ''] = pathname.split('/', 2);
    if (first === '_lab') return control(x, hits, world, level);
    const hit = hits.count(pathname);
    if (first === 'img' || first === 'private' || first === 'reserved') return pictures.answer(x, hit);
    if (first === 'page') return landingPage(x, corpus, links);
    if (first === 'thumb') return thumbnail(x, corpus, files);
    if (pathname === '/robots.txt') return x.text(`${ROBOTS}Sitemap: ${links.base}/site/sitemap-index.xml\n`);
    if (pathname === '/.well-known/tdmrep.json') return x.json(TDM_RESERVATIONS);
    const source = Object.hasOwn(sources, first) ? sources[first] : undefined;
    return source ? source(x, pathname.slice(first.length + 1)) : x.text('Not found', 404);
  };

  return (request, response) => {
    void (async () => {
      try {
        await route(new Exchange(request, response));
      } catch (error) {
        // A URL that does not parse is the client's doing; all else is a defect of the lab and has to show.
        const status = error instanceof URIError ? 400 : 500;
        if (status === 500) console.error(`image lab: ${request.method} ${request.url}`, error);
        if (response.headersSent) response.destroy();
        else response.writeHead(status, { 'content-type': 'text/plain' }).end();
      }
    })();
  };
}

function control(x: Exchange, hits: Hits, { corpus }: World, level: FaultLevel): void {
  const { pathname } = x.url;
  if (pathname === '/_lab/hits') return x.json(hits.report(x.query('prefix') ?? '/'));
  if (pathname === '/_lab/reset' && x.method === 'POST') {
    hits.reset();
    return x.json({ status: 'ok' });
  }
  if (pathname === '/_lab/health') {
    return x.json({
      status: 'ok',
      photographs: corpus.photographs.length,
      drawings: corpus.drawings.length,
      faults: level,
    });
  }
  return x.text('Not found', 404);
}
