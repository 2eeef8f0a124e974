import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, query, type Recorded, trySource, UNCREDITED, urlsOf } from '../source-server.fixture.js';
import { decodeObjUrl } from './baidu-reply.js';
import { BaiduSource } from './baidu.source.js';

const { server, start } = trySource(BaiduSource);

const HIDDEN = 'ipprf_z2C$qAzdH3FAzdH3Ft42_z&e3Bjxw4rsj_z&e3Bv54AzdH3Fri5p5fAzdH3F8dAzdH3Fvwp_z&e3B3r2';
const FRONT = { headers: { 'set-cookie': 'BAIDUID=A1:FG=1; path=/; domain=.baidu.com' }, body: '<title>x</title>' };

const picture = (n: number, more: Record<string, unknown> = {}) => ({
  objURL: HIDDEN,
  hoverURL: `https://img0.baidu.com/it/u=${n}`,
  middleURL: `https://img0.baidu.com/it/u=${n}&m`,
  replaceUrl: [{ ObjURL: `https://site.example/${n}.jpg`, FromURL: `https://site.example/page/${n}` }],
  width: 1200,
  height: 800,
  type: 'jpg',
  fromPageTitle: '<strong>猫</strong> it\u0001s here',
  fromURLHost: 'site.example',
  ...more,
});

/** As the site writes it: quotes escaped as JavaScript does, control characters bare. */
const written = (data: unknown[]) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ queryEnc: 'x', bdFmtDispNum: "a'b", data: [...data, {}] })
    .replaceAll("'", String.raw`\'`)
    .replaceAll('/', String.raw`\/`)
    .replaceAll(String.raw`\u0001`, '\u0001'),
});

const list = (answer: Recorded | ((offset: number) => Recorded)) => (url: URL) => {
  if (!url.pathname.endsWith('/search/acjson')) return FRONT;
  return typeof answer === 'function' ? answer(Number(url.searchParams.get('pn'))) : answer;
};

describe('BaiduSource', () => {
  it('visits the front page, asks as the page does and reads every field', async () => {
    const source = await start();
    server.answer = list(written([picture(1)]));
    const page = await source.search(query('猫 & cat'), null);
    expect(page).toEqual({
      next: '30',
      items: [
        {
          url: 'https://site.example/1.jpg',
          pageUrl: 'https://site.example/page/1',
          title: '猫 it s here',
          ...UNCREDITED,
          width: 1200,
          height: 800,
        },
      ],
    });
    expect(server.asked.map(({ pathname }) => pathname)).toEqual(['/prefix/', '/prefix/search/acjson']);
    expect(server.parameters(1)).toEqual({
      tn: 'resultjson_com',
      ipn: 'rj',
      word: '猫 & cat',
      pn: '0',
      rn: '30',
    });
    expect(server.requests[1]?.headers.cookie).toBe('BAIDUID=A1:FG=1');
    await source.search(query('x'), '30');
    expect(server.asked.length).toBe(3);
  });

  it('reveals the hidden address, and takes the smaller copies where that is none', async () => {
    expect(decodeObjUrl(HIDDEN)).toBe('https://img.example.com/photos/12/cat.jpg');
    const source = await start();
    server.answer = list(
      written([
        picture(1, { replaceUrl: [] }),
        picture(2, { replaceUrl: undefined, objURL: 'https://plain.example/x.jpg' }),
        picture(3, { replaceUrl: [{ ObjURL: '' }], objURL: '%%%' }),
        picture(4, { replaceUrl: null, objURL: null, hoverURL: '' }),
        picture(5, { replaceUrl: null, objURL: null, hoverURL: '', middleURL: '' }),
      ]),
    );
    const { items } = await source.search(query(), null);
    expect(items.map(({ url, width }) => [url, width])).toEqual([
      ['https://img.example.com/photos/12/cat.jpg', 1200],
      ['https://plain.example/x.jpg', 1200],
      ['https://img0.baidu.com/it/u=3', null],
      ['https://img0.baidu.com/it/u=4&m', null],
    ]);
  });

  it.each([
    [0, 1],
    [30, 2],
    [75, 4],
    [5_000, 34],
  ])('of %i pictures it reads until an empty page or a thousand', async (total, expected) => {
    const source = await start();
    server.answer = list((offset) => {
      const count = Math.min(30, Math.max(0, total - offset));
      return written(Array.from({ length: count }, (_, i) => picture(offset + i)));
    });
    const pages = await allPages(source);
    expect(pages.length).toBe(expected);
    expect(new Set(urlsOf(pages)).size).toBe(Math.min(total, 34 * 30));
  });

  it.each([
    ['size:large', 'z', '3'],
    ['color:orange', 'ic', '256'],
    ['type:clipart', 'st', '1'],
    ['type:portrait', 's', '3'],
  ])('narrows to %s', async (slice, name, value) => {
    const source = await start();
    server.answer = list(written([]));
    await source.search(query('x', { slice }), null);
    expect(server.asked[1]?.searchParams.get(name)).toBe(value);
  });

  testSourceContract({
    server,
    start,
    refusals: [
      ['the anti-spider flag with 200', list({ body: { antiFlag: 1, message: 'Forbid spider access' } }), 'blocked'],
      ['the flag as text', list({ body: { antiFlag: '1' } }), 'blocked'],
      [
        'a captcha',
        list({ status: 302, headers: { location: 'https://wappass.baidu.com/static/captcha/?x' }, body: '' }),
        'blocked',
      ],
      ['no JSON', list({ body: '<html>hello</html>' }), 'shape_changed'],
      ['another object', list({ body: { linkData: [] } }), 'shape_changed'],
      ['pictures of another kind', list({ body: { data: [{ id: 1 }, {}] } }), 'shape_changed'],
    ],
    badCursors: ['', '0', '-30', 'x', '1000', '1e2'],
  });
});
