import type { Exchange } from '../http/exchange.js';
import { cirrusFilter } from './cirrus-filter.js';
import { answerTrouble, type Refusals } from './trouble.js';
import { imageInfo, pageId, pageTitle, type ImageInfoRequest } from './wikimedia-page.js';
import { whole, type Site, type World } from './world.js';

const MOST_PER_PAGE = 500;
/** Files with image properties in one answer; for the others the same pages come again. */
const MOST_FILES = 50;
const DEPTH = 10_000;

const error = (code: string, info: string) => (x: Exchange) =>
  x.json({ error: { code, info }, servedby: 'lab' }, 200, { 'mediawiki-api-error': code });

const refused = (x: Exchange) =>
  x.text('Please set a user-agent and respect our robot policy. It must name you and a way to contact you.', 403);

const REFUSALS: Refusals = {
  blocked: refused,
  quota: error('ratelimited', "You've exceeded your rate limit. Please wait some time and try again."),
  'bad-request': error('gsrsearch-error', 'An error has occurred while searching: the query is invalid.'),
};

/** Wikimedia Commons' action API, as far as searching for files needs it. */
export function wikimedia(world: World): Site {
  return async (x, path) => {
    const agent = x.request.headers['user-agent'] ?? '';
    if (agent === '' || agent.startsWith('Mozilla/')) return refused(x);
    if (path !== '/w/api.php') return x.html('<h1>Not found</h1>', 404);
    if (x.query('format') !== 'json') return x.html('<h1>MediaWiki API help</h1>');
    if (x.query('action') !== 'query') {
      return error('badvalue', `Unrecognized value for parameter "action": ${x.query('action') ?? ''}.`)(x);
    }
    if (x.query('generator') !== 'search') {
      return error('badvalue', `Unrecognized value for parameter "generator": ${x.query('generator') ?? ''}.`)(x);
    }
    return search(world, x);
  };
}

async function search(world: World, x: Exchange): Promise<void> {
  const query = x.query('gsrsearch') ?? '';
  if (query.trim() === '') return error('missingparam', 'The "gsrsearch" parameter must be set.')(x);
  const limit = whole(x.query('gsrlimit'), 10, 1, MOST_PER_PAGE);
  const offset = whole(x.query('gsroffset'), 0);
  if (limit === null) return error('badinteger', 'Invalid value for integer parameter "gsrlimit".')(x);
  if (offset === null) return error('badinteger', 'Invalid value for integer parameter "gsroffset".')(x);

  const { listed, trouble } = world.catalogue.search('wikimedia', query, offset === 0);
  if (await answerTrouble(x, trouble, REFUSALS)) return;

  const modern = x.query('formatversion') === '2';
  const flag = modern ? true : '';
  // Commons' main namespace holds no files.
  const keep = cirrusFilter(query);
  const fitting = listed.filter(({ picture }) => keep(picture));
  const files = (x.query('gsrnamespace') ?? '0').split('|').includes('6') ? fitting.slice(0, DEPTH) : [];
  const slice = files.slice(offset, offset + limit);
  const done = whole(x.query('iicontinue'), 0) ?? 0;
  const wanted = imageInfoRequest(x);
  const pages = await Promise.all(
    slice.map(async (found, i) => ({
      pageid: pageId(found.picture),
      ns: 6,
      title: pageTitle(found.picture),
      index: offset + i + 1,
      ...(wanted && i >= done && i < done + MOST_FILES
        ? { imagerepository: 'local', imageinfo: [await imageInfo(found, world, wanted)] }
        : {}),
    })),
  );
  pages.sort((a, b) => a.pageid - b.pageid);

  const moreFiles = wanted !== null && done + MOST_FILES < slice.length;
  const morePages = offset + limit < files.length;
  const next = moreFiles
    ? { iicontinue: String(done + MOST_FILES), ...(offset > 0 && { gsroffset: offset }), continue: 'gsroffset||' }
    : { gsroffset: offset + limit, continue: 'gsroffset||' };
  x.json({
    ...(!moreFiles && { batchcomplete: flag }),
    ...((moreFiles || morePages) && { continue: next }),
    ...(pages.length > 0 && {
      query: { pages: modern ? pages : Object.fromEntries(pages.map((page) => [page.pageid, page])) },
    }),
  });
}

function imageInfoRequest(x: Exchange): ImageInfoRequest | null {
  const list = (name: string, fallback = '') => new Set((x.query(name) ?? fallback).split('|').filter(Boolean));
  if (!list('prop').has('imageinfo')) return null;
  return {
    props: list('iiprop', 'timestamp|user'),
    thumbWidth: whole(x.query('iiurlwidth'), 0, 1) || null,
    metadata: list('iiextmetadatafilter'),
  };
}
