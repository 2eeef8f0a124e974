import type { Picture } from '../../corpus/picture.js';
import type { Exchange } from '../../http/exchange.js';
import type { Listed } from '../catalogue.js';
import { colorOf, sizeClassOf } from '../traits.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import { whole, type Site, type World } from '../world.js';

const DEPTH = 1000;
const MOST_PER_PAGE = 60;
const SIZES: Record<string, string> = { 9: 'icon', 3: 'large', 2: 'medium', 1: 'small' };
const COLORS: Record<string, string> = {
  1: 'red',
  256: 'orange',
  2: 'yellow',
  4: 'green',
  32: 'purple',
  64: 'pink',
  8: 'teal',
  16: 'blue',
  12: 'brown',
  1024: 'white',
  512: 'black',
};
const CIPHER = 'wkv1ju2it3hs4g5rq6fp7eo8dn9cm0bla';
const PLAIN = 'abcdefghijklmnopqrstuvw1234567890';

const spider = (x: Exchange): void => x.json({ antiFlag: 1, message: 'Forbid spider access' });
const REFUSALS: Refusals = {
  blocked: spider,
  consent: (x) => x.redirect('https://wappass.baidu.com/static/captcha/tuxing.html'),
  'shape-changed': (x) => x.json({ data: [{ id: 1, src: 'x' }, {}] }),
};

/** Baidu's pictures: a front page that hands out a cookie, and the nearly-JSON list for those who bring it. */
export function baidu(world: World): Site {
  return async (x, path) => {
    if (path === '/') {
      const headers = {
        'set-cookie': ['BAIDUID=LAB0123:FG=1; expires=Thu, 31-Dec-37 23:55:55 GMT; path=/', 'BDRCVFR=x; path=/'],
      };
      return x.html('<!doctype html><title>Pictures</title>', 200, headers);
    }
    if (path !== '/search/acjson' || x.query('tn') !== 'resultjson_com') return x.html('<!doctype html>', 404);
    if (!x.request.headers.cookie?.includes('BAIDUID=LAB0123')) return spider(x);
    const offset = whole(x.query('pn'), 0) ?? 0;
    const count = whole(x.query('rn'), 30, 1, MOST_PER_PAGE) ?? MOST_PER_PAGE;
    const { listed, trouble } = world.catalogue.search('baidu', x.query('word') ?? '', offset === 0);
    if (await answerTrouble(x, trouble, REFUSALS)) return;

    const size = SIZES[x.query('z') ?? ''];
    const color = COLORS[x.query('ic') ?? ''];
    const fits = (picture: Picture): boolean =>
      (!size || sizeClassOf(picture) === size) &&
      (!color || colorOf(picture) === color) &&
      (!x.query('st') || picture.kind === 'drawing');
    const all = listed.filter(({ picture }) => fits(picture)).slice(0, DEPTH);
    const found = all.slice(offset, offset + count).map((each, i) => entry(each, offset + i, world));
    const reply = JSON.stringify({ queryExt: "lab's", listNum: all.length, data: [...found, {}] });
    x.send(
      200,
      'application/json; charset=utf-8',
      reply.replaceAll("'", String.raw`\'`).replaceAll('/', String.raw`\/`),
    );
  };
}

/** Two of three say plainly where the picture is; the third hides it. */
function entry({ picture, url }: Listed, position: number, { links }: World) {
  const page = links.page(picture);
  return {
    objURL: hidden(url),
    hoverURL: links.thumbnail(picture, 250),
    middleURL: links.thumbnail(picture, 120),
    thumbURL: links.thumbnail(picture, 120),
    ...(position % 3 < 2 && { replaceUrl: [{ ObjURL: url, FromURL: page }] }),
    width: picture.width,
    height: picture.height,
    type: picture.format,
    fromPageTitle: `<strong>${picture.title}</strong>`,
    fromURLHost: new URL(page).host,
    bdImgnewsDate: '2025-03-01 10:00',
  };
}

function hidden(url: string): string {
  const ciphered = url.replace(/[a-z0-9]/g, (char) => CIPHER[PLAIN.indexOf(char)] ?? char);
  return ciphered.replaceAll(':', '_z2C$q').replaceAll('.', '_z&e3B').replaceAll('/', 'AzdH3F');
}
