import { stableHash } from '../../corpus/stable-hash.js';
import type { Exchange } from '../../http/exchange.js';
import type { Listed } from '../catalogue.js';
import type { Links } from '../links.js';
import { aspectOf, colorOf } from '../traits.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { whole, type Site, type World } from '../world.js';

/** The only key that is let in. */
export const PIXABAY_KEY = 'lab-pixabay-key';

const MOST_HITS = 500;
const LONGEST_QUERY = 100;
const ASPECTS: Record<string, string> = { horizontal: 'wide', vertical: 'tall' };

/** Errors are plain text. */
const error =
  (status: number, text: string, headers = {}) =>
  (x: Exchange) =>
    x.text(`[ERROR ${status}] ${text}`, status, headers);
const badKey = error(400, 'Invalid or missing API key (https://pixabay.com/api/docs/).');
const REFUSALS: Refusals = {
  auth: badKey,
  'rate-limited': error(429, 'API rate limit exceeded', { 'retry-after': 1 }),
  'bad-request': error(400, '"q" is out of valid range.'),
  upstream: error(500, 'Internal error'),
};

/** Pixabay's picture search: at most 500 hits of a query are within reach. */
export function pixabay(world: World): Site {
  return async (x, path) => {
    if (path !== '/api/') return x.html('<!doctype html><title>404</title>', 404);
    if (x.query('key') !== PIXABAY_KEY) return badKey(x);
    const q = x.query('q') ?? '';
    const page = whole(x.query('page'), 1, 1);
    const size = whole(x.query('per_page'), 20, 3, 200);
    if ([...q].length > LONGEST_QUERY) return error(400, '"q" is out of valid range.')(x);
    if (page === null || size === null) return error(400, '"per_page" is out of valid range.')(x);
    const { listed, trouble } = world.catalogue.search('pixabay', q, page === 1);
    if (await answerTrouble(x, trouble, REFUSALS)) return;

    const type = x.query('image_type') ?? 'all';
    const aspect = ASPECTS[x.query('orientation') ?? ''];
    const color = x.query('colors');
    const all = listed.filter(
      ({ picture }) =>
        (type === 'all' || (type === 'photo') === (picture.kind === 'photograph')) &&
        (!aspect || aspectOf(picture) === aspect) &&
        (!color || colorOf(picture) === color),
    );
    const totalHits = Math.min(all.length, MOST_HITS);
    if (page > 1 && (page - 1) * size >= totalHits) return error(400, '"page" is out of valid range.')(x);
    const hits = all.slice((page - 1) * size, Math.min(page * size, totalHits)).map((found) => hit(found, world.links));
    const headers = { 'X-RateLimit-Limit': '100', 'X-RateLimit-Remaining': '99', 'X-RateLimit-Reset': '60' };
    x.json({ total: all.length, totalHits, hits }, 200, headers);
  };
}

function hit({ picture, url }: Listed, links: Links) {
  const id = stableHash(picture.id);
  return {
    id,
    pageURL: `https://pixabay.com/en/lab-${id}/`,
    type: picture.kind === 'photograph' ? 'photo' : 'illustration',
    tags: picture.labels.slice(0, 3).join(', '),
    previewURL: links.thumbnail(picture, 120),
    webformatURL: links.thumbnail(picture, 250),
    largeImageURL: url,
    imageWidth: picture.width,
    imageHeight: picture.height,
    imageSize: 12_345,
    user_id: stableHash(picture.creator) % 100_000,
    user: picture.creator.replaceAll(' ', ''),
  };
}
