import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, query, refusal, trySource, urlsOf } from '../source-server.fixture.js';
import { FlickrSource } from './flickr.source.js';

const { server, start } = trySource(FlickrSource, { FLICKR_API_KEY: 'secret' });

const photo = (n: number, more: Record<string, unknown> = {}) => ({
  id: `4951433${n}`,
  owner: '7478000@N06',
  secret: 'bbdbb5f000',
  server: '65535',
  farm: 66,
  title: 'Church',
  ispublic: 1,
  license: '4',
  ownername: 'someone',
  url_m: `https://live.staticflickr.com/65535/${n}_m.jpg`,
  width_m: '330',
  height_m: 500,
  url_l: `https://live.staticflickr.com/65535/${n}_b.jpg`,
  width_l: 660,
  height_l: '1024',
  url_o: `https://live.staticflickr.com/65535/${n}_o.jpg`,
  o_width: '3178',
  ...more,
});

const reply = (photos: unknown[], page = 1, pages: number | string = 1) => ({
  photos: { page, pages, perpage: 100, total: '4000', photo: photos },
  stat: 'ok',
});

const fail = (code: number | string, message = 'x') => ({ body: { stat: 'fail', code, message } });

describe('FlickrSource', () => {
  it('asks as the API wants it and reads every field', async () => {
    const source = await start();
    server.answer = { body: reply([photo(1)], 2, 3) };
    const page = await source.search(query('red barn'), '2');
    expect(page).toEqual({
      next: '3',
      items: [
        {
          url: 'https://live.staticflickr.com/65535/1_b.jpg',
          pageUrl: 'https://www.flickr.com/photos/7478000%40N06/49514331',
          title: 'Church',
          creator: 'someone',
          license: 'CC-BY-2.0',
          licenseUrl: 'https://creativecommons.org/licenses/by/2.0/',
          attribution:
            '"Church" by someone (https://www.flickr.com/people/7478000%40N06/), CC BY 2.0 (https://creativecommons.org/licenses/by/2.0/), via Flickr (https://www.flickr.com/photos/7478000%40N06/49514331)',
          width: 660,
          height: 1024,
        },
      ],
    });
    expect(server.asked[0]?.pathname).toBe('/prefix/services/rest/');
    expect(server.parameters()).toEqual({
      method: 'flickr.photos.search',
      api_key: 'secret',
      format: 'json',
      nojsoncallback: '1',
      text: 'red barn',
      media: 'photos',
      sort: 'relevance',
      safe_search: '1',
      license: '1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16',
      extras: 'license,owner_name,url_k,url_h,url_l,url_o,url_c,url_z,url_m,url_n',
      per_page: '100',
      page: '2',
    });
  });

  it('asks for the licences that the job keeps', async () => {
    const source = await start();
    server.answer = { body: reply([]) };
    await source.search(query('x', { licenses: ['CC0-1.0', 'CC-BY-4.0', 'MIT'] }), null);
    expect(server.asked[0]?.searchParams.get('license')).toBe('9,11');
  });

  it('a slice is a year of uploading', async () => {
    const source = await start();
    server.answer = { body: reply([]) };
    expect(source.slices).toContain('date:2023');
    await source.search(query('x', { slice: 'date:2023', safeSearch: false }), null);
    const asked = server.asked[0]?.searchParams;
    expect([asked?.get('min_upload_date'), asked?.get('max_upload_date')]).toEqual(['1672531200', '1704067199']);
    expect(asked?.get('safe_search')).toBe('3');
    expect((await refusal(source.search(query('x', { slice: 'size:large' }), null))).kind).toBe('bad_request');
  });

  it.each([
    ['its pages', 3, 100, 3],
    ['an empty page', 40, 0, 1],
    ['4000 photos, though it claims more', 90, 100, 40],
    ['pages as text', '2', 100, 2],
  ])('ends with %s', async (_, pages, size, expected) => {
    const source = await start();
    server.answer = (url) => {
      const page = Number(url.searchParams.get('page'));
      return {
        body: reply(
          Array.from({ length: size }, (_photo, i) => photo(page * 1_000 + i)),
          page,
          pages,
        ),
      };
    };
    const found = await allPages(source);
    expect(found.length).toBe(expected);
    expect(new Set(urlsOf(found)).size).toBe(expected * size);
  });

  it('takes the best size that there is and leaves out what has none', async () => {
    const source = await start();
    const bare = { id: '1', owner: 'o' };
    server.answer = {
      body: reply([
        { ...bare, url_o: 'https://a.example/o.jpg', url_c: 'https://a.example/c.jpg' },
        { ...bare, url_k: 'https://a.example/k.jpg', url_l: 'https://a.example/l.jpg' },
        { ...bare, url_l: 'javascript:1' },
        bare,
      ]),
    };
    const { items } = await source.search(query(), null);
    expect(items.map(({ url }) => url)).toEqual(['https://a.example/o.jpg', 'https://a.example/k.jpg']);
    expect(items[0]).toMatchObject({ title: null, creator: null, license: null, attribution: null, width: null });
  });

  testSourceContract({
    server,
    start,
    refusals: [
      ['code 100, a bad key', fail(100, 'Invalid API Key (Key has invalid format)'), 'auth'],
      ['code 98, a failed login', fail('98'), 'auth'],
      ['code 105, out of service', fail(105, 'Service currently unavailable'), 'upstream'],
      ['code 201', fail(201), 'upstream'],
      ['code 0', fail(0, 'Sorry, the Flickr API service is not currently available.'), 'upstream'],
      ['code 10, search out of service', fail(10), 'upstream'],
      ['code 3, no parameters', fail(3), 'bad_request'],
      ['code 1, too many tags', fail(1), 'bad_request'],
      ['an unknown code', fail(999), 'bad_request'],
      ['code 112, no such method', fail(112), 'shape_changed'],
    ],
    changedShapes: [
      ['a call of a function', 'jsonFlickrApi({})'],
      ['a list of another name', { stat: 'ok', items: [] }],
      ['photos of another kind', reply([{ uuid: 1 }])],
      ['photos that lost their addresses', reply([{ id: '1', owner: 'o', sizes: [] }])],
    ],
    badCursors: ['0', '41', 'x', '', '1.5'],
    keys: ['FLICKR_API_KEY'],
    foreignLicenses: ['MIT'],
  });
});
