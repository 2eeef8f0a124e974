import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, query, refusal, trySource } from '../source-server.fixture.js';
import { smithsonianRow } from './collections.fixture.js';
import { SmithsonianSource } from './smithsonian.source.js';

const { server, start } = trySource(SmithsonianSource, { SMITHSONIAN_API_KEY: 'k' });
const reply = (rows: unknown[], rowCount = rows.length) => ({
  status: 200,
  responseCode: 1,
  response: { rowCount, rows },
});
const error = (status: number, code: string) => ({
  status,
  body: { error: { code, message: 'see https://api.data.gov' } },
});

describe('SmithsonianSource', () => {
  it('asks as the API wants it and reads every field', async () => {
    const source = await start();
    server.answer = { body: reply([smithsonianRow(5)], 300) };
    expect(await source.search(query('red "barn" AND (hay)'), '100')).toEqual({
      next: '200',
      items: [
        {
          url: 'https://ids.si.edu/ids/deliveryService?id=SAAM-5',
          pageUrl: 'https://americanart.si.edu/collections/object/5',
          title: 'Red Barn',
          creator: 'A. Person, born 1850',
          license: 'CC0-1.0',
          licenseUrl: 'https://creativecommons.org/publicdomain/zero/1.0/',
          attribution:
            '"Red Barn" by A. Person, born 1850, CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/), via Smithsonian American Art Museum (https://americanart.si.edu/collections/object/5)',
          width: null,
          height: null,
        },
      ],
    });
    expect(server.asked[0]?.pathname).toBe('/prefix/openaccess/api/v1.0/search');
    expect(server.parameters()).toEqual({
      q: '(red barn and hay) AND online_media_type:Images AND media_usage:CC0',
      start: '100',
      rows: '100',
      api_key: 'k',
    });
  });

  it.each([
    ['usage of another kind', { usage: { access: 'Usage conditions apply' } }],
    ['no usage', { usage: null }],
    ['a sound', { type: 'Sounds' }],
    ['no address', { content: null }],
    ['an address of another scheme', { content: 'ftp://ids.si.edu/1' }],
  ])('leaves out media with %s', async (_, media) => {
    const source = await start();
    server.answer = { body: reply([smithsonianRow(1, media), smithsonianRow(2)]) };
    expect((await source.search(query(), null)).items.length).toBe(1);
  });

  it('takes null everywhere', async () => {
    const source = await start();
    const { content } = smithsonianRow(1);
    const bare = { ...content.descriptiveNonRepeating, title: null, record_link: null, guid: null, data_source: null };
    server.answer = { body: reply([{ title: null, content: { descriptiveNonRepeating: bare } }]) };
    expect((await source.search(query(), null)).items).toMatchObject([
      { title: null, creator: null, pageUrl: null, license: 'CC0-1.0' },
    ]);
  });

  it.each([
    ['the last row', 250, 3],
    ['nothing', 0, 1],
    ['10,000 rows', 50_000, 100],
  ])('ends at %s', async (_, total, expected) => {
    const source = await start();
    server.answer = (url) => {
      const left = total - Number(url.searchParams.get('start'));
      return { body: reply(left > 0 ? [smithsonianRow(left)] : [], total) };
    };
    expect((await allPages(source, 'barn', 120)).length).toBe(expected);
  });

  it('has slices by the first digit of the hash, which together are everything', async () => {
    const source = await start();
    server.answer = { body: reply([]) };
    for (const slice of source.slices) await source.search(query('barn', { slice }), null);
    const digits = server.asked.map((url) => / AND hash:(.)\*$/.exec(url.searchParams.get('q') ?? '')?.[1]);
    expect(digits.join('')).toBe('0123456789abcdef');
    expect((await refusal(source.search(query('barn', { slice: 'hash:g' }), null))).kind).toBe('bad_request');
  });

  it('rests when its key has nothing left', async () => {
    const source = await start();
    server.answer = { headers: { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '0' }, body: reply([]) };
    await source.search(query(), null);
    const failure = await refusal(source.search(query(), null));
    expect([failure.kind, server.asked.length]).toEqual(['rate_limited', 1]);
    expect(failure.retryAfterMs).toBeGreaterThan(200_000);
  });

  it('refuses a keyword of operators only', async () => {
    const source = await start();
    expect((await refusal(source.search(query('"*" (~)'), null))).kind).toBe('bad_request');
  });

  testSourceContract({
    server,
    start,
    refusals: [
      ['a bad key', error(403, 'API_KEY_INVALID'), 'auth'],
      ['no key', error(403, 'API_KEY_MISSING'), 'auth'],
      ['too many requests', error(429, 'OVER_RATE_LIMIT'), 'rate_limited'],
    ],
    changedShapes: [['rows of another kind', reply([{ id: 'x', images: [] }])]],
    badCursors: ['-1', '10000', 'x', ''],
    keys: ['SMITHSONIAN_API_KEY'],
    foreignLicenses: ['CC-BY-4.0'],
  });
});
