import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, query, refusal, trySource, urlsOf } from '../source-server.fixture.js';
import { observation } from './collections.fixture.js';
import { InaturalistSource } from './inaturalist.source.js';

const { server, start } = trySource(InaturalistSource);
const reply = (results: unknown[], total = results.length) => ({
  total_results: total,
  page: 1,
  per_page: 200,
  results,
});

describe('InaturalistSource', () => {
  it('asks as the API wants it and reads every field', async () => {
    const source = await start();
    server.answer = { body: reply([observation(7)], 300) };
    expect(await source.search(query('great tit'), '5')).toEqual({
      next: '7',
      items: [
        {
          url: 'https://inaturalist-open-data.s3.amazonaws.com/photos/7/original.jpg',
          pageUrl: 'https://www.inaturalist.org/observations/7',
          title: 'birds',
          creator: 'X Y',
          license: 'CC-BY-4.0',
          licenseUrl: 'https://creativecommons.org/licenses/by/4.0/',
          attribution:
            '"birds" by X Y, CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/), via iNaturalist (https://www.inaturalist.org/observations/7)',
          width: 2048,
          height: 1536,
        },
      ],
    });
    expect(server.asked[0]?.pathname).toBe('/prefix/v1/observations');
    expect(server.parameters()).toEqual({
      q: 'great tit',
      search_on: 'names',
      photos: 'true',
      quality_grade: 'research',
      photo_license: 'cc0,cc-by,cc-by-sa,cc-by-nc,cc-by-nd,cc-by-nc-sa,cc-by-nc-nd',
      order_by: 'id',
      order: 'asc',
      per_page: '200',
      id_above: '5',
    });
  });

  it('reads ids upwards until none is left', async () => {
    const source = await start();
    const ids = Array.from({ length: 450 }, (_, i) => 3 * i + 1);
    server.answer = (url) => {
      const left = ids.filter((id) => id > Number(url.searchParams.get('id_above')));
      return {
        body: reply(
          left.slice(0, 200).map((id) => observation(id)),
          left.length,
        ),
      };
    };
    const pages = await allPages(source);
    expect(pages.map(({ items }) => items.length)).toEqual([200, 200, 50]);
    expect(new Set(urlsOf(pages)).size).toBe(450);
  });

  it.each([
    ['cc0', 'CC0-1.0'],
    ['cc-by', 'CC-BY-4.0'],
    ['cc-by-sa', 'CC-BY-SA-4.0'],
    ['cc-by-nc', 'CC-BY-NC-4.0'],
    ['cc-by-nd', 'CC-BY-ND-4.0'],
    ['cc-by-nc-sa', 'CC-BY-NC-SA-4.0'],
    ['CC-BY-NC-ND', 'CC-BY-NC-ND-4.0'],
  ])('the licence %s is %s', async (code, id) => {
    const source = await start();
    server.answer = { body: reply([observation(1, { license_code: code })]) };
    expect((await source.search(query(), null)).items[0]?.license).toBe(id);
  });

  it('asks for the licences that the job keeps, and leaves out photos that have another one', async () => {
    const source = await start();
    const photos = ['cc-by-nc', null, 'cc0'].flatMap((license_code, i) => observation(i + 1, { license_code }).photos);
    server.answer = { body: reply([observation(1, {}, { photos })]) };
    const found = await source.search(query('tit', { licenses: ['CC0-1.0', 'CC-BY-4.0', 'GFDL-1.2-or-later'] }), null);
    expect(server.asked[0]?.searchParams.get('photo_license')).toBe('cc0,cc-by');
    expect(found.items.map(({ license }) => license)).toEqual(['CC0-1.0']);
  });

  it('takes null everywhere and leaves out what has no usable address', async () => {
    const source = await start();
    const bad = ['ftp://a.example/square.jpg', 7, null].flatMap((url) => observation(9, { url }).photos);
    const bare = { license_code: 'cc0', url: 'https://a.example/photos/1/medium.jpeg?1545' };
    server.answer = {
      body: reply([
        { id: 9, photos: [...bad, bare, null] },
        { id: 10, photos: null },
      ]),
    };
    const { items } = await source.search(query(), null);
    expect(items).toMatchObject([
      { url: 'https://a.example/photos/1/original.jpeg?1545', title: null, creator: null, pageUrl: null, width: null },
    ]);
  });

  it('asks 60 times a minute and no more', async () => {
    const source = await start();
    server.answer = { body: reply([]) };
    for (let i = 0; i < 60; i += 1) await source.search(query(), null);
    const failure = await refusal(source.search(query(), null));
    expect(failure.kind).toBe('rate_limited');
    expect(failure.retryAfterMs).toBeGreaterThan(30_000);
    expect(server.asked.length).toBe(60);
  });

  testSourceContract({
    server,
    start,
    changedShapes: [
      ['results of another kind', { results: [{ id: 1, image: 'https://a.example/b.jpg' }] }],
      ['ids that do not grow', { total_results: 9, results: [{ id: 0, photos: [] }] }],
      ['no ids', { total_results: 9, results: [{ photos: [] }] }],
    ],
    badCursors: ['-1', '1.5', 'x', '', '01', '1e1', '9999999999999999'],
    foreignLicenses: ['LicenseRef-US-Gov'],
  });
});
