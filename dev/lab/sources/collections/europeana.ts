import type { Exchange } from '../../http/exchange.js';
import type { Listed } from '../catalogue.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { whole, type Site, type World } from '../world.js';

/** The only `wskey` that is let in. */
export const EUROPEANA_KEY = 'lab-europeana-key';

const MOST_ROWS = 100;
const DEEPEST_START = 1_000;
const PAST_DEPTH =
  'It is not possible to paginate beyond the first 1000 search results. Please use cursor-based pagination instead';

const error =
  (text: string, status: number, headers = {}) =>
  (x: Exchange) =>
    x.json({ apikey: x.query('wskey'), success: false, error: text }, status, headers);

const REFUSALS: Refusals = {
  auth: error('Invalid API key', 401),
  'rate-limited': error('Too many requests', 429, { 'retry-after': 1 }),
  quota: error('Quota exceeded', 429, { 'retry-after': 86_400 }),
  'bad-request': error('Invalid query parameter.', 400),
};

/** Europeana's Search API v2, with paging by start and by cursor. */
export function europeana(world: World): Site {
  let requests = 0;
  return async (x, path) => {
    if (path !== '/record/v2/search.json') return error('Not found', 404)(x);
    if (x.query('wskey') !== EUROPEANA_KEY) return error('Invalid API key', 401)(x);
    const query = x.query('query') ?? '';
    if (query === '') return error('Empty query parameter.', 400)(x);
    const rows = Math.min(whole(x.query('rows'), 12, 0) ?? 0, MOST_ROWS);
    const start = whole(x.query('start'), 1, 1);
    const offset = offsetOf(x.query('cursor'), start);
    if (offset === null) return error('Invalid cursor or start.', 400)(x);
    if (x.query('cursor') === null && offset + rows > DEEPEST_START) return error(PAST_DEPTH, 400)(x);

    const { listed, trouble } = world.catalogue.search('europeana', query, offset === 0);
    if (await answerTrouble(x, trouble, REFUSALS)) return;
    const classes = (x.query('reusability') ?? '').split(',').filter(Boolean);
    const matching = listed.filter((found) => classes.length === 0 || classes.includes(classOf(found)));
    const items = matching
      .slice(offset, offset + rows)
      .map((found) => item(found, world, x.query('profile') === 'rich'));
    const more = x.query('cursor') !== null && offset + rows < matching.length;
    x.json({
      apikey: EUROPEANA_KEY,
      success: true,
      requestNumber: (requests += 1),
      itemsCount: items.length,
      totalResults: matching.length,
      ...(more && { nextCursor: `AoE/${Buffer.from(String(offset + rows)).toString('base64')}` }),
      items,
    });
  };
}

function offsetOf(cursor: string | null, start: number | null): number | null {
  if (cursor === null) return start === null ? null : start - 1;
  if (cursor === '*') return 0;
  const [, encoded] = /^AoE\/(.+)$/.exec(cursor) ?? [];
  return encoded === undefined ? null : whole(Buffer.from(encoded, 'base64').toString(), 0);
}

/** Every ninth institution permits nothing. */
function rightsOf({ picture }: Listed): string {
  if (picture.ordinal % 9 === 0) return 'http://rightsstatements.org/vocab/InC/1.0/';
  return picture.license.url.replace('https:', 'http:');
}

function classOf(found: Listed): string {
  if (rightsOf(found).includes('rightsstatements')) return 'permission';
  return /by-n[cd]/.test(found.picture.license.code) ? 'restricted' : 'open';
}

function item(found: Listed, { links }: World, isRich: boolean) {
  const { picture, url } = found;
  return {
    id: `/9999/${picture.id}`,
    title: [picture.title],
    dcCreator: [picture.creator],
    dcDescription: [picture.description],
    dataProvider: ['Lab Library'],
    provider: ['Lab Aggregator'],
    country: ['Spain'],
    type: 'IMAGE',
    rights: [rightsOf(found)],
    ...(isRich && { edmIsShownBy: [url] }),
    edmIsShownAt: [links.page(picture)],
    edmPreview: [links.thumbnail(picture, 400)],
    guid: `https://www.europeana.eu/item/9999/${encodeURIComponent(picture.id)}`,
    link: `https://api.europeana.eu/record/9999/${encodeURIComponent(picture.id)}.json`,
  };
}
