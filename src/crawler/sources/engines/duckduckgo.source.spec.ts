import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, query, type Recorded, refusal, trySource, UNCREDITED, urlsOf } from '../source-server.fixture.js';
import { tokenIn } from './duckduckgo-cursor.js';
import { DuckduckgoSource } from './duckduckgo.source.js';

const { server, start } = trySource(DuckduckgoSource);

const PAGE = { body: `<!doctype html><script>DDG.deep.initialize('/d.js?q=x');vqd="4-123-456";</script>` };

const result = (n: number, more: Record<string, unknown> = {}) => ({
  image: `https://site.example/full/${n}.jpg`,
  thumbnail: 'https://tse1.mm.bing.net/th?id=x',
  url: `https://site.example/page/${n}`,
  title: 'A barn',
  width: 1200,
  height: 800,
  source: 'Bing',
  ...more,
});

/** The result page with its token, then whatever the script answers. */
const script = (answer: Recorded | ((offset: number) => Recorded)) => (url: URL) => {
  if (!url.pathname.endsWith('/i.js')) return PAGE;
  return typeof answer === 'function' ? answer(Number(url.searchParams.get('s') ?? 0)) : answer;
};

describe('DuckduckgoSource', () => {
  it('fetches the token, asks as the page does and reads every field', async () => {
    const source = await start();
    server.answer = script({ body: { results: [result(1)], next: 'i.js?s=100', query: 'red barn' } });
    const page = await source.search(query('red barn'), null);
    expect(page).toEqual({
      next: '100.4-123-456',
      items: [
        {
          url: 'https://site.example/full/1.jpg',
          pageUrl: 'https://site.example/page/1',
          title: 'A barn',
          ...UNCREDITED,
          width: 1200,
          height: 800,
        },
      ],
    });
    expect(server.asked.map(({ pathname }) => pathname)).toEqual(['/prefix/', '/prefix/i.js']);
    expect(server.parameters()).toEqual({ q: 'red barn', iar: 'images', t: 'h_' });
    expect(server.parameters(1)).toEqual({
      o: 'json',
      q: 'red barn',
      l: 'wt-wt',
      vqd: '4-123-456',
      p: '1',
    });
    const { headers } = server.requests[1] ?? {};
    expect(headers).toMatchObject({ accept: '*/*', 'sec-fetch-site': 'same-origin' });
    expect(headers?.referer).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(headers?.['user-agent']).toBe(server.requests[0]?.headers['user-agent']);
  });

  it('brings the token and the offset on later pages, until a page is empty', async () => {
    const source = await start();
    server.answer = script((offset) => ({
      body: { results: offset < 300 ? Array.from({ length: 100 }, (_, i) => result(offset + i)) : [] },
    }));
    const pages = await allPages(source);
    expect(new Set(urlsOf(pages)).size).toBe(300);
    expect(server.asked.map(({ searchParams }) => [searchParams.get('vqd'), searchParams.get('s')])).toEqual([
      [null, null],
      ['4-123-456', null],
      ['4-123-456', '100'],
      ['4-123-456', '200'],
      ['4-123-456', '300'],
    ]);
  });

  it('fetches a fresh token for a cursor whose token is too old, once', async () => {
    const source = await start();
    server.answer = (url) => {
      if (!url.pathname.endsWith('/i.js')) return PAGE;
      const isFresh = url.searchParams.get('vqd') === '4-123-456';
      return isFresh ? { body: { results: [result(1)] } } : { status: 403, body: 'no' };
    };
    const page = await source.search(query(), '200.4-old');
    expect(page).toMatchObject({ items: [{ title: 'A barn' }], next: '300.4-123-456' });
    expect(server.asked.map(({ pathname }) => pathname)).toEqual(['/prefix/i.js', '/prefix/', '/prefix/i.js']);
    server.answer = script({ status: 403, body: 'no' });
    expect((await refusal(source.search(query(), '200.4-old'))).kind).toBe('blocked');
    expect(server.asked.length).toBe(6);
  });

  it.each([
    ['size:large', null, ',size:Large,,,,'],
    ['aspect:tall', null, ',,,,layout:Tall,'],
    ['color:monochrome', ['CC-BY-4.0'], ',,color:Monochrome,,,license:any'],
    ['date:week', null, 'time:Week,,,,,'],
    ['', ['CC0-1.0'], ',,,,,license:Public'],
    ['', ['MIT'], null],
  ])('slice %j for %j is f=%s', async (slice, licenses, f) => {
    const source = await start();
    server.answer = script({ body: { results: [] } });
    await source.search(query('x'.repeat(600), { slice, licenses, safeSearch: false }), null);
    const asked = server.asked[1]?.searchParams;
    expect([asked?.get('f'), asked?.get('p'), asked?.get('q')?.length]).toEqual([f, '-1', 499]);
  });

  it('takes null everywhere and leaves out what has no usable address', async () => {
    const source = await start();
    const nothing = { image: null, url: null, title: null, width: null, height: null };
    server.answer = script({
      body: { results: [nothing, { ...nothing, image: 'x' }, { ...nothing, image: 'https://a.example/b.jpg' }] },
    });
    expect((await source.search(query(), null)).items).toMatchObject([
      { url: 'https://a.example/b.jpg', pageUrl: null, title: null, width: null },
    ]);
  });

  it.each([
    [`x vqd="4-1-2" y`, '4-1-2'],
    [`x vqd='4-1-2' y`, '4-1-2'],
    ['/d.js?vqd=4-1-2&p=1', '4-1-2'],
    ['vqd=""', null],
    ['vqd="<b>"', null],
    ['nothing', null],
  ])('the token in %j is %j', (html, token) => {
    expect(tokenIn(html)).toBe(token);
  });

  it.each([
    ['a page without a token', { body: '<html>'.padEnd(3_000, 'x') }, 'shape_changed'],
    ['a page for bots', { body: '<form>Unfortunately, bots use DuckDuckGo too.</form>' }, 'blocked'],
    ['202', { status: 202, body: 'anomaly' }, 'blocked'],
  ])('%s instead of the result page', async (_, answer, kind) => {
    const source = await start();
    server.answer = answer;
    expect((await refusal(source.search(query(), null))).kind).toBe(kind);
    expect(server.asked.length).toBe(1);
  });

  testSourceContract({
    server,
    start,
    refusals: [
      ['202 instead of the list', script({ status: 202, body: '' }), 'blocked'],
      ['403 instead of the list', script({ status: 403, body: 'If this persists, please email us' }), 'blocked'],
      ['no JSON', script({ body: 'hello' }), 'shape_changed'],
      ['another object', script({ body: { data: [] } }), 'shape_changed'],
      ['results of another kind', script({ body: { results: [{ img: 'x' }] } }), 'shape_changed'],
    ],
    badCursors: ['', '100', '0.4-1-2', '100.', '100.a b', '5100.4-1-2', `100.${'x'.repeat(300)}`, '100.<b>'],
  });
});
