import { MIME, type Picture } from '../corpus/picture.js';
import { VARIANTS, variantOf } from '../corpus/variants.js';
import type { Exchange } from '../http/exchange.js';
import { openverseFilter } from './openverse-filters.js';
import { openverseId, openverseResult } from './openverse-result.js';
import { RequestWindow } from './request-window.js';
import { answerTrouble, type Refusals } from './trouble.js';
import { whole, type Site, type World } from './world.js';

/** The bearer token that lifts the page size from 20 to 500. */
export const OPENVERSE_TOKEN = 'lab-openverse-token';

const DEPTH_PAGES = 20;
const MOST_RESULTS = 10_000;
const LONGEST_QUERY = 200;
const THUMBNAIL_WIDTH = 600;

const detail =
  (text: unknown, status: number, headers = {}) =>
  (x: Exchange) =>
    x.json({ detail: text }, status, headers);
const notFound = detail('Not found.', 404);
const unauthorized = detail('Authentication credentials were not provided.', 401);

const REFUSALS: Refusals = {
  'rate-limited': detail('Request was throttled. Expected available in 1 second.', 429, { 'retry-after': 1 }),
  quota: detail('Request was throttled. Expected available in 86400 seconds.', 429, { 'retry-after': 86_400 }),
  auth: unauthorized,
  'bad-request': detail({ q: ['Unescaped special characters are not allowed.'] }, 400),
};

/** Openverse API v1 for images. `perMinute` is its burst limit for callers without a token. */
export function openverse(world: World, perMinute: number): Site {
  const window = new RequestWindow(perMinute);
  let ids: Map<string, Picture> | undefined;

  const find = (id: string): Picture | undefined => {
    // Only details and thumbnails need the way back from id to picture.
    ids ??= new Map(everything(world).map((picture) => [openverseId(picture.id), picture]));
    return ids.get(id);
  };

  return async (x, path) => {
    const token = /^Bearer (.+)$/i.exec(x.request.headers.authorization ?? '')?.[1];
    if (token !== undefined && token !== OPENVERSE_TOKEN) return unauthorized(x);
    if (token === undefined) {
      const { left, waitSeconds } = window.take();
      x.response.setHeader('X-RateLimit-Limit-anon_burst', `${perMinute}/min`);
      x.response.setHeader('X-RateLimit-Available-anon_burst', left);
      if (waitSeconds > 0) {
        const text = `Request was throttled. Expected available in ${waitSeconds} seconds.`;
        return detail(text, 429, { 'retry-after': waitSeconds })(x);
      }
    }
    if (path === '/v1/images/') return search(world, x, token !== undefined);
    if (path === '/v1/images/stats/') return x.json(stats(world));

    const [, id = '', view = ''] = /^\/v1\/images\/([0-9a-f-]{36})\/(?:(thumb|related)\/)?$/.exec(path) ?? [];
    const picture = find(id);
    if (!picture) return notFound(x);
    const listed = { picture, url: world.links.image(picture) };
    if (view === 'thumb') {
      const { bytes } = await world.files.thumbnail(picture, THUMBNAIL_WIDTH);
      return x.send(200, MIME[picture.format], bytes);
    }
    if (view === 'related') return x.json(pageOf([], 0, 1, 20));
    return x.json(openverseResult(listed, world.links));
  };
}

async function search(world: World, x: Exchange, authenticated: boolean): Promise<void> {
  const query = x.url.searchParams;
  const size = whole(query.get('page_size'), 20, 1);
  const page = whole(query.get('page'), 1, 1);
  const q = (query.get('q') ?? query.get('title') ?? query.get('tags') ?? '').slice(0, LONGEST_QUERY);

  const { listed, trouble } = world.catalogue.search('openverse', q, page === 1);
  if (await answerTrouble(x, trouble, REFUSALS)) return;
  if (size === null) return detail({ page_size: ['A valid integer is required.'] }, 400)(x);
  if (page === null) return detail({ page: ['A valid integer is required.'] }, 400)(x);
  if (!authenticated && size > 20) return unauthorized(x);
  if (size > 500) return detail({ page_size: ['Ensure this value is less than or equal to 500.'] }, 400)(x);
  if (page > DEPTH_PAGES) return detail('Deep pagination is not allowed.', 400)(x);
  const filter = openverseFilter(query);
  if ('errors' in filter) return detail(filter.errors, 400)(x);

  const matching = listed.filter(({ picture }) => filter.keep(picture));
  const results = matching.slice((page - 1) * size, page * size).map((found) => openverseResult(found, world.links));
  x.json(pageOf(results, matching.length, page, size));
}

function pageOf(results: unknown[], found: number, page: number, size: number) {
  return {
    result_count: Math.min(found, MOST_RESULTS),
    page_count: Math.min(Math.ceil(found / size), DEPTH_PAGES),
    page_size: size,
    page,
    results,
  };
}

function stats({ corpus }: World) {
  return [
    { source_name: 'labphotos', display_name: 'Lab photographs', media_count: corpus.photographs.length },
    { source_name: 'labdrawings', display_name: 'Lab drawings', media_count: corpus.drawings.length },
  ];
}

function everything({ corpus }: World): Picture[] {
  const variants = corpus.photographs.flatMap((photo) =>
    Array.from({ length: VARIANTS }, (_, i) => variantOf(photo, i + 1)),
  );
  return [...corpus.photographs, ...variants, ...corpus.drawings];
}
