import type { Picture } from '../../corpus/picture.js';
import { MIME } from '../../corpus/picture.js';
import type { Exchange } from '../../http/exchange.js';
import type { Listed } from '../catalogue.js';
import type { Links } from '../links.js';
import { colorOf, sizeClassOf } from '../traits.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { whole, type Site, type World } from '../world.js';

/** The only key and engine that are let in. */
export const CSE_KEY = 'lab-cse-key';
export const CSE_CX = 'lab-engine';

const DEPTH = 100;

const error = (code: number, message: string, reason: string, status: string) => (x: Exchange) =>
  x.json({ error: { code, message, status, errors: [{ message, domain: 'global', reason }] } }, code);
const badRequest = error(400, 'Request contains an invalid argument.', 'badRequest', 'INVALID_ARGUMENT');
const badKey = error(400, 'API key not valid. Please pass a valid API key.', 'badRequest', 'INVALID_ARGUMENT');

const REFUSALS: Refusals = {
  auth: badKey,
  quota: error(429, "Quota exceeded for limit 'Queries per day'.", 'rateLimitExceeded', 'RESOURCE_EXHAUSTED'),
  'rate-limited': error(429, "Quota exceeded for limit 'Queries per minute'.", 'x', 'RESOURCE_EXHAUSTED'),
  'bad-request': badRequest,
  upstream: error(503, 'Backend Error', 'backendError', 'UNAVAILABLE'),
};

/** Google's Programmable Search for images: ten a page, a hundred in all. */
export function programmableSearch(world: World): Site {
  return async (x, path) => {
    if (path !== '/customsearch/v1' || x.query('searchType') !== 'image') return badRequest(x);
    if (x.query('key') !== CSE_KEY || x.query('cx') !== CSE_CX) return badKey(x);
    const q = x.query('q') ?? '';
    const num = whole(x.query('num'), 10, 1, 10);
    const start = whole(x.query('start'), 1, 1);
    if (q === '' || num === null || start === null || start + num > DEPTH) return badRequest(x);
    const { listed, trouble } = world.catalogue.search('google', q, start === 1);
    if (await answerTrouble(x, trouble, REFUSALS)) return;

    const all = listed.filter(({ picture }) => kept(x, picture)).slice(0, DEPTH);
    const found = all.slice(start - 1, start - 1 + num);
    const total = String(all.length);
    const more = start - 1 + num < all.length && start + num < DEPTH;
    x.json({
      kind: 'customsearch#search',
      queries: {
        request: [{ totalResults: total, searchTerms: q, count: found.length, startIndex: start }],
        ...(more && { nextPage: [{ startIndex: start + num, count: num }] }),
      },
      searchInformation: { searchTime: 0.1, totalResults: total },
      ...(found.length > 0 && { items: found.map((each) => item(each, world.links)) }),
    });
  };
}

function kept(x: Exchange, picture: Picture): boolean {
  const [size, color, rights] = ['imgSize', 'imgDominantColor', 'rights'].map((name) => x.query(name));
  const free = picture.license.code === 'cc0' || picture.license.code === 'pdm';
  return (
    (!size || sizeClassOf(picture) === size) &&
    (!color || colorOf(picture) === color) &&
    (!rights || rights.includes('|') || free)
  );
}

function item({ picture, url }: Listed, links: Links) {
  return {
    kind: 'customsearch#result',
    title: picture.title,
    link: url,
    displayLink: new URL(url).host,
    mime: MIME[picture.format],
    image: {
      contextLink: links.page(picture),
      height: picture.height,
      width: picture.width,
      thumbnailLink: links.thumbnail(picture, 120),
    },
  };
}
