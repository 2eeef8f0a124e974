import { createHash } from 'node:crypto';
import { escapeHtml } from '../http/exchange.js';
import type { Listed } from './catalogue.js';
import { qftFilter } from './engines/qft-filter.js';
import { answerTrouble, type Refusals } from './trouble.js';
import { whole, type Site, type World } from './world.js';

const DEPTH = 1000;
const MOST_PER_PAGE = 150;

const REFUSALS: Refusals = {
  blocked: (x) => x.html(captchaPage()),
  'shape-changed': (x) => x.html(newDesign()),
};

/** Bing's image results as the fragment that its pages load while scrolling. */
export function bing(world: World): Site {
  return async (x, path) => {
    if (path !== '/images/async') return x.html('<!doctype html><title>Page not found</title>', 404);
    const first = whole(x.query('first'), 1, 0) ?? 1;
    const count = Math.min(whole(x.query('count'), 35, 1) ?? 35, MOST_PER_PAGE);
    const { listed, trouble } = world.catalogue.search('bing', x.query('q') ?? '', first <= 1);
    if (await answerTrouble(x, trouble, REFUSALS)) return;

    const keep = qftFilter(x.query('qft') ?? '');
    const results = listed.filter(({ picture }) => keep(picture)).slice(0, DEPTH);
    // Asked past its end it repeats the last page.
    const wanted = Math.max(0, first - 1);
    const from = wanted < results.length ? wanted : Math.max(0, results.length - count);
    x.html(fragment(results.slice(from, from + count), from, world));
  };
}

function fragment(results: readonly Listed[], from: number, world: World): string {
  if (results.length === 0) return '<div class="dgControl"><div class="no_results">There are no results.</div></div>';
  const items = results.map((found, i) => `<li data-idx="${from + i + 1}">${tile(found, world)}</li>`);
  return `<div class="dgControl hover" data-nexturl="/images/async?first=${from + results.length + 1}">
<ul class="dgControl_list">${items.join('\n')}</ul></div>`;
}

function tile({ picture, url }: Listed, { links }: World): string {
  const page = links.page(picture);
  const md5 = createHash('md5').update(url).digest('hex');
  const thumbnail = `https://ts1.mm.bing.net/th?id=OIP.${md5}&pid=15.1`;
  const [word = '', ...rest] = picture.title.split(' ');
  const m = {
    cid: md5.slice(0, 8),
    purl: page,
    murl: url,
    turl: thumbnail,
    md5,
    // The word that matched comes between private-use marks.
    t: [`\uE000${word}\uE001`, ...rest].join(' '),
    ...(picture.kind === 'photograph' && { desc: picture.description }),
  };
  const format = picture.format;
  return `<div class="iuscp"><div class="imgpt"><a class="iusc" href="/images/search?view=detailV2&amp;id=${md5}" m="${escapeHtml(JSON.stringify(m))}">
<div class="img_cont"><img class="mimg" alt="" src="${escapeHtml(thumbnail)}"></div></a>
<div class="img_info hon"><span class="nowrap">${picture.width} × ${picture.height} · ${format}</span></div></div>
<div class="infopt"><a class="inflnk" href="${page}">${escapeHtml(picture.title)}</a></div></div>`;
}

function captchaPage(): string {
  return `<!doctype html><html><head><title>Bing</title></head><body><div class="captcha">
<p>We have detected unusual activity. Please solve the challenge to go on.</p><iframe src="/turing/captcha/challenge"></iframe></div></body></html>`;
}

/** Results in a markup that nobody knows yet. */
function newDesign(): string {
  const cards = Array.from(
    { length: 60 },
    (_, i) => `<article class="richcard" data-card="${i}"><figure></figure></article>`,
  );
  return `<section class="richImage relatedgrid">${cards.join('\n')}</section>`;
}
