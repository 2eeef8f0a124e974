import type { Exchange } from '../../http/exchange.js';
import { inLanguage } from '../traits.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { whole, type Site, type World } from '../world.js';

/** The only token that is let in. */
export const BRAVE_KEY = 'lab-brave-token';

const MOST = 200;
const LONGEST_QUERY = 400;

const error =
  (status: number, code: string, headers = {}) =>
  (x: Exchange) =>
    x.json({ type: 'ErrorResponse', error: { id: 'lab', status, code, detail: code } }, status, headers);

const REFUSALS: Refusals = {
  auth: error(422, 'SUBSCRIPTION_TOKEN_INVALID'),
  quota: error(429, 'QUOTA_LIMITED'),
  'rate-limited': error(429, 'RATE_LIMITED', { 'retry-after': 1 }),
  'bad-request': error(422, 'VALIDATION'),
  upstream: error(500, 'INTERNAL'),
};

/** Brave's image search: one page of at most 200 for a query, and no more. */
export function brave(world: World): Site {
  return async (x, path) => {
    if (path !== '/res/v1/images/search') return error(404, 'NOT_FOUND')(x);
    if (x.request.headers['x-subscription-token'] !== BRAVE_KEY) return error(422, 'SUBSCRIPTION_TOKEN_INVALID')(x);
    const q = x.query('q') ?? '';
    const count = whole(x.query('count'), 50, 1, MOST);
    const safe = x.query('safesearch') ?? 'strict';
    if (q === '' || q.length > LONGEST_QUERY || count === null || (safe !== 'off' && safe !== 'strict')) {
      return error(422, 'VALIDATION')(x);
    }
    const { listed, trouble } = world.catalogue.search('brave', q, true);
    if (await answerTrouble(x, trouble, REFUSALS)) return;

    const results = inLanguage(listed, x.query('search_lang') ?? 'en')
      .slice(0, count)
      .map(({ picture, url }) => ({
        type: 'image_result',
        title: picture.title,
        url: world.links.page(picture),
        source: new URL(url).host,
        page_fetched: '2025-09-15T10:30:00Z',
        thumbnail: { src: world.links.thumbnail(picture, 250) },
        properties: { url, placeholder: '', width: picture.width, height: picture.height },
        confidence: 'high',
      }));
    const headers = {
      'X-RateLimit-Limit': '1000, 1000000',
      'X-RateLimit-Policy': '1000;w=1, 1000000;w=2592000',
      'X-RateLimit-Remaining': '999, 999999',
      'X-RateLimit-Reset': '1, 1000000',
    };
    const query = { original: q, altered: null, spellcheck_off: x.query('spellcheck') === 'false' };
    x.json({ type: 'images', query, results, extra: { might_be_offensive: false } }, 200, headers);
  };
}
