import { encodeContinuation } from './wikimedia-cursor.js';
import { file } from './wikimedia-file.fixture.js';
import { WikimediaSource } from './wikimedia.source.js';
import { testSourceContract } from './source-contract.fixture.js';
import { allPages, query, refusal, trySource } from './source-server.fixture.js';

const { server, start } = trySource(WikimediaSource);

const encoded = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');

describe('WikimediaSource', () => {
  it('asks as the API wants it, keeps the rank and reads every field', async () => {
    const source = await start();
    server.answer = { body: { batchcomplete: true, query: { pages: [file(2), file(1)] } } };
    const page = await source.search(query('-cat "tom" insource:/x/ T-shirt'), null);
    expect(page.next).toBeNull();
    expect(page.items.map(({ url }) => url.slice(-8))).toEqual(['Cat1.jpg', 'Cat2.jpg']);
    expect(page.items[0]).toEqual({
      url: 'https://upload.wikimedia.org/wikipedia/commons/a/ab/Cat1.jpg',
      pageUrl: 'https://commons.wikimedia.org/wiki/File:Cat1.jpg',
      title: 'Cat',
      creator: 'X & Y',
      license: 'CC-BY-SA-4.0',
      licenseUrl: 'https://creativecommons.org/licenses/by-sa/4.0/',
      attribution:
        '"Cat" by X & Y (http://commons.wikimedia.org/wiki/User:X), CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/), via Wikimedia Commons (https://commons.wikimedia.org/wiki/File:Cat1.jpg)',
      width: 3000,
      height: 2000,
    });
    const asked = server.asked[0]?.searchParams;
    expect(server.asked[0]?.pathname).toBe('/prefix/w/api.php');
    expect(asked?.get('gsrsearch')).toBe('filetype:bitmap cat tom insource x T-shirt');
    expect(Object.fromEntries(asked ?? [])).toMatchObject({
      action: 'query',
      format: 'json',
      formatversion: '2',
      generator: 'search',
      gsrnamespace: '6',
      gsrlimit: '50',
      prop: 'imageinfo',
    });
    expect(server.requests[0]?.headers['user-agent']).toMatch(/^PixCrawler\/.*@/);
  });

  it('sends back everything inside continue, until there is none', async () => {
    const source = await start();
    server.answer = (url) => {
      const offset = Number(url.searchParams.get('gsroffset') ?? 0);
      const more = { continue: { gsroffset: offset + 50, continue: 'gsroffset||', srcontinue: 'k|1' } };
      return { body: { batchcomplete: true, ...(offset < 100 && more), query: { pages: [file(offset + 1)] } } };
    };
    const pages = await allPages(source);
    expect(pages.flatMap(({ items }) => items.map(({ url }) => url.slice(-9)))).toEqual([
      '/Cat1.jpg',
      'Cat51.jpg',
      'at101.jpg',
    ]);
    const sent = server.asked.map(({ searchParams: p }) => [
      p.get('gsroffset'),
      p.get('continue'),
      p.get('srcontinue'),
    ]);
    expect(sent).toEqual([
      [null, null, null],
      ['50', 'gsroffset||', 'k|1'],
      ['100', 'gsroffset||', 'k|1'],
    ]);
  });

  it('merges the parts of a page until the batch is complete', async () => {
    const source = await start();
    server.answer = (url) =>
      url.searchParams.has('iicontinue')
        ? {
            body: {
              batchcomplete: true,
              continue: { gsroffset: 50, continue: 'gsroffset||' },
              query: { pages: [{ pageid: 999, index: 1 }, file(2)] },
            },
          }
        : {
            body: {
              continue: { iicontinue: '50', continue: 'gsroffset||' },
              query: { pages: [file(1), { pageid: 998, index: 2, ns: 6 }] },
            },
          };
    const page = await source.search(query(), null);
    expect(page.items.map(({ url }) => url.slice(-8))).toEqual(['Cat1.jpg', 'Cat2.jpg']);
    expect(page.next).toBe(encodeContinuation({ gsroffset: '50', continue: 'gsroffset||' }));
    expect(server.asked.length).toBe(2);
  });

  it('reads format version 1 too: pages by id, flags as empty strings', async () => {
    const source = await start();
    server.answer = { body: { batchcomplete: '', query: { pages: { 999: file(1), 998: file(2) } } } };
    expect((await source.search(query(), null)).items.length).toBe(2);
  });

  it('stops at the depth that search has', async () => {
    const source = await start();
    server.answer = {
      body: {
        batchcomplete: true,
        continue: { gsroffset: 10_000, continue: 'gsroffset||' },
        query: { pages: [file(1)] },
      },
    };
    const cursor = encodeContinuation({ gsroffset: '9950', continue: 'gsroffset||' });
    expect((await source.search(query(), cursor)).next).toBeNull();
  });

  it('refuses a keyword of operators alone: without words Commons would list everything', async () => {
    const source = await start();
    expect((await refusal(source.search(query('"*" - ??'), null))).kind).toBe('bad_request');
    expect(server.asked).toEqual([]);
  });

  it('an empty result is the end', async () => {
    const source = await start();
    server.answer = { body: { batchcomplete: true } };
    expect(await source.search(query(), null)).toEqual({ items: [], next: null });
  });

  testSourceContract({
    server,
    start,
    changedShapes: [],
    badCursors: [
      '',
      '2',
      'e30',
      '%%%',
      encoded({ action: 'delete' }),
      encoded({ gsroffset: '50', format: 'xml' }),
      encoded(['gsroffset']),
      encoded({ gsroffset: {} }),
      encoded({ continue: 'x'.repeat(3_000) }),
    ],
  });
});
