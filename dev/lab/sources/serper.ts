import type { Exchange } from '../http/exchange.js';
import { inLanguage } from './traits.js';
import { answerTrouble, type Refusals } from './trouble.js';
import { whole, type Site, type World } from './world.js';

/** The only key that is let in. */
export const SERPER_KEY = 'lab-serper-key';

const MOST_PER_PAGE = 100;
const DEPTH = 1000;

const message = (text: string, status: number) => (x: Exchange) =>
  x.json({ message: text, statusCode: status }, status);

const REFUSALS: Refusals = {
  auth: message('Unauthorized.', 403),
  quota: message('Not enough credits', 400),
  'rate-limited': (x) => x.json({ message: 'Too many requests', statusCode: 429 }, 429, { 'retry-after': '1' }),
  'bad-request': message('Query not allowed', 400),
  upstream: message('Internal server error', 500),
};

/** Serper's image endpoint: Google's results as JSON, for a key. */
export function serper(world: World): Site {
  return async (x, path) => {
    if (path !== '/images' || x.method !== 'POST') return message('Not Found', 404)(x);
    if (x.request.headers['x-api-key'] !== SERPER_KEY) return message('Unauthorized.', 403)(x);
    const body = parse(await x.body());
    const q = body.q;
    if (typeof q !== 'string' || q.trim() === '') return message('Missing query parameter', 400)(x);
    const num = whole(numeral(body.num), 10, 1, MOST_PER_PAGE);
    const page = whole(numeral(body.page), 1, 1);
    if (num === null || page === null) return message('Invalid paging parameters', 400)(x);

    const { listed, trouble } = world.catalogue.search('google', q, page === 1);
    if (await answerTrouble(x, trouble, REFUSALS)) return;
    const from = (page - 1) * num;
    const { links } = world;
    const images = inLanguage(listed, typeof body.hl === 'string' ? body.hl : 'en')
      .slice(0, DEPTH)
      .slice(from, from + num)
      .map(({ picture, url }, i) => ({
        title: picture.title,
        imageUrl: url,
        imageWidth: picture.width,
        imageHeight: picture.height,
        thumbnailUrl: links.thumbnail(picture, 250),
        thumbnailWidth: Math.min(250, picture.width),
        thumbnailHeight: Math.round((picture.height * Math.min(250, picture.width)) / picture.width),
        source: 'Lab',
        domain: new URL(url).host,
        link: links.page(picture),
        googleUrl: `https://www.google.com/imgres?imgurl=${encodeURIComponent(url)}`,
        position: from + i + 1,
      }));
    const searchParameters = { q, gl: 'us', hl: 'en', type: 'images', num, page, engine: 'google' };
    x.json({ searchParameters, images, credits: num > 10 ? 2 : 1 });
  };
}

interface Body {
  q?: unknown;
  num?: unknown;
  page?: unknown;
  hl?: unknown;
}

function parse(text: string): Body {
  try {
    const value: Body | null = JSON.parse(text);
    return value ?? {};
  } catch {
    return {};
  }
}

/** Numbers come as such or as strings of digits. */
function numeral(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === 'number' || typeof value === 'string' ? String(value) : 'invalid';
}
