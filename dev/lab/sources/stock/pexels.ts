import { stableHash } from '../../corpus/stable-hash.js';
import type { Exchange } from '../../http/exchange.js';
import type { Listed } from '../catalogue.js';
import type { Links } from '../links.js';
import { aspectOf, colorOf, sizeClassOf } from '../traits.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { whole, type Site, type World } from '../world.js';

/** The only key that is let in. */
export const PEXELS_KEY = 'lab-pexels-key';

const MOST_PER_PAGE = 80;
const ASPECTS: Record<string, string> = { landscape: 'wide', portrait: 'tall', square: 'square' };
/** Least sizes: each holds the larger ones too. */
const SIZES: Record<string, string[]> = {
  large: ['large'],
  medium: ['large', 'medium'],
  small: ['large', 'medium', 'small'],
};

const error = (status: number, text: string) => (x: Exchange) => x.json({ error: text }, status);
const badKey = error(401, 'Unauthorized');
const REFUSALS: Refusals = {
  auth: badKey,
  'rate-limited': error(429, 'API rate limit exceeded'),
  quota: error(429, 'Monthly limit reached'),
  'bad-request': error(400, 'Bad Request'),
  upstream: error(500, 'Internal Server Error'),
};

/** Pexels' photo search. */
export function pexels(world: World): Site {
  return async (x, path) => {
    if (x.request.headers.authorization !== PEXELS_KEY) return badKey(x);
    if (path !== '/v1/search') return error(404, 'Not Found')(x);
    const q = x.query('query') ?? '';
    const page = whole(x.query('page'), 1, 1);
    const size = whole(x.query('per_page'), 15, 1, MOST_PER_PAGE);
    if (q === '' || page === null || size === null) return error(400, 'Bad Request')(x);
    const { listed, trouble } = world.catalogue.search('pexels', q, page === 1);
    if (await answerTrouble(x, trouble, REFUSALS)) return;

    const aspect = ASPECTS[x.query('orientation') ?? ''];
    const color = x.query('color');
    const sizes = SIZES[x.query('size') ?? ''];
    const all = listed.filter(
      ({ picture }) =>
        (!aspect || aspectOf(picture) === aspect) &&
        (!color || colorOf(picture) === color) &&
        (!sizes || sizes.includes(sizeClassOf(picture))),
    );
    const photos = all.slice((page - 1) * size, page * size).map((found) => photo(found, world.links));
    const address = (number: number): string => `https://api.pexels.com/v1/search/?page=${number}&per_page=${size}`;
    const headers = {
      'X-Ratelimit-Limit': '20000',
      'X-Ratelimit-Remaining': '19999',
      'X-Ratelimit-Reset': String(Math.floor(Date.now() / 1_000) + 86_400),
    };
    const next = page * size < all.length ? { next_page: address(page + 1) } : {};
    const previous = page > 1 ? { prev_page: address(page - 1) } : {};
    x.json({ total_results: all.length, page, per_page: size, photos, ...next, ...previous }, 200, headers);
  };
}

function photo({ picture, url }: Listed, links: Links) {
  const id = stableHash(picture.id);
  const small = links.thumbnail(picture, 250);
  return {
    id,
    width: picture.width,
    height: picture.height,
    url: `https://www.pexels.com/photo/lab-${id}/`,
    photographer: picture.creator,
    photographer_url: 'https://www.pexels.com/@lab',
    photographer_id: stableHash(picture.creator),
    avg_color: null,
    liked: false,
    alt: picture.title,
    src: {
      original: url,
      large2x: small,
      large: small,
      medium: small,
      small,
      portrait: small,
      landscape: small,
      tiny: small,
    },
  };
}
