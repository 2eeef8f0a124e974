import { OpenverseSource } from './openverse.source.js';
import { testSourceContract } from './source-contract.fixture.js';
import { allPages, query, refusal, trySource, UNCREDITED, urlsOf } from './source-server.fixture.js';

const { server, start } = trySource(OpenverseSource);

const result = (n: number, more: Record<string, unknown> = {}) => ({
  id: `11111111-2222-4333-8444-${String(n).padStart(12, '0')}`,
  title: 'Red barn',
  foreign_landing_url: `https://www.flickr.com/photos/x/${n}`,
  url: `https://live.staticflickr.com/1/${n}_a_b.jpg`,
  creator: 'A. Person',
  creator_url: 'https://www.flickr.com/photos/x',
  license: 'by-sa',
  license_version: '2.0',
  license_url: 'https://creativecommons.org/licenses/by-sa/2.0/',
  source: 'flickr',
  height: 768,
  width: 1024,
  tags: [],
  ...more,
});

const reply = (results: unknown[], page = 1, pageCount = 1) => ({
  result_count: 10_000,
  page_count: pageCount,
  page_size: 20,
  page,
  results,
});

describe('OpenverseSource', () => {
  it('asks as the API wants it and reads every field', async () => {
    const source = await start();
    server.answer = { body: reply([result(1)], 1, 3) };
    const page = await source.search(query('red barn & söhne'), null);
    expect(page).toEqual({
      next: '2',
      items: [
        {
          url: 'https://live.staticflickr.com/1/1_a_b.jpg',
          pageUrl: 'https://www.flickr.com/photos/x/1',
          title: 'Red barn',
          creator: 'A. Person',
          license: 'CC-BY-SA-2.0',
          licenseUrl: 'https://creativecommons.org/licenses/by-sa/2.0/',
          attribution:
            '"Red barn" by A. Person (https://www.flickr.com/photos/x), CC BY-SA 2.0 (https://creativecommons.org/licenses/by-sa/2.0/), via flickr (https://www.flickr.com/photos/x/1)',
          width: 1024,
          height: 768,
        },
      ],
    });
    expect(server.asked[0]?.pathname).toBe('/prefix/v1/images/');
    expect(server.parameters()).toEqual({
      q: 'red barn & söhne',
      page: '1',
      page_size: '20',
    });
    expect(server.requests[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    ['size:large', null, { size: 'large' }],
    ['', ['CC-BY-4.0', 'CC0-1.0'], { license: 'by,cc0' }],
  ])('narrows to %s for %j', async (slice, licenses, parameters) => {
    const source = await start();
    server.answer = { body: reply([]) };
    await source.search(query('x', { slice, licenses }), null);
    expect(server.parameters()).toMatchObject(parameters);
  });

  it('says mature only when safe search is off, and brings the token', async () => {
    const source = await start({ OPENVERSE_TOKEN: 'tok' });
    server.answer = { body: reply([]) };
    await source.search(query('x'.repeat(300), { safeSearch: false }), null);
    const asked = server.parameters();
    expect(asked).toEqual({ q: 'x'.repeat(200), page: '1', page_size: '50', mature: 'true' });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer tok');
  });

  it.each([
    ['the page count', 3, 20, {}, 3],
    ['an empty page', 12, 0, {}, 1],
    ['240 results, anonymously', 500, 20, {}, 12],
    ['20 pages, with a token', 500, 20, { OPENVERSE_TOKEN: 'tok' }, 20],
  ])('ends at %s', async (_, pageCount, size, env, expected) => {
    const source = await start(env);
    server.answer = (url) => {
      const page = Number(url.searchParams.get('page'));
      return {
        body: reply(
          Array.from({ length: size }, (_item, i) => result(page * 100 + i)),
          page,
          pageCount,
        ),
      };
    };
    const pages = await allPages(source);
    expect(pages.length).toBe(expected);
    expect(new Set(urlsOf(pages)).size).toBe(expected * size);
  });

  it('takes null everywhere and leaves out what has no usable address', async () => {
    const source = await start();
    const nothing = Object.fromEntries(Object.keys(result(1)).map((name) => [name, null]));
    const bad = ['ftp://a.example/x.jpg', 'javascript:alert(1)', '', 7, 'https://u:p@a.example/x.jpg', null].map(
      (url) => result(2, { url }),
    );
    server.answer = {
      body: reply([nothing, ...bad, { ...nothing, url: 'https://a.example/b.jpg#x', width: 0, height: '600' }]),
    };
    const { items } = await source.search(query(), null);
    expect(items).toEqual([
      {
        url: 'https://a.example/b.jpg',
        pageUrl: null,
        title: null,
        ...UNCREDITED,
        width: null,
        height: 600,
      },
    ]);
  });

  it.each([
    ['20/min', 60_000],
    ['100/h', 600_000],
    ['200/day', 600_000],
  ])('waits when nothing of %s is left', async (limit, wait) => {
    const source = await start();
    const headers = {
      'X-RateLimit-Limit-anon_burst': limit,
      'X-RateLimit-Available-anon_burst': '0',
      'X-RateLimit-Available-anon_sustained': '180',
      'X-RateLimit-Available-anon_thumbnail': '0',
    };
    server.answer = { headers, body: reply([result(1)]) };
    expect((await source.search(query(), null)).items.length).toBe(1);
    const failure = await refusal(source.search(query(), null));
    expect(failure.kind).toBe('rate_limited');
    expect(failure.retryAfterMs).toBeGreaterThan(wait - 1_000);
    expect(failure.retryAfterMs).toBeLessThanOrEqual(wait);
    expect(server.asked.length).toBe(1);
  });

  it('sits a period of a second out', async () => {
    const source = await start();
    const headers = { 'X-RateLimit-Limit-anon_burst': '5/s', 'X-RateLimit-Available-anon_burst': '0' };
    server.answer = { headers, body: reply([result(1)]) };
    await source.search(query(), null);
    const since = performance.now();
    expect((await source.search(query(), null)).items.length).toBe(1);
    expect(performance.now() - since).toBeGreaterThan(900);
  });

  it('is not asked again inside a Retry-After window', async () => {
    const source = await start();
    server.answer = { status: 429, headers: { 'retry-after': '60' }, body: {} };
    await refusal(source.search(query(), null));
    const again = await refusal(source.search(query('other'), null));
    expect(again.kind).toBe('rate_limited');
    expect(again.retryAfterMs).toBeGreaterThan(50_000);
    expect(server.asked.length).toBe(1);
  });

  it('an aborted search is an abort, not a failure of the source', async () => {
    const source = await start();
    await expect(source.search(query('x', { signal: AbortSignal.abort(new Error('stop')) }), null)).rejects.toThrow(
      'stop',
    );
  });

  testSourceContract({
    server,
    start,
    changedShapes: [
      ['results that are no list', { results: {} }],
      ['results of another kind', { results: [{ imageUrl: 'https://a.example/b.jpg' }] }],
    ],
    badCursors: ['0', '13', '-1', '1.5', 'x', '', '٣', '1e1', '2 OR 1=1'],
    foreignLicenses: ['MIT'],
  });
});
