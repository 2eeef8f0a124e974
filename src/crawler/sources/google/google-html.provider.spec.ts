import { GoogleHtmlProvider } from './google-html.provider.js';
import { testSourceContract } from '../source-contract.fixture.js';
import { query, trySource, UNCREDITED } from '../source-server.fixture.js';

const { server, start } = trySource(GoogleHtmlProvider);

const cell = (n: number) => [
  1,
  [
    0,
    `id${n}`,
    [`https://encrypted-tbn0.gstatic.com/images?q=tbn:${n}&s`, 180, 240],
    [`https://site.example/${n}.jpg?a=b]&c="d"`, 768, 1024],
    null,
    0,
    'rgb(1,2,3)',
    {
      '2000': [null, 'site.example', '18KB'],
      '2003': [null, 'x', `https://site.example/page/${n}`, `Barn [${n}]`],
      '2008': [null, 'Barn'],
    },
  ],
];

const page = (data: unknown) => {
  const json = JSON.stringify(data)
    .replaceAll('=', String.raw`\u003d`)
    .replaceAll('&', String.raw`\u0026`);
  return `<!doctype html><html><head><title>x</title><script>window.google={kEI:'x'};</script></head><body>
<script nonce="a">AF_initDataCallback({key: 'ds:0', hash: '1', data:[null,["en"]], sideChannel: {}});</script>
<script nonce="a">AF_initDataCallback({key: 'ds:1', hash: '2', data:${json}, sideChannel: {}});</script></body></html>`;
};

describe('GoogleHtmlProvider', () => {
  it('asks for the page and reads the data in its scripts', async () => {
    const provider = await start();
    server.answer = { body: page(['b-GRID_STATE0', [cell(1), cell(2), cell(1)]]) };
    const found = await provider.search(query('red barn'), '3');
    expect(found.next).toBe('4');
    expect(found.items.length).toBe(2);
    expect(found.items[0]).toEqual({
      url: 'https://site.example/1.jpg?a=b]&c=%22d%22',
      pageUrl: 'https://site.example/page/1',
      title: 'Barn [1]',
      ...UNCREDITED,
      width: 1024,
      height: 768,
    });
    expect(server.asked[0]?.pathname).toBe('/prefix/search');
    const asked = server.parameters();
    expect(asked).toEqual({ q: 'red barn', tbm: 'isch', ijn: '2', start: '200', safe: 'active', hl: 'en' });
    expect(server.requests[0]?.headers['user-agent']).toMatch(/^PixCrawler/);
  });

  it('reads the plain page with anchors', async () => {
    const provider = await start();
    const href =
      '/imgres?imgurl=https://a.example/b%20c.jpg&amp;imgrefurl=https://a.example/p&amp;w=640&amp;h=480&amp;tbnid=x';
    server.answer = {
      body: `<table><tr><td><a href="${href}"><img></a></td><td><a href="/imgres?x=1">no</a></td></tr></table>`,
    };
    expect((await provider.search(query(), null)).items).toMatchObject([
      { url: 'https://a.example/b%20c.jpg', pageUrl: 'https://a.example/p', width: 640, height: 480, title: null },
    ]);
  });

  it('falls back to bare addresses in scripts', async () => {
    const provider = await start();
    const script = String.raw`var x=["https://a.example/one.jpg","https:\/\/b.example\/two.png?v\u003d1","https://encrypted-tbn0.gstatic.com/t.jpg","https://b.example/three.webp"]`;
    server.answer = { body: `<script>${script}</script>` };
    expect((await provider.search(query(), null)).items.map(({ url }) => url)).toEqual([
      'https://a.example/one.jpg',
      'https://b.example/three.webp',
    ]);
  });

  it('ends with the first empty page, and at a thousand results', async () => {
    const provider = await start();
    server.answer = { body: page([]) };
    expect(await provider.search(query(), null)).toEqual({ items: [], next: null });
    server.answer = { body: page(['b', [cell(1)]]) };
    expect((await provider.search(query(), '10')).next).toBeNull();
    server.answer = { body: '<div></div>'.repeat(500) };
    expect(await provider.search(query(), '2')).toEqual({ items: [], next: null });
  });

  it('a large page that says so has no results', async () => {
    const provider = await start();
    server.answer = { body: `${'<div></div>'.repeat(500)}<p>Your search did not match any image results.</p>` };
    expect(await provider.search(query(), null)).toEqual({ items: [], next: null });
  });

  testSourceContract({
    server,
    start,
    refusals: [
      ['a large page without results', { body: `<div class="n"></div>`.repeat(500) }, 'shape_changed'],
      ['data of another shape', { body: page([['x'.repeat(3_000), [1, 2]]]) }, 'shape_changed'],
      ['a short page that leads to the sorry page', { body: '<a href="/sorry/index?continue=x">here</a>' }, 'blocked'],
      ['unusual traffic', { status: 429, body: 'Our systems have detected unusual traffic' }, 'blocked'],
    ],
    badCursors: ['0', '11', 'x', ''],
  });
});
