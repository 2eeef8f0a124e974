import { stableHash } from '../../corpus/stable-hash.js';
import type { Picture } from '../../corpus/picture.js';
import type { Exchange } from '../../http/exchange.js';
import { ageInDays, aspectOf, colorOf, sizeClassOf } from '../traits.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { whole, type Site, type World } from '../world.js';

const PAGE = 100;
const LONGEST_QUERY = 499;
const DAYS: Record<string, number> = { day: 1, week: 7, month: 31, year: 365 };

const forbidden = (x: Exchange): void => x.html('If this error persists, please let us know.', 403);
const REFUSALS: Refusals = {
  blocked: (x) => x.html('<!doctype html><form>Unfortunately, bots use DuckDuckGo too.</form>', 202),
  'shape-changed': (x) => x.html(`<!doctype html><main id="next">${'<article></article>'.repeat(200)}</main>`),
};

/** DuckDuckGo's images: a page with a token for the query and whoever asks, and the script that lists for that token. */
export function duckduckgo(world: World): Site {
  return async (x, path) => {
    const q = x.query('q') ?? '';
    if (path === '/') {
      const { trouble } = world.catalogue.search('duckduckgo', q, true);
      if (await answerTrouble(x, trouble, REFUSALS)) return;
      return x.html(
        `<!doctype html><title>${PAGE} pictures</title><script>DDG.ready(1);vqd="${token(x, q)}";</script>`,
      );
    }
    if (path !== '/i.js') return x.html('<!doctype html><title>404</title>', 404);
    const offset = whole(x.query('s'), 0);
    if (q.length > LONGEST_QUERY || offset === null) return x.html('Bad Request', 400);
    if (x.query('vqd') !== token(x, q) || !x.request.headers.referer) return forbidden(x);
    const { listed, trouble } = world.catalogue.search('duckduckgo', q, offset === 0);
    if (offset > 0 && (await answerTrouble(x, trouble, REFUSALS))) return;

    const all = listed.filter(({ picture }) => kept(picture, x.query('f') ?? ''));
    const results = all.slice(offset, offset + PAGE).map(({ picture, url }) => ({
      image: url,
      thumbnail: world.links.thumbnail(picture, 250),
      url: world.links.page(picture),
      title: picture.title,
      width: picture.width,
      height: picture.height,
      source: 'Bing',
    }));
    const next = offset + PAGE < all.length ? { next: `i.js?q=${encodeURIComponent(q)}&s=${offset + PAGE}` } : {};
    x.json({ results, ...next, query: q });
  };
}

function token(x: Exchange, q: string): string {
  return `4-${stableHash(q)}-${stableHash(x.request.headers['user-agent'] ?? '', 'agent')}`;
}

/** Six slots, separated by commas: `time:Week,size:Large,color:Red,type:photo,layout:Tall,license:any`. */
function kept(picture: Picture, f: string): boolean {
  return f.split(',').every((slot) => {
    const [name = '', value = ''] = slot.toLowerCase().split(':');
    if (name === 'time') return ageInDays(picture) <= (DAYS[value] ?? Infinity);
    if (name === 'size') return sizeClassOf(picture) === value;
    if (name === 'color') return colorOf(picture) === value;
    if (name === 'layout') return aspectOf(picture) === value;
    if (name === 'type') return value === 'photo' ? picture.kind === 'photograph' : picture.kind === 'drawing';
    return name !== 'license' || value === 'any' || ['cc0', 'pdm'].includes(picture.license.code);
  });
}
