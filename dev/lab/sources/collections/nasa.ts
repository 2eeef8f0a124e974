import { EXTENSION } from '../../corpus/picture.js';
import type { Exchange } from '../../http/exchange.js';
import type { Listed } from '../catalogue.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { whole, type Site, type World } from '../world.js';

const MOST_PER_PAGE = 100;
const MOST_RESULTS = 10_000;

const reason = (text: string, status: number) => (x: Exchange) => x.json({ reason: text }, status);

const REFUSALS: Refusals = {
  'bad-request': reason('Invalid search parameters.', 400),
  upstream: reason('Internal server error', 500),
};

/** NASA's Image and Video Library: search, the list of an item's files, and the files. */
export function nasa(world: World): Site {
  return async (x, path) => {
    if (path === '/search') return search(world, x);
    const [, view, id = ''] = /^\/(asset|image)\/([\w-]+)/.exec(path) ?? [];
    const url = URL.parse(Buffer.from(id, 'base64url').toString());
    const isOurs = url !== null && /^127\.0\.0\.[1-4]$/.test(url.hostname);
    if (view === undefined || !isOurs) return reason(`No assets found for nasa_id=${id}`, 404)(x);
    if (view === 'image') return x.redirect(url.href);
    const files = ['orig', 'medium', 'small', 'thumb'].map((size) => ({ href: file(world, id, size, url.pathname) }));
    const href = `${world.links.base}/nasa/asset/${id}`;
    x.json({ collection: { version: '1.1', href, items: [...files, { href: `${href}/metadata.json` }] } });
  };
}

async function search(world: World, x: Exchange): Promise<void> {
  const q = x.query('q') ?? '';
  if (q === '') return reason('Expected at least one search parameter.', 400)(x);
  const page = whole(x.query('page'), 1, 1);
  const size = whole(x.query('page_size'), 100, 1, MOST_PER_PAGE);
  if (page === null || size === null) return reason('Invalid search parameters.', 400)(x);
  const { listed, trouble } = world.catalogue.search('nasa', q, page === 1);
  if (await answerTrouble(x, trouble, REFUSALS)) return;
  const from = whole(x.query('year_start'), 0) ?? 0;
  const to = whole(x.query('year_end'), 9_999) ?? 9_999;
  const matching = listed.filter((found) => yearOf(found) >= from && yearOf(found) <= to).slice(0, MOST_RESULTS);
  const pages = Math.max(1, Math.ceil(matching.length / size));
  if (page > pages) return reason('Maximum number of search results have been displayed.', 400)(x);
  const next = new URL(`${world.links.base}/nasa${x.url.pathname.replace('/nasa', '')}${x.url.search}`);
  next.searchParams.set('page', String(page + 1));
  x.json({
    collection: {
      version: '1.1',
      href: x.url.href,
      items: matching.slice((page - 1) * size, page * size).map((found) => item(found, world)),
      metadata: { total_hits: matching.length },
      ...(page < pages && { links: [{ rel: 'next', prompt: 'Next', href: next.href }] }),
    },
  });
}

function yearOf({ picture }: Listed): number {
  return 1970 + (picture.ordinal % 55);
}

/** The id is the address of the picture, so that nothing has to be remembered. */
function idOf({ url }: Listed): string {
  return Buffer.from(url).toString('base64url');
}

function file({ links }: World, id: string, size: string, path: string): string {
  return `${links.base}/nasa/image/${id}/${id.slice(-12)}~${size}.${path.endsWith('.png') ? 'png' : 'jpg'}`;
}

function item(found: Listed, world: World) {
  const { picture } = found;
  const id = idOf(found);
  const path = `.${EXTENSION[picture.format]}`;
  const thumbnail = { href: file(world, id, 'thumb', path), rel: 'preview', render: 'image' };
  // The newer items name all of their files, with sizes.
  const original = { href: file(world, id, 'orig', path), rel: 'canonical', render: 'image', ...sizeOf(found) };
  return {
    href: `${world.links.base}/nasa/image/${id}/collection.json`,
    data: [
      {
        nasa_id: id,
        title: picture.title,
        description:
          picture.ordinal % 6 === 0 ? `${picture.description} Copyright ${picture.creator}` : picture.description,
        media_type: 'image',
        center: 'JPL',
        date_created: `${yearOf(found)}-01-01T00:00:00Z`,
        keywords: picture.labels,
        ...(picture.ordinal % 2 === 0 && { photographer: picture.creator }),
      },
    ],
    links: picture.ordinal % 2 === 0 ? [thumbnail, original] : [thumbnail],
  };
}

function sizeOf({ picture: { width, height } }: Listed) {
  return { width, height };
}
