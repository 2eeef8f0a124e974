import { decodeBingCursor, encodeBingCursor } from './bing-cursor.js';
import { BingSource } from './bing.source.js';
import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, query, trySource, UNCREDITED, urlsOf } from '../source-server.fixture.js';

const { server, start } = trySource(BingSource);

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

const tile = (m: unknown, size = '1920 × 1080 · jpeg') => `<li data-idx="1"><div class="iuscp"><div class="imgpt">
<a class="iusc" href="/images/search?view=detailV2" m="${escape(JSON.stringify(m))}"><div class="img_cont"><img class="mimg" alt="9 × 9"></div></a>
<div class="img_info hon"><span class="nowrap">${size}</span></div></div></div></li>`;

const result = (n: number) => ({
  cid: 'abc',
  purl: `https://site.example/page/${n}`,
  murl: `https://site.example/full/${n}.jpg`,
  turl: 'https://ts1.mm.bing.net/th?id=OIP.x&pid=15.1',
  md5: '0123abcd',
  t: 'Car\ue000pet\ue001s "red" & <blue>',
  desc: 'Alt text',
});

const fragment = (tiles: string[]) =>
  `<div class="dgControl hover"><ul class="dgControl_list">${tiles.join('\n')}</ul></div>`;

/** As Bing does: the results from `first` on, and past the end the last full page again. */
const holding = (total: number) => (url: URL) => {
  const [first, count] = [Number(url.searchParams.get('first')), Number(url.searchParams.get('count'))];
  const from = first - 1 < total ? first - 1 : Math.max(0, total - count);
  const numbers = Array.from({ length: Math.min(count, total - from) }, (_, i) => from + i);
  return { body: fragment(numbers.map((n) => tile(result(n)))) };
};

describe('BingSource', () => {
  it('asks as the page does and reads every field', async () => {
    const source = await start();
    server.answer = {
      body: fragment([tile(result(1)), tile(result(2), '640 x 480 · png'), tile(result(3), 'no size')]),
    };
    const page = await source.search(query('red & blue'), null);
    expect(page.items[0]).toEqual({
      url: 'https://site.example/full/1.jpg',
      pageUrl: 'https://site.example/page/1',
      title: 'Carpets "red" & <blue>',
      ...UNCREDITED,
      width: 1920,
      height: 1080,
    });
    expect(page.items.slice(1).map(({ width, height }) => [width, height])).toEqual([
      [640, 480],
      [null, null],
    ]);
    expect(server.asked[0]?.pathname).toBe('/prefix/images/async');
    const asked = server.parameters();
    expect(asked).toEqual({ q: 'red & blue', async: '1', first: '1', count: '35', adlt: 'strict', mkt: 'en-US' });
    expect(server.requests[0]?.headers['accept-language']).toBe('en-US,en');
    await source.search(query('x', { safeSearch: false }), null);
    expect(server.asked[1]?.searchParams.get('adlt')).toBe('off');
  });

  it.each([
    [0, 1],
    [1, 2],
    [35, 2],
    [50, 3],
    [105, 4],
    [300, 10],
  ])(
    'of %i results every one is found once or more, and the repeated last page is the end',
    async (total, requests) => {
      const source = await start();
      server.answer = holding(total);
      const pages = await allPages(source);
      expect(new Set(urlsOf(pages)).size).toBe(total);
      expect(server.asked.length).toBeLessThanOrEqual(requests);
      expect(server.asked.map(({ searchParams }) => searchParams.get('first')).slice(0, 3)).toEqual(
        ['1', '36', '71'].slice(0, server.asked.length),
      );
    },
  );

  it('stops at a thousand', async () => {
    const source = await start();
    server.answer = holding(5_000);
    const pages = await allPages(source);
    expect(pages.length).toBe(29);
    expect(Number(server.asked.at(-1)?.searchParams.get('first'))).toBe(981);
  });

  it('leaves out what it cannot use', async () => {
    const source = await start();
    const bad = [
      { ...result(1), murl: 'data:image/png;base64,AA' },
      { ...result(2), murl: null },
      null,
      [],
      'text',
      {},
    ];
    const nulls = { murl: 'https://a.example/b.jpg', purl: null, t: null, desc: 'Alt' };
    server.answer = {
      body: fragment([...bad.map((m) => tile(m)), '<li><a class="iusc" m="{broken">x</a></li>', tile(nulls)]),
    };
    expect((await source.search(query(), null)).items).toMatchObject([
      { url: 'https://a.example/b.jpg', pageUrl: null, title: 'Alt' },
    ]);
  });

  const large = '<article class="card"></article>'.repeat(200);
  it.each([
    ['nothing at all', ''],
    ['a no-results note', `<div class="no_results">There are no results</div>${large}`],
  ])('%s is the end', async (_, body) => {
    const source = await start();
    server.answer = { body };
    expect(await source.search(query(), null)).toEqual({ items: [], next: null });
  });

  it('a large page without tiles is the end on later pages', async () => {
    const source = await start();
    server.answer = { body: large };
    expect(await source.search(query(), encodeBingCursor(36, []))).toEqual({ items: [], next: null });
  });

  it('a cursor of a full page is short and comes back whole', () => {
    const urls = Array.from({ length: 150 }, (_, i) => `https://a.example/${i}`);
    const cursor = encodeBingCursor(36, urls);
    expect(cursor.length).toBeLessThan(1_000);
    expect(decodeBingCursor(cursor, 1_000)).toMatchObject({ first: 36, seen: { size: 150 } });
  });

  testSourceContract({
    server,
    start,
    refusals: [
      [
        'a captcha with 200',
        { body: '<html><div class="captcha">We detected unusual activity</div></html>' },
        'blocked',
      ],
      ['a new layout', { body: large }, 'shape_changed'],
      [
        'tiles whose data nobody can read',
        { body: fragment(['<li><a class="iusc" m="{broken">x</a></li>']) },
        'shape_changed',
      ],
    ],
    badCursors: ['', '36', '0.', '1001.', '-1.', '36.abc', '36.!!!!', `36.${'A'.repeat(2_000)}`, '36.AAAAAAAA.x'],
  });
});
