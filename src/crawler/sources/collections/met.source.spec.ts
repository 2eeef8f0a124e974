import { testSourceContract } from '../source-contract.fixture.js';
import { allPages, type Answer, query, type Recorded, refusal, trySource } from '../source-server.fixture.js';
import { metObject } from './collections.fixture.js';
import { MetSource } from './met.source.js';

const { server, start } = trySource(MetSource);
const idOf = (url: URL) => Number(/\/objects\/(\d+)$/.exec(url.pathname)?.[1]);
const isSearch = (url: URL) => url.pathname.endsWith('/search');

/** A museum with these objects; `object` answers for one of them. */
const museum =
  (ids: number[], object: (id: number) => Recorded = (id) => ({ body: metObject(id) })): Answer =>
  (url) =>
    isSearch(url) ? { body: { total: ids.length, objectIDs: ids.length > 0 ? ids : null } } : object(idOf(url));

describe('MetSource', () => {
  it('searches, then asks for each object, and reads every field', async () => {
    const source = await start();
    const more = { additionalImages: ['https://images.metmuseum.org/CRDImages/ep/original/5b.jpg'] };
    server.answer = museum([5], (id) => ({ body: metObject(id, more) }));
    const page = await source.search(query('red barn & hay'), null);
    expect(page.next).toBeNull();
    expect(page.items.map(({ url }) => url)).toEqual([
      'https://images.metmuseum.org/CRDImages/ep/original/5.jpg',
      'https://images.metmuseum.org/CRDImages/ep/original/5b.jpg',
    ]);
    expect(page.items[0]).toMatchObject({
      pageUrl: 'https://www.metmuseum.org/art/collection/search/5',
      title: 'Red Barn',
      creator: 'A. Person',
      license: 'CC0-1.0',
      licenseUrl: 'https://creativecommons.org/publicdomain/zero/1.0/',
      attribution:
        '"Red Barn" by A. Person, CC0 1.0 (https://creativecommons.org/publicdomain/zero/1.0/), via The Metropolitan Museum of Art (https://www.metmuseum.org/art/collection/search/5)',
    });
    expect(server.asked.map(({ pathname }) => pathname)).toEqual([
      '/prefix/public/collection/v1/search',
      '/prefix/public/collection/v1/objects/5',
    ]);
    expect(server.parameters()).toEqual({ hasImages: 'true', q: 'red barn & hay' });
  });

  it('reads every object once, in the order of the search, and ends', async () => {
    const source = await start();
    const ids = Array.from({ length: 95 }, (_, i) => 1_000 - i);
    server.answer = museum(ids);
    const pages = await allPages(source);
    expect(pages.map(({ items }) => items.length)).toEqual([40, 40, 15]);
    expect(pages.flatMap(({ items }) => items.map(({ url }) => Number(/(\d+)\.jpg$/.exec(url)?.[1])))).toEqual(ids);
  });

  it('ends at once where nothing is found', async () => {
    const source = await start();
    server.answer = museum([]);
    expect(await source.search(query(), null)).toEqual({ items: [], next: null });
  });

  it('takes public-domain works only, and leaves out what was withdrawn', async () => {
    const source = await start();
    server.answer = museum([1, 2, 3, 4], (id) => {
      if (id === 1) return { status: 404, body: { message: 'ObjectID not found' } };
      if (id === 2) return { body: metObject(id, { isPublicDomain: false, primaryImage: '' }) };
      return { body: metObject(id, id === 3 ? { primaryImage: '', title: null, additionalImages: null } : {}) };
    });
    expect((await source.search(query(), null)).items.map(({ pageUrl }) => pageUrl?.slice(-2))).toEqual(['/4']);
  });

  it('has at most 8 requests under way', async () => {
    const source = await start();
    let now = 0;
    let most = 0;
    server.answer = museum(
      Array.from({ length: 40 }, (_, i) => i + 1),
      (id) => {
        now += 1;
        most = Math.max(most, now);
        setImmediate(() => (now -= 1));
        return { body: metObject(id) };
      },
    );
    await source.search(query(), null);
    expect(most).toBeLessThanOrEqual(8);
  });

  it('waits, and does not give up, where its 80 requests a second are used up', async () => {
    const source = await start();
    server.answer = museum(Array.from({ length: 100 }, (_, i) => i + 1));
    expect((await allPages(source)).flatMap(({ items }) => items).length).toBe(100);
  });

  it('takes the 403 of its edge in the middle of a page for a burst that passes', async () => {
    const source = await start();
    server.answer = museum([1, 2, 3], (id) =>
      id === 2 ? { status: 403, body: '<h1>403</h1>' } : { body: metObject(id) },
    );
    const failure = await refusal(source.search(query(), null));
    expect([failure.kind, failure.retryAfterMs]).toEqual(['rate_limited', 30_000]);
  });

  testSourceContract({
    server,
    start,
    refusals: [
      ['an object with no JSON is a changed shape', museum([1], () => ({ body: 'hello' })), 'shape_changed'],
      [
        'an object with no rights is a changed shape',
        museum([1], () => ({ body: { objectID: 1, primaryImage: '' } })),
        'shape_changed',
      ],
      [
        'an object with no picture is a changed shape',
        museum([1], () => ({ body: { objectID: 1, isPublicDomain: true } })),
        'shape_changed',
      ],
    ],
    changedShapes: [
      ['no ids, but a total', { total: 3, objectIDs: null }],
      ['ids that are none', { total: 1, objectIDs: ['a'] }],
    ],
    badCursors: ['-1', '1000001', 'x', ''],
    foreignLicenses: ['CC-BY-4.0'],
  });
});
