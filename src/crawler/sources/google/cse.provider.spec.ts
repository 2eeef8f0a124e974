import { testSourceContract } from '../source-contract.fixture.js';
import { query, trySource, UNCREDITED } from '../source-server.fixture.js';
import { CseProvider } from './cse.provider.js';

const { server, start } = trySource(CseProvider, { GOOGLE_CSE_API_KEY: 'secret', GOOGLE_CSE_CX: 'engine' });

const item = (n: number, more: Record<string, unknown> = {}) => ({
  kind: 'customsearch#result',
  title: 'A cat',
  htmlTitle: 'A <b>cat</b>',
  link: `https://ex.example/${n}.jpg`,
  displayLink: 'ex.example',
  mime: 'image/jpeg',
  image: { contextLink: `https://ex.example/page/${n}`, height: 800, width: 1200, byteSize: 123456 },
  ...more,
});

const reply = (items: unknown[] | undefined, more = true) => ({
  kind: 'customsearch#search',
  queries: {
    request: [{ totalResults: '1230000', count: 10, startIndex: 1 }],
    ...(more && { nextPage: [{ startIndex: 11, count: 10 }] }),
  },
  searchInformation: { totalResults: '1230000' },
  ...(items && { items }),
});

const error = (code: number, message: string, reason: string, status = 'X') => ({
  status: code,
  body: { error: { code, message, status, errors: [{ reason, domain: 'usageLimits', message }] } },
});

describe('CseProvider', () => {
  it('asks as the API wants it and reads every field', async () => {
    const provider = await start();
    server.answer = { body: reply([item(1), item(2, { link: null }), item(3, { image: null, title: null })]) };
    const page = await provider.search(query('red barn'), '2');
    expect(page.next).toBe('3');
    expect(page.items).toEqual([
      {
        url: 'https://ex.example/1.jpg',
        pageUrl: 'https://ex.example/page/1',
        title: 'A cat',
        ...UNCREDITED,
        width: 1200,
        height: 800,
      },
      expect.objectContaining({ url: 'https://ex.example/3.jpg', pageUrl: null, title: null, width: null }),
    ]);
    expect(server.asked[0]?.pathname).toBe('/prefix/customsearch/v1');
    expect(server.parameters()).toEqual({
      key: 'secret',
      cx: 'engine',
      q: 'red barn',
      searchType: 'image',
      num: '10',
      start: '11',
      safe: 'active',
    });
  });

  it.each([
    ['without a next page', reply([item(1)], false), null],
    ['without items', reply(undefined), null],
    ['after ten pages', reply([item(1)]), '10'],
  ])('ends %s', async (_, body, cursor) => {
    const provider = await start();
    server.answer = { body };
    expect((await provider.search(query(), cursor)).next).toBeNull();
  });

  it('never asks beyond the hundredth result', async () => {
    const provider = await start();
    server.answer = { body: reply([item(1)]) };
    await provider.search(query(), '10');
    const asked = server.asked[0]?.searchParams;
    expect([asked?.get('start'), asked?.get('num')]).toEqual(['91', '9']);
  });

  it.each([
    ['size:xlarge', null, { imgSize: 'xlarge' }],
    ['color:red', null, { imgDominantColor: 'red' }],
    ['type:photo', ['CC0-1.0'], { imgType: 'photo', rights: 'cc_publicdomain' }],
    [
      '',
      ['CC-BY-4.0', 'CC0-1.0'],
      { rights: 'cc_publicdomain|cc_attribute|cc_sharealike|cc_noncommercial|cc_nonderived' },
    ],
  ])('slice %j for %j', async (slice, licenses, parameters) => {
    const provider = await start();
    server.answer = { body: reply(undefined) };
    await provider.search(query('x', { slice, licenses }), null);
    expect(server.parameters()).toMatchObject(parameters);
  });

  testSourceContract({
    server,
    start,
    refusals: [
      [
        'a bad key',
        error(400, 'API key not valid. Please pass a valid API key.', 'badRequest', 'INVALID_ARGUMENT'),
        'auth',
      ],
      [
        'a bad query',
        error(400, 'Request contains an invalid argument.', 'badRequest', 'INVALID_ARGUMENT'),
        'bad_request',
      ],
      [
        'the day',
        error(429, "Quota exceeded for quota metric 'Queries' and limit 'Queries per day'", 'rateLimitExceeded'),
        'quota',
      ],
      ['the day, as it used to be', error(403, 'Daily Limit Exceeded', 'dailyLimitExceeded'), 'quota'],
      [
        'the minute',
        error(429, "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute'", 'x'),
        'rate_limited',
      ],
      ['its own trouble', error(503, 'Backend Error', 'backendError'), 'upstream'],
    ],
    changedShapes: [
      ['a promotion', { kind: 'customsearch#promotion' }],
      ['items of another kind', reply([{ src: 'x' }])],
    ],
    badCursors: ['0', '11', 'x', ''],
    keys: ['GOOGLE_CSE_API_KEY', 'GOOGLE_CSE_CX'],
  });
});
