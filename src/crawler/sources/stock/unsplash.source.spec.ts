import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, query, refusal, trySource, urlsOf } from '../source-server.fixture.js';
import { UnsplashSource } from './unsplash.source.js';

const { server, start } = trySource(UnsplashSource, { UNSPLASH_ACCESS_KEY: 'secret' });
const asker = { signal: new AbortController().signal, turn: [] };

const photo = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  created_at: '2014-11-18T14:35:36-05:00',
  blur_hash: 'LaLXMa9Fx[D%~q%MtQM|kDRjtRIU',
  width: 4000,
  height: 3000,
  color: '#A7A2A1',
  description: null,
  alt_description: 'man drinking coffee',
  urls: {
    raw: `https://images.unsplash.com/photo-${id}?ixid=Mnw1`,
    full: `https://images.unsplash.com/photo-${id}?fm=jpg&q=85&ixid=Mnw1`,
    regular: `https://images.unsplash.com/photo-${id}?w=1080&ixid=Mnw1`,
  },
  links: {
    html: `https://unsplash.com/photos/man-drinking-coffee-${id}`,
    download_location: `https://api.unsplash.com/photos/${id}/download?ixid=Mnw1`,
  },
  user: { id: 'u1', username: 'jdoe', name: 'J Doe', links: { html: 'https://unsplash.com/@jdoe' } },
  current_user_collections: [],
  ...more,
});

const reply = (results: unknown[], pages = 1) => ({ total: 133, total_pages: pages, results });

describe('UnsplashSource', () => {
  it('asks as the API wants it and reads every field', async () => {
    const source = await start();
    server.answer = { body: reply([photo('eOLpJytrbsQ')], 3) };
    const page = await source.search(query('red barn', { licenses: ['LicenseRef-Unsplash'] }), null);
    expect(page).toEqual({
      next: '2',
      items: [
        {
          url: 'https://images.unsplash.com/photo-eOLpJytrbsQ?fm=jpg&q=85&ixid=Mnw1',
          pageUrl: 'https://unsplash.com/photos/eOLpJytrbsQ?utm_source=pixcrawler&utm_medium=referral',
          title: 'man drinking coffee',
          creator: 'J Doe',
          license: 'LicenseRef-Unsplash',
          licenseUrl: 'https://unsplash.com/license',
          attribution:
            '"man drinking coffee" by J Doe (https://unsplash.com/@jdoe?utm_source=pixcrawler&utm_medium=referral), Unsplash License (https://unsplash.com/license), via Unsplash (https://unsplash.com/photos/eOLpJytrbsQ?utm_source=pixcrawler&utm_medium=referral)',
          width: 4000,
          height: 3000,
        },
      ],
    });
    expect(server.asked[0]?.pathname).toBe('/prefix/search/photos');
    expect(server.parameters()).toEqual({
      query: 'red barn',
      page: '1',
      per_page: '30',
      content_filter: 'high',
    });
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Client-ID secret', 'accept-version': 'v1' });
  });

  it('narrows by slice, and says when anything goes', async () => {
    const source = await start();
    server.answer = { body: reply([]) };
    await source.search(query('x', { slice: 'aspect:tall', safeSearch: false }), null);
    expect(server.parameters()).toMatchObject({
      orientation: 'portrait',
      content_filter: 'low',
    });
    await source.search(query('x', { slice: 'color:teal' }), null);
    expect(server.asked[1]?.searchParams.get('color')).toBe('teal');
  });

  it.each([
    ['its last page', 4, 30, 4],
    ['an empty page', 9, 0, 1],
  ])('ends with %s', async (_, pages, size, expected) => {
    const source = await start();
    server.answer = (url) => ({
      body: reply(
        Array.from({ length: size }, (_photo, i) => photo(`${url.searchParams.get('page')}x${i}`)),
        pages,
      ),
    });
    const found = await allPages(source);
    expect(found.length).toBe(expected);
    expect(new Set(urlsOf(found)).size).toBe(expected * size);
  });

  it('takes null where null may be, and leaves out what has no usable address', async () => {
    const source = await start();
    const nothing = { description: null, alt_description: null, user: null, links: null, width: 0, height: null };
    server.answer = {
      body: reply([photo('a', { urls: { full: 'ftp://x' } }), photo('b', { urls: null }), photo('c', nothing)]),
    };
    const { items } = await source.search(query(), null);
    expect(items).toMatchObject([{ title: null, creator: null, width: null, height: null }]);
    expect(items[0]?.attribution).toContain('Untitled, Unsplash License');
  });

  it('reports a download where the photograph says, with the query that it came with', async () => {
    const source = await start();
    server.answer = { body: reply([photo('eOLpJytrbsQ')]) };
    const { items } = await source.search(query(), null);
    server.answer = { body: { url: 'https://images.unsplash.com/photo-1' } };
    for (const item of items) await source.downloaded(item, asker);
    expect(server.asked[1]?.pathname).toBe('/prefix/photos/eOLpJytrbsQ/download');
    expect(server.asked[1]?.search).toBe('?ixid=Mnw1');
    expect(server.requests[1]?.headers.authorization).toBe('Client-ID secret');
  });

  it.each([
    null,
    'https://elsewhere.example/photos/abc',
    'https://unsplash.com/@jdoe',
    'https://unsplash.com/photos/a/b',
  ])('reports no download for a picture of %s', async (pageUrl) => {
    const source = await start();
    await source.downloaded({ url: 'https://a.example/x?ixid=1', pageUrl }, asker);
    expect(server.asked).toEqual([]);
  });

  it('waits when its headers say that nothing is left, downloads included', async () => {
    const source = await start();
    server.answer = { headers: { 'X-Ratelimit-Limit': '50', 'X-Ratelimit-Remaining': '0' }, body: reply([photo('a')]) };
    const { items } = await source.search(query(), null);
    expect(items.length).toBe(1);
    expect(await refusal(source.search(query(), '2'))).toMatchObject({ kind: 'rate_limited', retryAfterMs: 600_000 });
    for (const item of items) await expect(source.downloaded(item, asker)).rejects.toThrow('allowance');
    expect(server.asked.length).toBe(1);
  });

  testSourceContract({
    server,
    start,
    refusals: [
      ['a bad key', { status: 401, body: { errors: ['OAuth error: The access token is invalid'] } }, 'auth'],
      [
        'over the limit',
        { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Rate Limit Exceeded' },
        'rate_limited',
      ],
      ['a query that counts as spam', { status: 410, body: { errors: ['x'] } }, 'bad_request'],
      ['a bad query', { status: 400, body: { errors: ['query is missing'] } }, 'bad_request'],
      ['its own trouble', { status: 500, body: { errors: ['x'] } }, 'upstream'],
    ],
    changedShapes: [
      ['results one level down', { photos: { results: [] } }],
      ['results of another kind', reply([{ id: 'a', src: 'x' }])],
      ['results whose addresses moved', reply([{ id: 'a', urls: { huge: 'https://x.example/' } }])],
    ],
    badCursors: ['0', '1001', 'x', ''],
    keys: ['UNSPLASH_ACCESS_KEY'],
    foreignLicenses: ['CC0-1.0'],
  });
});
