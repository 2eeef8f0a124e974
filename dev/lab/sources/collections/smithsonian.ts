import { createHash } from 'node:crypto';
import type { Exchange } from '../../http/exchange.js';
import type { Listed } from '../catalogue.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { whole, type Site, type World } from '../world.js';

/** The only key of api.data.gov that is let in. */
export const SMITHSONIAN_KEY = 'lab-smithsonian-key';

const MOST_ROWS = 1_000;
const PER_HOUR = 1_000;

const error = (code: string, message: string, status: number) => (x: Exchange) =>
  x.json({ error: { code, message } }, status);

const REFUSALS: Refusals = {
  auth: error('API_KEY_INVALID', 'An invalid api_key was supplied.', 403),
  'rate-limited': error('OVER_RATE_LIMIT', 'You have exceeded your rate limit. Try again later.', 429),
  'bad-request': (x) => x.json({ status: 400, responseCode: 1, response: { error: 'bad query' } }, 400),
};

/** Smithsonian Open Access, API v1.0, behind api.data.gov. */
export function smithsonian(world: World): Site {
  let left = PER_HOUR;
  return async (x, path) => {
    const key = x.query('api_key');
    if (key === null) return error('API_KEY_MISSING', 'No api_key was supplied.', 403)(x);
    if (key !== SMITHSONIAN_KEY) return error('API_KEY_INVALID', 'An invalid api_key was supplied.', 403)(x);
    left = left > 1 ? left - 1 : PER_HOUR;
    x.response.setHeader('X-RateLimit-Limit', PER_HOUR);
    x.response.setHeader('X-RateLimit-Remaining', left);
    if (path !== '/openaccess/api/v1.0/search') return x.json({ status: 404, message: 'Not Found' }, 404);
    const start = whole(x.query('start'), 0);
    const rows = whole(x.query('rows'), 10, 0, MOST_ROWS);
    if (start === null || rows === null) return x.json({ status: 400, message: 'Bad paging' }, 400);

    const query = x.query('q') ?? '';
    const { listed, trouble } = world.catalogue.search('smithsonian', wordsOf(query), start === 0);
    if (await answerTrouble(x, trouble, REFUSALS)) return;
    const prefix = / AND hash:([0-9a-f]+)\*/.exec(query)?.[1] ?? '';
    const free = query.includes('media_usage:CC0');
    const matching = listed.filter((found) => hashOf(found).startsWith(prefix) && (!free || isFree(found)));
    const response = {
      rows: matching.slice(start, start + rows).map((found) => row(found, world)),
      rowCount: matching.length,
      message: 'content found',
    };
    x.json({ status: 200, responseCode: 1, response });
  };
}

/** The words of `(red barn) AND online_media_type:Images AND …`. */
function wordsOf(query: string): string {
  return /^\((.*?)\) AND /.exec(query)?.[1] ?? query.split(' AND ')[0] ?? '';
}

function hashOf({ picture }: Listed): string {
  return createHash('sha1').update(picture.id).digest('hex');
}

const isFree = ({ picture }: Listed): boolean => picture.ordinal % 4 !== 3;

function row(found: Listed, { links }: World) {
  const { picture, url } = found;
  const media = (access: string, content: string) => ({
    type: 'Images',
    idsId: `LAB-${picture.id}`,
    content,
    thumbnail: links.thumbnail(picture, 90),
    usage: { access },
    guid: links.page(picture),
  });
  return {
    id: `edanmdm-lab_${picture.id}`,
    title: picture.title,
    unitCode: 'LAB',
    url: `edanmdm:lab_${picture.id}`,
    content: {
      descriptiveNonRepeating: {
        title: { label: 'Title', content: picture.title },
        record_ID: `lab_${picture.id}`,
        record_link: links.page(picture),
        guid: `${links.base}/ark/${encodeURIComponent(picture.id)}`,
        unit_code: 'LAB',
        data_source: 'Lab Museum of Food',
        metadata_usage: { access: 'CC0' },
        online_media: {
          mediaCount: 2,
          media: [
            media(isFree(found) ? 'CC0' : 'Usage conditions apply', url),
            media('Usage conditions apply', `${links.base}/img/reserved.jpg`),
          ],
        },
      },
      freetext: { name: [{ label: 'Artist', content: picture.creator }], notes: [] },
      indexedStructured: { online_media_type: ['Images'] },
    },
  };
}
