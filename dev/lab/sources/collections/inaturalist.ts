import type { Picture } from '../../corpus/picture.js';
import type { Exchange } from '../../http/exchange.js';
import type { Listed } from '../catalogue.js';
import { RequestWindow } from '../request-window.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { pageId } from '../wikimedia-page.js';
import { whole, type Site, type World } from '../world.js';

const MOST_PER_PAGE = 200;
const MOST_BY_PAGE = 10_000;
const PER_MINUTE = 100;
const CODES = ['cc0', 'cc-by', 'cc-by-nc', 'cc-by-nd', 'cc-by-sa', 'cc-by-nc-nd', 'cc-by-nc-sa'];

const error =
  (text: string, status: number, headers = {}) =>
  (x: Exchange) =>
    x.json({ error: text, status }, status, headers);

const REFUSALS: Refusals = {
  'bad-request': error('Unprocessable Entity', 422),
  'rate-limited': error('Too Many Requests', 429, { 'retry-after': 1 }),
  quota: error('Too Many Requests', 429, { 'retry-after': 86_400 }),
  auth: error('Unauthorized', 401),
};

/** iNaturalist's API v1, as far as searching observations needs it. */
export function inaturalist(world: World): Site {
  const window = new RequestWindow(PER_MINUTE);
  return async (x, path) => {
    if (window.take().waitSeconds > 0) return error('Too Many Requests', 429)(x);
    if (path !== '/v1/observations') return error('Not Found', 404)(x);
    const size = whole(x.query('per_page'), 30, 1);
    const page = whole(x.query('page'), 1, 1);
    const above = whole(x.query('id_above'), 0);
    if (size === null || page === null || above === null) return error('Unprocessable Entity', 422)(x);
    const perPage = Math.min(size, MOST_PER_PAGE);
    if (page * perPage > MOST_BY_PAGE) return error('Result window is too large', 403)(x);
    const wanted = (x.query('photo_license') ?? '').split(',').filter(Boolean);
    if (wanted.some((code) => !CODES.includes(code))) return error('Unprocessable Entity', 422)(x);

    const q = x.query('q') ?? x.query('taxon_name') ?? '';
    const { listed, trouble } = world.catalogue.search('inaturalist', q, above === 0 && page === 1);
    if (await answerTrouble(x, trouble, REFUSALS)) return;
    const matching = listed
      .filter(({ picture }) => wanted.length === 0 || wanted.includes(codeOf(picture) ?? ''))
      .map((found) => ({ id: pageId(found.picture), found }))
      .filter(({ id }) => id > above)
      .sort((a, b) => (x.query('order') === 'asc' ? a.id - b.id : b.id - a.id));
    const results = matching
      .slice((page - 1) * perPage, page * perPage)
      .map(({ id, found }) => observation(id, found, world));
    x.json({ total_results: matching.length, page, per_page: perPage, results });
  };
}

/** Null: all rights reserved. The public domain mark is no choice there. */
function codeOf({ license }: Picture): string | null {
  if (license.code === 'pdm') return null;
  return license.code === 'cc0' ? 'cc0' : `cc-${license.code}`;
}

function observation(id: number, { picture, url }: Listed, { links }: World) {
  const code = codeOf(picture);
  const photo = {
    id: id * 10,
    license_code: code,
    attribution: `(c) ${picture.creator}, ${code === null ? 'all rights reserved' : `some rights reserved (${code})`}`,
    url,
    original_dimensions: { width: picture.width, height: picture.height },
    flags: [],
  };
  // A second photo whose owner reserves all rights comes along, whatever `photo_license` asked for.
  const reserved = { ...photo, id: id * 10 + 1, license_code: null, url: `${links.base}/img/reserved.jpg` };
  return {
    id,
    uri: links.page(picture),
    license_code: code,
    quality_grade: 'research',
    taxon: { id: picture.ordinal + 1, name: picture.labels[0] ?? 'Biota', preferred_common_name: picture.title },
    user: { login: picture.creator.toLowerCase().replaceAll(' ', '_'), name: picture.creator },
    photos: id % 7 === 0 ? [photo, reserved] : [photo],
  };
}
