import { SerperProvider } from './serper.provider.js';
import { testSourceContract } from '../source-contract.fixture.js';
import { query, trySource, UNCREDITED } from '../source-server.fixture.js';

const { server, start } = trySource(SerperProvider, { SERPER_API_KEY: 'secret-key' });

const image = (n: number) => ({
  title: 'A barn',
  imageUrl: `https://site.example/${n}.jpg`,
  imageWidth: 1200,
  imageHeight: 800,
  thumbnailUrl: 'https://encrypted-tbn0.gstatic.com/images?q=tbn:x',
  source: 'Site',
  link: `https://site.example/page/${n}`,
  position: n,
});

describe('SerperProvider', () => {
  it('posts the query with the key and reads every field', async () => {
    const provider = await start();
    let text = '';
    server.answer = (_, request) => {
      text = request.text;
      return { body: { searchParameters: {}, images: [image(1), { ...image(2), imageUrl: null }], credits: 2 } };
    };
    const page = await provider.search(query('red barn'), '2');
    expect(page).toEqual({
      next: '3',
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
    expect(server.asked[0]?.pathname).toBe('/prefix/images');
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      headers: { 'x-api-key': 'secret-key', 'content-type': 'application/json' },
    });
    expect(JSON.parse(text)).toEqual({ q: 'red barn', gl: 'us', hl: 'en', num: 100, page: 2 });
  });

  it('ends with an empty page and at a thousand results', async () => {
    const provider = await start();
    server.answer = { body: { images: [] } };
    expect(await provider.search(query(), null)).toEqual({ items: [], next: null });
    server.answer = { body: { images: [image(1)] } };
    expect((await provider.search(query(), '10')).next).toBeNull();
  });

  testSourceContract({
    server,
    start,
    refusals: [
      ['a bad key', { status: 403, body: { message: 'Unauthorized.', statusCode: 403 } }, 'auth'],
      ['no credits', { status: 400, body: { message: 'Not enough credits' } }, 'quota'],
      ['a bad query', { status: 400, body: { message: 'Query not allowed' } }, 'bad_request'],
      ['too many requests', { status: 429, body: { message: 'Too many requests' } }, 'rate_limited'],
      ['its own trouble', { status: 500, body: { message: 'Internal' } }, 'upstream'],
    ],
    changedShapes: [
      ['a page of web results', { organic: [] }],
      ['images of another kind', { images: [{ url: 'x' }] }],
    ],
    badCursors: ['0', '11', 'x', ''],
    keys: ['SERPER_API_KEY'],
  });
});
