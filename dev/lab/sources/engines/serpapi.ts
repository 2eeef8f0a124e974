import type { Exchange } from '../../http/exchange.js';
import { aspectOf } from '../traits.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { whole, type Site, type World } from '../world.js';
import { tbsFilter } from './tbs-filter.js';

/** The only key that is let in. */
export const SERPAPI_KEY = 'lab-serpapi-key';

const PAGE = 100;
const DEPTH = 1000;
const ASPECTS: Record<string, string> = { s: 'square', t: 'tall', w: 'wide' };

const error = (text: string, status: number) => (x: Exchange) => x.json({ error: text }, status);
const badKey = error('Invalid API key. Your API key should be here: https://serpapi.com/manage-api-key', 401);

const REFUSALS: Refusals = {
  auth: badKey,
  quota: error('Your account has run out of searches.', 429),
  'bad-request': error('Missing query `q` parameter.', 400),
  upstream: error("We couldn't get valid results for this search.", 200),
};

/** SerpApi's Google Images engine: what Google lists, as JSON, for a key. */
export function serpapi(world: World): Site {
  return async (x, path) => {
    if (path !== '/search' || x.query('engine') !== 'google_images') return error('Unsupported engine.', 400)(x);
    if (x.query('api_key') !== SERPAPI_KEY) return badKey(x);
    const q = x.query('q') ?? '';
    const ijn = whole(x.query('ijn'), 0);
    if (q.trim() === '' || ijn === null) return error('Missing query `q` parameter.', 400)(x);
    const { listed, trouble } = world.catalogue.search('google', q, ijn === 0);
    if (await answerTrouble(x, trouble, REFUSALS)) return;

    const keep = tbsFilter(x.query('tbs'));
    const aspect = ASPECTS[x.query('imgar') ?? ''];
    const all = listed
      .filter(({ picture }) => keep(picture) && (aspect === undefined || aspectOf(picture) === aspect))
      .slice(0, DEPTH);
    const found = all.slice(ijn * PAGE, (ijn + 1) * PAGE);
    if (found.length === 0) return error("Google hasn't returned any results for this query.", 200)(x);
    const next = `https://serpapi.com/search.json?engine=google_images&ijn=${ijn + 1}`;
    x.json({
      search_metadata: { id: 'lab', status: 'Success' },
      images_results: found.map(({ picture, url }, i) => ({
        position: ijn * PAGE + i + 1,
        thumbnail: world.links.thumbnail(picture, 250),
        source: 'Lab',
        title: picture.title,
        link: world.links.page(picture),
        original: url,
        original_width: picture.width,
        original_height: picture.height,
        is_product: false,
      })),
      ...((ijn + 1) * PAGE < all.length && { serpapi_pagination: { current: ijn, next } }),
    });
  };
}
