import { stableHash } from '../corpus/stable-hash.js';
import { escapeHtml, type Exchange } from '../http/exchange.js';
import type { Listed } from './catalogue.js';
import { tbsFilter } from './engines/tbs-filter.js';
import { answerTrouble, type Refusals } from './trouble.js';
import { whole, type Site, type World } from './world.js';

const PAGE = 100;
const PHONE_PAGE = 10;
const DEPTH = 1000;

/** Google's image search pages: the desktop page with its data in scripts, and the old phones' page with anchors. */
export function google(world: World): Site {
  const { base } = world.links;
  const refusals: Refusals = {
    blocked: (x) =>
      x.redirect(`${base}/google/sorry/index?continue=${encodeURIComponent(base + (x.request.url ?? ''))}`),
    consent: (x) =>
      x.redirect(`${base}/google/consent/ml?continue=${encodeURIComponent(base + (x.request.url ?? ''))}`),
    'shape-changed': (x) => x.html(newDesign()),
  };
  return async (x, path) => {
    if (path.startsWith('/sorry/')) return x.html(sorryPage(x), 429);
    if (path.startsWith('/consent/')) return x.html('<!doctype html><title>Before you continue</title><form></form>');
    const phone = path === '/wml/search';
    if (!phone && path !== '/search') return x.html('<!doctype html><title>Error 404 (Not Found)</title>', 404);

    const isImages = x.query('tbm') === 'isch' || x.query('udm') === '2';
    const size = phone ? PHONE_PAGE : PAGE;
    const start = whole(x.query('start'), (whole(x.query('ijn'), 0) ?? 0) * size) ?? 0;
    const { listed, trouble } = world.catalogue.search('google', isImages ? (x.query('q') ?? '') : '', start === 0);
    if (await answerTrouble(x, trouble, refusals)) return;
    const keep = tbsFilter(x.query('tbs'));
    const results = listed
      .filter(({ picture }) => keep(picture))
      .slice(0, DEPTH)
      .slice(start, start + size);
    x.html(phone ? phonePage(results, world) : desktopPage(results, world));
  };
}

function desktopPage(results: readonly Listed[], world: World): string {
  const data = results.length > 0 ? ['b-GRID_STATE0', results.map((found) => cell(found, world))] : [];
  const script = `AF_initDataCallback({key: 'ds:1', hash: '2', data:${scriptJson(data)}, sideChannel: {}});`;
  return `<!doctype html><html lang="en"><head><title>Image search</title>
<script nonce="lab">window.google={kEI:'lab',kHL:'en'};google.sn='images';</script></head><body><div id="islrg"></div>
<script nonce="lab">AF_initDataCallback({key: 'ds:0', hash: '1', data:[null,["en"]], sideChannel: {}});</script>
<script nonce="lab">${script}</script></body></html>`;
}

/** The nesting in which the page keeps one result: id, thumbnail, picture (each with height before width), then the page. */
function cell({ picture, url }: Listed, { links }: World): unknown[] {
  const { host } = new URL(url);
  return [
    1,
    [
      0,
      documentId(picture.id),
      [thumbnail(picture.id), 180, Math.round((180 * picture.width) / picture.height)],
      [url, picture.height, picture.width],
      null,
      0,
      'rgb(120,96,72)',
      null,
      0,
      {
        '2000': [null, host, '18KB'],
        '2003': [
          null,
          documentId(`${picture.id} page`),
          links.page(picture),
          picture.title,
          null,
          null,
          null,
          null,
          null,
          'Lab',
        ],
        '2008': [null, picture.title],
      },
    ],
  ];
}

function phonePage(results: readonly Listed[], { links }: World): string {
  const anchors = results.map(({ picture, url }) => {
    const query = new URLSearchParams({
      imgurl: url,
      imgrefurl: links.page(picture),
      w: String(picture.width),
      h: String(picture.height),
      tbnid: documentId(picture.id),
    });
    return `<td><a href="/imgres?${escapeHtml(query.toString())}"><img alt="" src="${escapeHtml(thumbnail(picture.id))}"></a></td>`;
  });
  return `<!doctype html><html><body><table><tr>${anchors.join('\n')}</tr></table></body></html>`;
}

/** JSON as the scripts hold it: the characters that HTML or URLs could trip over are escaped. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&='\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function documentId(text: string): string {
  return `lab${stableHash(text).toString(36)}${stableHash(text, 'id').toString(36)}`;
}

function thumbnail(id: string): string {
  return `https://encrypted-tbn0.gstatic.com/images?q=tbn:${documentId(id)}&s`;
}

function sorryPage(x: Exchange): string {
  const from = escapeHtml(x.query('continue') ?? '');
  return `<!doctype html><html><head><title>${from}</title></head><body><form action="/sorry/index" method="post">
<script src="https://www.google.com/recaptcha/enterprise.js" async defer></script>
Our systems have detected unusual traffic from your computer network.</form></body></html>`;
}

/** A large page that holds no picture address in any known place. */
function newDesign(): string {
  const filler = Array.from({ length: 200 }, (_, i) => `<div class="n${i}"><c-wiz jsdata="r${i}"></c-wiz></div>`);
  return `<!doctype html><html><head><title>Image search</title></head><body>${filler.join('\n')}
<noscript>Turn on JavaScript to go on.</noscript></body></html>`;
}
