import { testSourceContract } from '../source-contract.fixture.js';
import { query, trySource, UNCREDITED } from '../source-server.fixture.js';
import { SerpapiProvider } from './serpapi.provider.js';

const { server, start } = trySource(SerpapiProvider, { SERPAPI_API_KEY: 'secret' });

const image = (n: number, more: Record<string, unknown> = {}) => ({
  position: n,
  thumbnail: 'https://serpapi.com/t.jpeg',
  related_content_id: 'x',
  source: 'Site',
  title: 'A barn',
  link: `https://site.example/page/${n}`,
  original: `https://site.example/${n}.jpg`,
  original_width: 1200,
  original_height: 800,
  is_product: false,
  ...more,
});

const reply = (images: unknown, more = true) => ({
  search_metadata: { id: 'x', status: 'Success' },
  images_results: images,
  ...(more && { serpapi_pagination: { current: 0, next: 'https://serpapi.com/search.json?ijn=1' } }),
});

describe('SerpapiProvider', () => {
  it('asks as the API wants it and reads every field', async () => {
    const provider = await start();
    server.answer = { body: reply([image(1), image(2, { original: null })]) };
    const page = await provider.search(query('red barn'), '3');
    expect(page).toEqual({
      next: '4',
      items: [
        {
          url: 'https://site.example/1.jpg',
          pageUrl: 'https://site.example/page/1',
          title: 'A barn',
          ...UNCREDITED,
          width: 1200,
          height: 800,
        },
      ],
    });
    expect(server.asked[0]?.pathname).toBe('/prefix/search');
    expect(server.parameters()).toEqual({
      engine: 'google_images',
      q: 'red barn',
      api_key: 'secret',
      ijn: '2',
      gl: 'us',
      hl: 'en',
      safe: 'active',
    });
  });

  it.each([
    ['aspect:tall', null, { imgar: 't' }],
    ['size:large', ['CC-BY-4.0'], { tbs: 'isz:l,sur:f' }],
    ['date:2020', null, { tbs: 'cdr:1,cd_min:01/01/2020,cd_max:12/31/2020' }],
  ])('slice %s for %j', async (slice, licenses, parameters) => {
    const provider = await start();
    server.answer = { body: reply([]) };
    await provider.search(query('x', { slice, licenses, safeSearch: false }), null);
    expect(server.parameters()).toMatchObject({ safe: 'off', ...parameters });
  });

  it.each([
    ['without a next page', reply([image(1)], false), null],
    ['with an empty page', reply([]), null],
    ['at a thousand results', reply([image(1)]), '10'],
    ['when Google has nothing', { error: "Google hasn't returned any results for this query." }, null],
  ])('ends %s', async (_, body, cursor) => {
    const provider = await start();
    server.answer = { body };
    expect((await provider.search(query(), cursor)).next).toBeNull();
  });

  testSourceContract({
    server,
    start,
    refusals: [
      ['a bad key', { status: 401, body: { error: 'Invalid API key. Your API key should be here' } }, 'auth'],
      ['no searches left', { status: 429, body: { error: 'Your account has run out of searches.' } }, 'quota'],
      ['too many requests', { status: 429, body: { error: 'You are sending too many requests' } }, 'rate_limited'],
      ['a bad query', { status: 400, body: { error: 'Missing query `q` parameter.' } }, 'bad_request'],
      ['an error with 200', { body: { error: 'We could not get valid results.' } }, 'upstream'],
      ['its own trouble', { status: 500, body: { error: 'x' } }, 'upstream'],
    ],
    changedShapes: [
      ['a page of web results', { organic_results: [] }],
      ['images of another kind', reply([{ imageUrl: 'x' }])],
    ],
    badCursors: ['0', '11', 'x', ''],
    keys: ['SERPAPI_API_KEY'],
  });
});
