import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, query, type Recorded, refusal, trySource } from '../source-server.fixture.js';
import { nasaRecord } from './collections.fixture.js';
import { NasaSource } from './nasa.source.js';

const { server, start } = trySource(NasaSource);
const file = (id: string, size: string) => ({ href: `http://images-assets.nasa.gov/image/${id}/${id}~${size}` });
const reply = (items: unknown[], hasNext = false) => ({
  collection: {
    version: '1.1',
    href: 'http://images-api.nasa.gov/search?q=x',
    items,
    metadata: { total_hits: 301 },
    links: hasNext ? [{ rel: 'next', prompt: 'Next', href: 'http://images-api.nasa.gov/search?q=x&page=2' }] : [],
  },
});
const assets = (...items: unknown[]) => ({ collection: { version: '1.1', items } });
/** An item, with what is answered to the question for its files. */
const listing =
  (files: Recorded) =>
  (url: URL): Recorded =>
    url.pathname.includes('/asset/') ? files : { body: reply([nasaRecord('x')]) };

describe('NasaSource', () => {
  it('asks as the API wants it, then for the files of the item, and reads every field', async () => {
    const source = await start();
    server.answer = (url) => ({
      body: url.pathname.includes('/asset/')
        ? assets(file('PIA1', 'orig.tif'), file('PIA1', 'medium.jpg'), file('PIA1', 'thumb.jpg'))
        : reply([nasaRecord('PIA1', { photographer: 'NASA/A. Person' })], true),
    });
    expect(await source.search(query('red barn'), '2')).toEqual({
      next: '3',
      items: [
        {
          url: 'https://images-assets.nasa.gov/image/PIA1/PIA1~medium.jpg',
          pageUrl: 'https://images.nasa.gov/details/PIA1',
          title: 'Red barn on Mars',
          creator: 'NASA/A. Person',
          license: 'LicenseRef-US-Gov',
          licenseUrl: 'https://www.usa.gov/government-copyright',
          attribution:
            '"Red barn on Mars" by NASA/A. Person, US government work (https://www.usa.gov/government-copyright), via NASA Image and Video Library (https://images.nasa.gov/details/PIA1)',
          width: null,
          height: null,
        },
      ],
    });
    expect(server.asked.map(({ pathname }) => pathname)).toEqual(['/prefix/search', '/prefix/asset/PIA1']);
    expect(server.parameters()).toEqual({
      q: 'red barn',
      media_type: 'image',
      page: '2',
      page_size: '100',
    });
  });

  it('asks for no list of files where the search names a large one, and takes its size', async () => {
    const source = await start();
    const files = [
      { ...file('a b', 'orig.jpg'), rel: 'canonical', width: 5_000, height: 4_000 },
      { ...file('a b', 'large.jpg'), rel: 'alternate', width: 1_920, height: 1_536 },
    ];
    server.answer = { body: reply([nasaRecord('a b', {}, files)]) };
    expect((await source.search(query(), null)).items).toMatchObject([
      { url: 'https://images-assets.nasa.gov/image/a%20b/a%20b~large.jpg', width: 1_920, height: 1_536 },
    ]);
    expect(server.asked.length).toBe(1);
  });

  it('leaves out items without a picture, an id, or files that are still there', async () => {
    const source = await start();
    server.answer = (url) => {
      if (url.pathname.endsWith('/gone')) return { status: 404, body: { reason: 'No assets found' } };
      if (url.pathname.endsWith('/tiff')) return { body: assets(file('tiff', 'orig.tif'), null, { href: 7 }) };
      return { body: reply([nasaRecord('gone'), nasaRecord('tiff'), { data: [{ title: 'no id' }] }, { data: [] }]) };
    };
    expect(await source.search(query(), null)).toEqual({ items: [], next: null });
  });

  it.each([
    ['nothing else', {}, 'LicenseRef-US-Gov', 'NASA/JPL'],
    ['a NASA credit', { secondary_creator: 'NASA/JPL-Caltech' }, 'LicenseRef-US-Gov', 'NASA/JPL-Caltech'],
    ['a copyright', { description: 'A barn. Copyright 2010 A. Person' }, null, 'NASA/JPL'],
    ['a sign', { photographer: '© A. Person' }, null, '© A. Person'],
    ['a partner', { secondary_creator: 'NASA/ESA/A. Person' }, null, 'NASA/ESA/A. Person'],
    ['thanks', { description: 'Image courtesy of A. Person' }, null, 'NASA/JPL'],
    ['no center', { center: null }, 'LicenseRef-US-Gov', null],
  ])('an item that says %s', async (_, data, license, creator) => {
    const source = await start();
    server.answer = { body: reply([nasaRecord('x', data, [file('x', 'large.jpg')])]) };
    expect((await source.search(query(), null)).items).toMatchObject([{ license, creator }]);
  });

  it('ends where no next page is named, and at 100 pages', async () => {
    const source = await start();
    const items = [nasaRecord('x', {}, [file('x', 'large.jpg')])];
    server.answer = (url) => ({ body: reply(items, Number(url.searchParams.get('page')) < 4) });
    expect((await allPages(source)).length).toBe(4);
    server.answer = { body: reply(items, true) };
    expect((await source.search(query(), '100')).next).toBeNull();
  });

  it('has slices by years that leave no gap', async () => {
    const source = await start();
    server.answer = { body: reply([]) };
    for (const slice of source.slices) await source.search(query('tit', { slice }), null);
    const years = server.asked.map(({ searchParams }) =>
      ['year_start', 'year_end'].map((y) => Number(searchParams.get(y))),
    );
    expect(years.slice(1).map(([, to]) => to)).toEqual(years.slice(0, -1).map(([from]) => from! - 1));
    expect((await refusal(source.search(query('tit', { slice: 'date:1' }), null))).kind).toBe('bad_request');
  });

  testSourceContract({
    server,
    start,
    refusals: [
      [
        'a 429 to the list of files',
        listing({ status: 429, headers: { 'retry-after': '5' }, body: {} }),
        'rate_limited',
      ],
      ['a list of files of something else', listing({ body: { files: [] } }), 'shape_changed'],
    ],
    changedShapes: [['items of another kind', { collection: { items: [{ url: 'https://a.example/b.jpg' }] } }]],
    badCursors: ['0', '101', 'x', ''],
    foreignLicenses: ['CC-BY-4.0'],
  });
});
