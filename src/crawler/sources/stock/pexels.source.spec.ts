import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, query, refusal, trySource } from '../source-server.fixture.js';
import { PexelsSource } from './pexels.source.js';

const { server, start } = trySource(PexelsSource, { PEXELS_API_KEY: 'secret' });

const photo = (id: number, more: Record<string, unknown> = {}) => ({
  id,
  width: 3024,
  height: 3024,
  url: `https://www.pexels.com/photo/x-${id}/`,
  photographer: 'J R',
  photographer_url: 'https://www.pexels.com/@jr',
  photographer_id: 680589,
  avg_color: null,
  liked: false,
  alt: 'Brown rocks',
  src: { original: `https://images.pexels.com/photos/${id}/x.jpeg`, large2x: 'https://images.pexels.com/l.jpeg' },
  ...more,
});

const reply = (photos: unknown[], next?: unknown) => ({
  total_results: 8000,
  page: 1,
  per_page: 80,
  photos,
  ...(next !== undefined && { next_page: next }),
});

describe('PexelsSource', () => {
  it('asks as the API wants it and reads every field', async () => {
    const source = await start();
    server.answer = { body: reply([photo(1)], 'https://api.pexels.com/v1/search/?page=2&per_page=80&query=dog') };
    const page = await source.search(query('red barn', { licenses: ['LicenseRef-Pexels'] }), null);
    expect(page).toEqual({
      next: '2',
      items: [
        {
          url: 'https://images.pexels.com/photos/1/x.jpeg',
          pageUrl: 'https://www.pexels.com/photo/x-1/',
          title: 'Brown rocks',
          creator: 'J R',
          license: 'LicenseRef-Pexels',
          licenseUrl: 'https://www.pexels.com/license/',
          attribution:
            '"Brown rocks" by J R (https://www.pexels.com/@jr), Pexels License (https://www.pexels.com/license/), via Pexels (https://www.pexels.com/photo/x-1/)',
          width: 3024,
          height: 3024,
        },
      ],
    });
    expect(server.asked[0]?.pathname).toBe('/prefix/v1/search');
    const asked = server.parameters();
    expect(asked).toEqual({ query: 'red barn', page: '1', per_page: '80' });
    expect(server.requests[0]?.headers.authorization).toBe('secret');
  });

  it.each([
    ['aspect:tall', { orientation: 'portrait' }],
    ['color:violet', { color: 'violet' }],
    ['size:large', { size: 'large' }],
  ])('narrows to %s', async (slice, parameters) => {
    const source = await start();
    server.answer = { body: reply([]) };
    await source.search(query('x', { slice }), null);
    expect(server.parameters()).toMatchObject(parameters);
  });

  it.each([
    ['without a next page', (page: number) => (page < 4 ? 'https://api.pexels.com/x' : undefined), 4],
    ['with a next page of null', () => null, 1],
    ['when the next page is a number, as its client’s types say', (page: number) => (page < 2 ? 2 : undefined), 2],
  ])('ends %s', async (_, next, expected) => {
    const source = await start();
    server.answer = (url) => {
      const page = Number(url.searchParams.get('page'));
      return { body: reply([photo(page), photo(page + 100)], next(page)) };
    };
    expect((await allPages(source)).flatMap(({ items }) => items).length).toBe(2 * expected);
  });

  it('ends with an empty page that claims to go on', async () => {
    const source = await start();
    server.answer = { body: reply([], 'https://api.pexels.com/x') };
    expect(await source.search(query(), null)).toEqual({ items: [], next: null });
  });

  it('takes null everywhere and leaves out what has no usable address', async () => {
    const source = await start();
    const nothing = Object.fromEntries(Object.keys(photo(1)).map((name) => [name, null]));
    const kept = { ...nothing, src: { original: 'https://a.example/b.jpeg' } };
    server.answer = { body: reply([nothing, photo(2, { src: { original: 'data:x' } }), kept]) };
    expect((await source.search(query(), null)).items).toMatchObject([
      { url: 'https://a.example/b.jpeg', pageUrl: null, title: null, creator: null, width: null, height: null },
    ]);
  });

  it('stops for long when its headers say that the month is used up', async () => {
    const source = await start();
    const reset = String(Math.floor(Date.now() / 1_000) + 86_400);
    server.answer = { headers: { 'X-Ratelimit-Remaining': '0', 'X-Ratelimit-Reset': reset }, body: reply([photo(1)]) };
    expect((await source.search(query(), null)).items.length).toBe(1);
    expect((await refusal(source.search(query(), null))).kind).toBe('quota');
    expect(server.asked.length).toBe(1);
  });

  testSourceContract({
    server,
    start,
    refusals: [
      ['a bad key', { status: 401, body: { error: 'Unauthorized' } }, 'auth'],
      ['over the limit', { status: 429, body: { error: 'API rate limit exceeded' } }, 'rate_limited'],
      ['over the month', { status: 429, body: { error: 'Monthly limit reached' } }, 'quota'],
      ['a bad query', { status: 400, body: { error: 'Bad Request' } }, 'bad_request'],
      ['its own trouble', { status: 500, body: { error: 'Internal' } }, 'upstream'],
    ],
    changedShapes: [
      ['a list of another name', { data: [] }],
      ['photos of another kind', reply([{ id: 1, image: 'x' }])],
      ['photos whose addresses moved', reply([{ id: 1, src: { full: 'https://x.example/' } }])],
    ],
    badCursors: ['0', '1001', 'x', ''],
    keys: ['PEXELS_API_KEY'],
    foreignLicenses: ['CC0-1.0'],
  });
});
