import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, query, trySource } from '../source-server.fixture.js';
import { europeanaItem } from './collections.fixture.js';
import { EuropeanaSource } from './europeana.source.js';

const { server, start } = trySource(EuropeanaSource, { EUROPEANA_API_KEY: 'k' });
const reply = (items: unknown[], nextCursor?: string) => ({
  apikey: 'k',
  success: true,
  requestNumber: 999,
  itemsCount: items.length,
  totalResults: 27,
  ...(nextCursor && { nextCursor }),
  items,
});
const failed = (status: number, error: string) => ({ status, body: { apikey: 'k', success: false, error } });

describe('EuropeanaSource', () => {
  it('asks as the API wants it and reads every field', async () => {
    const source = await start();
    server.answer = { body: reply([europeanaItem(1)], 'AoE/+w==') };
    expect(await source.search(query('red: barn'), null)).toEqual({
      next: 'AoE/+w==',
      items: [
        {
          url: 'https://library.example/1.jpg',
          pageUrl: 'https://library.example/1',
          title: 'Red Barn',
          creator: 'A. Person',
          license: 'CC0-1.0',
          licenseUrl: 'https://creativecommons.org/publicdomain/zero/1.0/',
          attribution:
            '"Red Barn" by A. Person, CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/), via A Library (https://library.example/1)',
          width: null,
          height: null,
        },
      ],
    });
    expect(server.asked[0]?.pathname).toBe('/prefix/record/v2/search.json');
    expect(server.parameters()).toEqual({
      wskey: 'k',
      query: 'red barn',
      qf: 'TYPE:IMAGE',
      media: 'true',
      profile: 'rich',
      rows: '100',
      cursor: '*',
    });
    await source.search(query(), 'AoE/+w==');
    expect(server.asked[1]?.search).toContain('cursor=AoE%2F%2Bw%3D%3D');
  });

  it('follows the cursors to where there is none', async () => {
    const source = await start();
    server.answer = (url) => {
      const n = Number(url.searchParams.get('cursor')?.replace('*', '0'));
      return { body: reply([europeanaItem(n)], n < 14 ? String(n + 1) : undefined) };
    };
    expect((await allPages(source)).flatMap(({ items }) => items).length).toBe(15);
  });

  it.each([
    ['a page without items', reply([], 'x')],
    ['a cursor that stays', reply([europeanaItem(1)], 'same')],
  ])('ends at %s', async (_, body) => {
    const source = await start();
    server.answer = { body };
    expect((await source.search(query(), 'same')).next).toBeNull();
  });

  it.each([
    [
      'http://creativecommons.org/licenses/by-sa/3.0/',
      'CC-BY-SA-3.0',
      'https://creativecommons.org/licenses/by-sa/3.0/',
    ],
    [
      'http://creativecommons.org/publicdomain/mark/1.0/',
      'CC-PDM-1.0',
      'https://creativecommons.org/publicdomain/mark/1.0/',
    ],
    ['http://rightsstatements.org/vocab/InC/1.0/', 'LicenseRef-InC', 'https://rightsstatements.org/vocab/InC/1.0/'],
    [
      'https://rightsstatements.org/page/NoC-OKLR/1.0/?language=en',
      'LicenseRef-NoC-OKLR',
      'https://rightsstatements.org/vocab/NoC-OKLR/1.0/',
    ],
    [
      'http://rightsstatements.org/vocab/InC-OW-EU/1.0/',
      'LicenseRef-InC-OW-EU',
      'https://rightsstatements.org/vocab/InC-OW-EU/1.0/',
    ],
    ['http://rightsstatements.org/vocab/CNE/1.0/', 'LicenseRef-CNE', 'https://rightsstatements.org/vocab/CNE/1.0/'],
    ['http://rightsstatements.org/vocab/Other/1.0/', null, 'http://rightsstatements.org/vocab/Other/1.0/'],
    ['http://www.europeana.eu/rights/rr-f/', null, 'http://www.europeana.eu/rights/rr-f/'],
  ])('the rights %s are %s', async (rights, license, licenseUrl) => {
    const source = await start();
    server.answer = { body: reply([europeanaItem(1, { rights: [rights] })]) };
    expect((await source.search(query(), null)).items[0]).toMatchObject({ license, licenseUrl });
  });

  it.each([
    [['CC0-1.0', 'CC-BY-4.0', 'CC-BY-SA-3.0-DE'], 'open'],
    [['CC-BY-NC-4.0', 'CC-BY-ND-2.0'], 'restricted'],
    [['CC-BY-NC-SA-4.0', 'CC-PDM-1.0'], 'open,restricted'],
    [['LicenseRef-InC', 'LicenseRef-NoC-NC'], 'restricted,permission'],
    [['LicenseRef-InC-EDU'], 'restricted'],
  ])('asks for %j as %s', async (licenses, reusability) => {
    const source = await start();
    server.answer = { body: reply([]) };
    await source.search(query('barn', { licenses }), null);
    expect(server.asked[0]?.searchParams.get('reusability')).toBe(reusability);
  });

  it('takes values that are no lists, and null, and leaves out what names no picture', async () => {
    const source = await start();
    const none = [null, [], ['thumbnail'], {}].map((edmIsShownBy) => europeanaItem(2, { edmIsShownBy }));
    const bare = { rights: null, edmIsShownBy: 'https://a.example/1.jpg', title: null, dcCreator: {} };
    server.answer = { body: reply([...none, bare]) };
    expect((await source.search(query(), null)).items).toMatchObject([
      { url: 'https://a.example/1.jpg', title: null, creator: null, license: null, pageUrl: null },
    ]);
  });

  testSourceContract({
    server,
    start,
    refusals: [
      ['a bad key', failed(401, 'Invalid API key'), 'auth'],
      ['a bad key with 200', failed(200, 'Invalid API key'), 'auth'],
      ['too many requests with 200', failed(200, 'Rate limit exceeded'), 'rate_limited'],
      ['a bad query', failed(400, 'Invalid query parameter.'), 'bad_request'],
      ['a bad query with 200', failed(200, 'Invalid query parameter.'), 'bad_request'],
    ],
    changedShapes: [['items of another kind', { success: true, items: [{ url: 'https://a.example/b.jpg' }] }]],
    badCursors: ['', 'a b', 'ä', 'x'.repeat(2_001)],
    keys: ['EUROPEANA_API_KEY'],
    foreignLicenses: ['LicenseRef-US-Gov'],
  });
});
