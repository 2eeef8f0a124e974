import { testSourceContract } from '../source-contract.fixture.js';
import { query, refusal, trySource, UNCREDITED } from '../source-server.fixture.js';
import { BraveSource } from './brave.source.js';

const { server, start } = trySource(BraveSource, { BRAVE_API_KEY: 'secret' });

const result = (n: number, more: Record<string, unknown> = {}) => ({
  type: 'image_result',
  title: 'A barn',
  url: `https://site.example/page/${n}`,
  source: 'site.example',
  page_fetched: '2025-09-15T10:30:00Z',
  thumbnail: { src: 'https://imgs.search.brave.com/t', width: 200, height: 150 },
  properties: {
    url: `https://site.example/full/${n}.jpg`,
    placeholder: 'https://imgs.search.brave.com/p',
    width: 1920,
    height: 1080,
  },
  meta_url: { scheme: 'https', netloc: 'site.example' },
  confidence: 'high',
  ...more,
});

const reply = (results?: unknown) => ({
  type: 'images',
  query: { original: 'red barn', altered: null, spellcheck_off: true },
  ...(results !== undefined && { results }),
  extra: { might_be_offensive: false },
});

const error = (status: number, code: string) => ({ status, body: { type: 'ErrorResponse', error: { code, status } } });

describe('BraveSource', () => {
  it('asks once for all that there is, and reads every field', async () => {
    const source = await start();
    server.answer = {
      body: reply([result(1), result(2, { properties: { url: 'https://a.example/b.jpg' }, title: null })]),
    };
    const page = await source.search(query('red barn'), null);
    expect(page).toEqual({
      next: null,
      items: [
        {
          url: 'https://site.example/full/1.jpg',
          pageUrl: 'https://site.example/page/1',
          title: 'A barn',
          ...UNCREDITED,
          width: 1920,
          height: 1080,
        },
        expect.objectContaining({ url: 'https://a.example/b.jpg', title: null, width: null, height: null }),
      ],
    });
    expect(server.asked[0]?.pathname).toBe('/prefix/res/v1/images/search');
    expect(server.parameters()).toEqual({
      q: 'red barn',
      count: '200',
      safesearch: 'strict',
      country: 'US',
      search_lang: 'en',
      spellcheck: 'false',
    });
    expect(server.requests[0]?.headers).toMatchObject({ 'x-subscription-token': 'secret', accept: 'application/json' });
  });

  it('keeps to 400 characters and 50 words, and narrows by language', async () => {
    const source = await start();
    server.answer = { body: reply([]) };
    await source.search(query('ab '.repeat(60)), null);
    expect(server.asked[0]?.searchParams.get('q')?.split(' ').length).toBe(50);
    await source.search(query('ä'.repeat(500), { slice: 'language:de', safeSearch: false }), null);
    const asked = server.parameters(1);
    expect(asked).toMatchObject({ q: 'ä'.repeat(400), search_lang: 'de', country: 'DE', safesearch: 'off' });
  });

  it.each([
    ['an empty list', reply([])],
    ['no list', reply()],
  ])('%s is the end', async (_, body) => {
    const source = await start();
    server.answer = { body };
    expect(await source.search(query(), null)).toEqual({ items: [], next: null });
  });

  it.each([
    ['second', { 'X-RateLimit-Remaining': '0, 14000', 'X-RateLimit-Reset': '9, 99999' }, 'rate_limited'],
    ['month', { 'X-RateLimit-Remaining': '1, 0', 'X-RateLimit-Reset': '1, 99999' }, 'quota'],
  ])('waits when nothing of the %s is left', async (_, headers, kind) => {
    const source = await start();
    server.answer = { headers, body: reply([result(1)]) };
    expect((await source.search(query(), null)).items.length).toBe(1);
    expect((await refusal(source.search(query(), null))).kind).toBe(kind);
    expect(server.asked.length).toBe(1);
  });

  testSourceContract({
    server,
    start,
    refusals: [
      ['a bad key', error(422, 'SUBSCRIPTION_TOKEN_INVALID'), 'auth'],
      ['a bad query', error(422, 'VALIDATION'), 'bad_request'],
      ['too many requests', error(429, 'RATE_LIMITED'), 'rate_limited'],
      ['a used up month', error(429, 'QUOTA_LIMITED'), 'quota'],
      ['its own trouble', error(500, 'INTERNAL'), 'upstream'],
    ],
    changedShapes: [
      ['a page of web results', { type: 'search', web: {} }],
      ['results that are no list', reply({})],
      ['results of another kind', reply([{ src: 'x' }])],
    ],
    badCursors: ['', '1', '2', 'x'],
    keys: ['BRAVE_API_KEY'],
  });
});
