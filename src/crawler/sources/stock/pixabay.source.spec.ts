import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, query, refusal, trySource, urlsOf } from '../source-server.fixture.js';
import { PixabaySource } from './pixabay.source.js';

const { server, start } = trySource(PixabaySource, { PIXABAY_API_KEY: 'secret' });

const hit = (id: number, more: Record<string, unknown> = {}) => ({
  id,
  pageURL: `https://pixabay.com/en/blossom-${id}/`,
  type: 'photo',
  tags: 'blossom, bloom, flower',
  previewURL: 'https://cdn.pixabay.com/photo/2013/10/15/09/12/flower-195893_150.jpg',
  webformatURL: `https://pixabay.com/get/${id}_640.jpg`,
  largeImageURL: `https://pixabay.com/get/${id}_1280.jpg`,
  imageWidth: 4000,
  imageHeight: 2250,
  user_id: 48777,
  user: 'Josch13',
  ...more,
});

const reply = (hits: unknown[], totalHits = hits.length) => ({ total: 4692, totalHits, hits });
const plain = { 'content-type': 'text/plain' };

describe('PixabaySource', () => {
  it('asks as the API wants it and reads every field', async () => {
    const source = await start();
    server.answer = { body: reply([hit(1)], 500) };
    const page = await source.search(query('x'.repeat(120), { licenses: ['LicenseRef-Pixabay'] }), null);
    expect(page).toEqual({
      next: '2',
      items: [
        {
          url: 'https://pixabay.com/get/1_1280.jpg',
          pageUrl: 'https://pixabay.com/en/blossom-1/',
          title: 'blossom, bloom, flower',
          creator: 'Josch13',
          license: 'LicenseRef-Pixabay',
          licenseUrl: 'https://pixabay.com/service/license-summary/',
          attribution:
            '"blossom, bloom, flower" by Josch13 (https://pixabay.com/users/Josch13-48777/), Pixabay Content License (https://pixabay.com/service/license-summary/), via Pixabay (https://pixabay.com/en/blossom-1/)',
          width: null,
          height: null,
        },
      ],
    });
    expect(server.asked[0]?.pathname).toBe('/prefix/api/');
    expect(server.parameters()).toEqual({
      key: 'secret',
      q: 'x'.repeat(100),
      safesearch: 'true',
      page: '1',
      per_page: '200',
    });
  });

  it('takes the original where the account may see it, and its size', async () => {
    const source = await start();
    const hits = [
      hit(1, { imageURL: 'https://a.example/o.jpg', fullHDURL: 'https://a.example/f.jpg' }),
      hit(2, { fullHDURL: 'https://a.example/f.jpg' }),
      hit(3, { largeImageURL: null }),
      hit(4, { largeImageURL: 'x', webformatURL: '' }),
    ];
    server.answer = { body: reply(hits) };
    const { items } = await source.search(query(), null);
    expect(items.map(({ url, width }) => [url, width])).toEqual([
      ['https://a.example/o.jpg', 4000],
      ['https://a.example/f.jpg', null],
      ['https://pixabay.com/get/3_640.jpg', null],
    ]);
  });

  it.each([
    ['type:vector', { image_type: 'vector' }],
    ['aspect:wide', { orientation: 'horizontal' }],
    ['color:lilac', { colors: 'lilac' }],
    ['category:food', { category: 'food' }],
  ])('narrows to %s', async (slice, parameters) => {
    const source = await start();
    server.answer = { body: reply([]) };
    await source.search(query('x', { slice, safeSearch: false }), null);
    expect(server.parameters()).toMatchObject({
      safesearch: 'false',
      ...parameters,
    });
  });

  it.each([
    [0, 1],
    [200, 1],
    [201, 2],
    [500, 3],
    [9_999, 3],
  ])('of %i hits it reads %i pages', async (total, expected) => {
    const source = await start();
    server.answer = (url) => {
      const from = (Number(url.searchParams.get('page')) - 1) * 200;
      const left = Math.min(200, Math.max(0, Math.min(total, 500) - from));
      return {
        body: reply(
          Array.from({ length: left }, (_, i) => hit(from + i)),
          total,
        ),
      };
    };
    const pages = await allPages(source);
    expect(pages.length).toBe(expected);
    expect(new Set(urlsOf(pages)).size).toBe(Math.min(total, 500));
  });

  it('a page out of range is the end, but not the first one', async () => {
    const source = await start();
    server.answer = { status: 400, headers: plain, body: '[ERROR 400] "page" is out of valid range.' };
    expect(await source.search(query(), '3')).toEqual({ items: [], next: null });
    expect((await refusal(source.search(query(), null))).kind).toBe('bad_request');
  });

  it('asks once a day: the terms want replies kept', async () => {
    const source = await start();
    server.answer = { body: reply([hit(1)], 500) };
    const first = await source.search(query('a'), null);
    expect(await source.search(query('a'), null)).toEqual(first);
    await source.search(query('a'), '2');
    await source.search(query('b'), null);
    expect(server.asked.map(({ searchParams }) => [searchParams.get('q'), searchParams.get('page')])).toEqual([
      ['a', '1'],
      ['a', '2'],
      ['b', '1'],
    ]);
  });

  it('waits as long as its headers say', async () => {
    const source = await start();
    server.answer = { headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '42' }, body: reply([hit(1)]) };
    await source.search(query('a'), null);
    const failure = await refusal(source.search(query('b'), null));
    expect(failure.kind).toBe('rate_limited');
    expect(failure.retryAfterMs).toBeGreaterThan(40_000);
    expect(failure.retryAfterMs).toBeLessThanOrEqual(42_000);
    expect(server.asked.length).toBe(1);
  });

  testSourceContract({
    server,
    start,
    refusals: [
      [
        'a bad key',
        {
          status: 400,
          headers: plain,
          body: '[ERROR 400] Invalid or missing API key (https://pixabay.com/api/docs/).',
        },
        'auth',
      ],
      ['over the limit', { status: 429, headers: plain, body: '[ERROR 429] API rate limit exceeded' }, 'rate_limited'],
      ['a bad query', { status: 400, headers: plain, body: '[ERROR 400] "q" is out of valid range.' }, 'bad_request'],
      ['its own trouble', { status: 500, headers: plain, body: '[ERROR 500]' }, 'upstream'],
    ],
    changedShapes: [
      ['a list of another name', { images: [] }],
      ['hits of another kind', reply([{ id: 1, url: 'x' }])],
      ['hits whose addresses are none', reply([{ id: 1, webformatURL: {} }])],
    ],
    badCursors: ['0', '4', 'x', ''],
    keys: ['PIXABAY_API_KEY'],
    foreignLicenses: ['CC0-1.0'],
  });
});
