import { MIME } from '../../corpus/picture.js';
import type { Exchange } from '../../http/exchange.js';
import type { Listed } from '../catalogue.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { pageId } from '../wikimedia-page.js';
import { whole, type Site, type World } from '../world.js';

const MOST_PER_PAGE = 300;
const DEPTH = 100_000;

const text =
  (body: string, status: number, headers = {}) =>
  (x: Exchange) =>
    x.text(body, status, headers);

const REFUSALS: Refusals = {
  'rate-limited': text('Too many requests', 429, { 'retry-after': '1' }),
  'bad-request': text('Unrecognized value', 400),
  upstream: text('Service unavailable', 503),
};

/** GBIF's occurrence search, API v1. */
export function gbif(world: World): Site {
  return async (x, path) => {
    if (path !== '/v1/occurrence/search') return x.json({ code: 404, message: 'HTTP 404 Not Found' }, 404);
    const size = whole(x.query('limit'), 20, 0);
    const offset = whole(x.query('offset'), 0);
    if (size === null || offset === null) return x.text('Unparsable parameter', 400);
    const limit = Math.min(size, MOST_PER_PAGE);
    if (offset + limit > DEPTH) return x.text(`Max offset of ${DEPTH} exceeded`, 400);
    const [from, to] = (x.query('year') ?? '').split(',').map(Number);

    const { listed, trouble } = world.catalogue.search('gbif', x.query('q') ?? '', offset === 0);
    if (await answerTrouble(x, trouble, REFUSALS)) return;
    const matching = listed.filter((found) => !x.query('year') || (yearOf(found) >= from! && yearOf(found) <= to!));
    x.json({
      offset,
      limit,
      endOfRecords: offset + limit >= matching.length,
      count: matching.length,
      results: matching.slice(offset, offset + limit).map((found) => occurrence(found, world)),
      facets: [],
    });
  };
}

function yearOf({ picture }: Listed): number {
  return 1990 + (picture.ordinal % 36);
}

function occurrence(found: Listed, { links }: World) {
  const { picture, url } = found;
  const license = picture.license.url.replace('https:', 'http:');
  const image = { type: 'StillImage', identifier: url, license };
  // Every third publisher says the least that the real ones do.
  const told = {
    format: MIME[picture.format],
    references: links.page(picture),
    creator: picture.creator,
    rightsHolder: picture.creator,
    title: picture.title,
  };
  return {
    key: 2_000_000_000 + pageId(picture),
    scientificName: picture.labels[0] ?? 'incertae sedis',
    year: yearOf(found),
    // About the record, not about its pictures.
    license: 'http://creativecommons.org/publicdomain/zero/1.0/legalcode',
    media: [
      picture.ordinal % 3 === 0 ? image : { ...image, ...told },
      ...(picture.ordinal % 5 === 0 ? [{ type: 'Sound', identifier: `${links.base}/img/song.mp3` }] : []),
    ],
  };
}
