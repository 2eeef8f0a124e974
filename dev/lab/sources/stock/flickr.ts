import type { License } from '../../corpus/licenses.js';
import { stableHash } from '../../corpus/stable-hash.js';
import type { Exchange } from '../../http/exchange.js';
import type { Listed } from '../catalogue.js';
import type { Links } from '../links.js';
import { yearOf } from '../traits.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { whole, type Site, type World } from '../world.js';

/** The only key that is let in. */
export const FLICKR_KEY = 'lab-flickr-key';

const MOST_PER_PAGE = 500;
const DEPTH = 4000;
const LICENSES: Record<string, string> = {
  'by 2.0': '4',
  'by-sa 3.0': '5',
  'cc0 1.0': '9',
  'pdm 1.0': '10',
  'by 4.0': '11',
  'by-sa 4.0': '12',
  'by-nd 4.0': '13',
  'by-nc 4.0': '14',
};

const fail = (code: number, message: string) => (x: Exchange) => x.json({ stat: 'fail', code, message });
const badKey = fail(100, 'Invalid API Key (Key has invalid format)');
const REFUSALS: Refusals = {
  auth: badKey,
  'bad-request': fail(1, 'Too many tags in ALL query'),
  upstream: fail(105, 'Service currently unavailable'),
};

/** flickr.photos.search. A query has 4000 photos; later pages repeat earlier ones. */
export function flickr(world: World): Site {
  return async (x, path) => {
    if (path !== '/services/rest/') return x.html('<!doctype html><title>404</title>', 404);
    if (x.query('format') !== 'json' || x.query('nojsoncallback') !== '1') return x.text('jsonFlickrApi({})');
    if (x.query('api_key') !== FLICKR_KEY) return badKey(x);
    if (x.query('method') !== 'flickr.photos.search') return fail(112, 'Method not found')(x);
    const text = x.query('text') ?? '';
    if (text.trim() === '') return fail(3, 'Parameterless searches have been disabled.')(x);
    const size = Math.min(whole(x.query('per_page'), 100, 1) ?? 100, MOST_PER_PAGE);
    const page = whole(x.query('page'), 1, 1) ?? 1;
    const { listed, trouble } = world.catalogue.search('flickr', text, page === 1);
    if (await answerTrouble(x, trouble, REFUSALS)) return;

    const all = listed.filter(({ picture }) => {
      const uploaded = Date.UTC(yearOf(picture), 5, 1) / 1_000;
      return (
        (x.query('license') ?? '0').split(',').includes(idOf(picture.license)) &&
        uploaded >= Number(x.query('min_upload_date') ?? 0) &&
        uploaded <= Number(x.query('max_upload_date') ?? Infinity)
      );
    });
    const pages = Math.ceil(all.length / size);
    const shown = Math.min(pages, Math.floor(DEPTH / size));
    const from = shown === 0 || page > pages ? all.length : ((page - 1) % shown) * size;
    const extras = new Set((x.query('extras') ?? '').split(','));
    const photo = all.slice(from, from + size).map((found) => photoOf(found, extras, world.links));
    x.json({ photos: { page, pages, perpage: size, total: String(all.length), photo }, stat: 'ok' });
  };
}

function idOf({ code, version }: License): string {
  return LICENSES[`${code} ${version}`] ?? '0';
}

function photoOf({ picture, url }: Listed, extras: ReadonlySet<string>, links: Links) {
  const number = stableHash(picture.id);
  // Some owners keep their originals to themselves.
  const original = { url_o: url, width_o: String(picture.width), height_o: String(picture.height) };
  const small = {
    url_n: number % 4 === 0 ? url : links.thumbnail(picture, 250),
    width_n: picture.width,
    height_n: picture.height,
  };
  return {
    id: String(number),
    owner: `${stableHash(picture.creator) % 1_000_000}@N00`,
    secret: 'bbdbb5f000',
    server: '65535',
    farm: 66,
    title: picture.title,
    ispublic: 1,
    isfriend: 0,
    isfamily: 0,
    ...(extras.has('license') && { license: idOf(picture.license) }),
    ...(extras.has('owner_name') && { ownername: picture.creator }),
    ...(extras.has('url_n') && small),
    ...(extras.has('url_o') && number % 4 !== 0 && original),
  };
}
