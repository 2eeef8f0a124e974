import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, query, refusal, trySource, UNCREDITED } from '../source-server.fixture.js';
import { medium, occurrence } from './collections.fixture.js';
import { GbifSource } from './gbif.source.js';

const { server, start } = trySource(GbifSource);
const reply = (results: unknown[], endOfRecords = true) => ({ offset: 0, limit: 300, endOfRecords, count: 9, results });

describe('GbifSource', () => {
  it('asks as the API wants it and reads every field', async () => {
    const source = await start();
    server.answer = { body: reply([occurrence(2005380410, [medium()])], false) };
    expect(await source.search(query('Parus major'), '600')).toEqual({
      next: '900',
      items: [
        {
          url: 'https://museum.example/original.jpg',
          pageUrl: 'https://museum.example/record/1',
          title: 'Great tit',
          creator: 'A. Person',
          license: 'CC-BY-4.0',
          licenseUrl: 'https://creativecommons.org/licenses/by/4.0/',
          attribution:
            '"Great tit" by A. Person, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), via GBIF (https://museum.example/record/1)',
          width: null,
          height: null,
        },
      ],
    });
    expect(server.asked[0]?.pathname).toBe('/prefix/v1/occurrence/search');
    expect(server.parameters()).toEqual({
      q: 'Parus major',
      mediaType: 'StillImage',
      limit: '300',
      offset: '600',
    });
    expect(server.requests[0]?.headers['user-agent']).toMatch(/https?:|@/);
  });

  it.each([
    ['http://creativecommons.org/licenses/by-nc/4.0/', 'CC-BY-NC-4.0'],
    ['https://creativecommons.org/publicdomain/zero/1.0/legalcode', 'CC0-1.0'],
    ['CC BY-SA 3.0', 'CC-BY-SA-3.0'],
    ['CC-BY', 'LicenseRef-CC-BY'],
    ['Public Domain', 'LicenseRef-Public-Domain'],
    ['http://rightsstatements.org/vocab/InC/1.0/', 'LicenseRef-InC'],
    ['© The Museum. All rights reserved', 'LicenseRef-The-Museum.-All-rights-reserved'],
    ['https://museum.example/terms', null],
    [undefined, null],
    [7, null],
  ])('the licence %s of a picture is %s, whatever the record’s is', async (license, id) => {
    const source = await start();
    server.answer = { body: reply([occurrence(1, [medium({ license })])]) };
    expect((await source.search(query(), null)).items[0]?.license).toBe(id);
  });

  it('keeps where the terms are when they are nothing that it knows', async () => {
    const source = await start();
    server.answer = { body: reply([occurrence(1, [medium({ license: 'https://museum.example/terms' })])]) };
    expect((await source.search(query(), null)).items[0]?.licenseUrl).toBe('https://museum.example/terms');
  });

  it('takes every still picture of a record, with as little as publishers say', async () => {
    const source = await start();
    const least = { type: 'StillImage', identifier: 'http://a.example/1.jpg' };
    const media = [least, { type: 'Sound', identifier: 'http://a.example/2.mp3' }, medium({ identifier: null }), null];
    server.answer = { body: reply([occurrence(7, media), { key: 8, media: null }]) };
    const { items } = await source.search(query(), null);
    expect(items).toEqual([
      {
        url: 'http://a.example/1.jpg',
        pageUrl: 'https://www.gbif.org/occurrence/7',
        title: 'Parus major Linnaeus, 1758',
        ...UNCREDITED,
        width: null,
        height: null,
      },
    ]);
  });

  it('ends with the records', async () => {
    const source = await start();
    server.answer = (url) => ({
      body: reply([occurrence(1, [medium()])], Number(url.searchParams.get('offset')) >= 900),
    });
    expect((await allPages(source)).length).toBe(4);
  });

  it('ends where paging does, at 100,000', async () => {
    const source = await start();
    server.answer = { body: reply([occurrence(1, [medium()])], false) };
    expect((await source.search(query(), '99600')).next).toBeNull();
    expect((await source.search(query(), '99300')).next).toBe('99600');
    expect((await refusal(source.search(query(), '99900'))).kind).toBe('bad_request');
  });

  it('has slices by years that leave no gap', async () => {
    const source = await start();
    server.answer = { body: reply([]) };
    for (const slice of source.slices) await source.search(query('tit', { slice }), null);
    const years = server.asked.map((url) => (url.searchParams.get('year') ?? '').split(',').map(Number));
    expect(years.slice(1).map(([, to]) => to)).toEqual(years.slice(0, -1).map(([from]) => from! - 1));
    expect((await refusal(source.search(query('tit', { slice: 'date:1' }), null))).kind).toBe('bad_request');
  });

  testSourceContract({
    server,
    start,
    changedShapes: [
      ['no end told', { results: [] }],
      ['records without media', { endOfRecords: false, results: [{ key: 1, images: [] }] }],
    ],
    badCursors: ['-300', '1.5', 'x', '', '1e1'],
  });
});
