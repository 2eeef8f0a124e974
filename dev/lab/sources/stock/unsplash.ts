import type { Exchange } from '../../http/exchange.js';
import type { Listed } from '../catalogue.js';
import type { Links } from '../links.js';
import { aspectOf, colorOf } from '../traits.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { whole, type Site, type World } from '../world.js';

/** The only access key that is let in. */
export const UNSPLASH_KEY = 'lab-unsplash-key';

const MOST_PER_PAGE = 30;
const ASPECTS: Record<string, string> = { landscape: 'wide', portrait: 'tall', squarish: 'square' };

const errors = (status: number, text: string) => (x: Exchange) => x.json({ errors: [text] }, status);
const badKey = errors(401, 'OAuth error: The access token is invalid');
const REFUSALS: Refusals = {
  auth: badKey,
  'rate-limited': (x) => x.text('Rate Limit Exceeded', 403),
  'bad-request': errors(410, 'This query is not welcome'),
  upstream: errors(500, 'Something went wrong'),
};

/** Unsplash's photo search, and the address that wants to hear of downloads. */
export function unsplash(world: World): Site {
  return async (x, path) => {
    if (x.request.headers.authorization !== `Client-ID ${UNSPLASH_KEY}`) return badKey(x);
    x.response.setHeader('X-Ratelimit-Limit', '5000');
    x.response.setHeader('X-Ratelimit-Remaining', '4999');
    const [, id] = /^\/photos\/([\w-]+)\/download$/.exec(path) ?? [];
    if (id !== undefined) return download(x, world, id);
    if (path !== '/search/photos') return errors(404, "Couldn't find Photo")(x);
    const q = x.query('query') ?? '';
    const page = whole(x.query('page'), 1, 1);
    const size = whole(x.query('per_page'), 10, 1, MOST_PER_PAGE);
    if (q === '' || page === null || size === null) return errors(400, 'query is missing')(x);
    const { listed, trouble } = world.catalogue.search('unsplash', q, page === 1);
    if (await answerTrouble(x, trouble, REFUSALS)) return;

    const aspect = ASPECTS[x.query('orientation') ?? ''];
    const color = x.query('color');
    const all = listed.filter(
      ({ picture }) => (!aspect || aspectOf(picture) === aspect) && (!color || colorOf(picture) === color),
    );
    const results = all.slice((page - 1) * size, page * size).map((found) => photo(found, world.links));
    x.json({ total: all.length, total_pages: Math.ceil(all.length / size), results });
  };
}

function download(x: Exchange, { corpus, links }: World, id: string): void {
  const picture = corpus.get(Buffer.from(id, 'base64url').toString());
  if (!picture || !x.query('ixid')) return errors(404, "Couldn't find Photo")(x);
  x.json({ url: links.image(picture) });
}

function photo({ picture, url }: Listed, links: Links) {
  const id = Buffer.from(picture.id).toString('base64url');
  const full = `${url}?ixid=lab-${id}`;
  return {
    id,
    created_at: '2024-11-18T14:35:36-05:00',
    updated_at: '2025-01-01T00:00:00Z',
    promoted_at: null,
    blur_hash: null,
    width: picture.width,
    height: picture.height,
    color: '#A7A2A1',
    description: null,
    alt_description: picture.title,
    urls: {
      raw: full,
      full,
      regular: full,
      small: links.thumbnail(picture, 250),
      thumb: links.thumbnail(picture, 120),
    },
    links: {
      self: `${links.base}/unsplash/photos/${id}`,
      html: `https://unsplash.com/photos/${encodeURIComponent(picture.title.toLowerCase().replaceAll(' ', '-'))}-${id}`,
      download: `https://unsplash.com/photos/${id}/download`,
      download_location: `${links.base}/unsplash/photos/${id}/download?ixid=lab-${id}`,
    },
    user: { id: 'u1', username: 'lab', name: picture.creator, links: { html: 'https://unsplash.com/@lab' } },
    current_user_collections: [],
  };
}
