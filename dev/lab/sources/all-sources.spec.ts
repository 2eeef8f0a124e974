import { Test, type TestingModule } from '@nestjs/testing';
import { ConfigModule } from '../../../src/config/config.module.js';
import { Env } from '../../../src/config/env.js';
import type { ImageSource, SourcePage, SourceQuery } from '../../../src/crawler/sources/image-source.js';
import { SourceRegistry } from '../../../src/crawler/sources/source-registry.js';
import { allPages, query, refusal } from '../../../src/crawler/sources/source-server.fixture.js';
import { SourcesModule } from '../../../src/crawler/sources/sources.module.js';
import { GuardedFetcher } from '../../../src/fetching/guarded-fetcher.js';
import { HostGate } from '../../../src/fetching/politeness/host-gate.js';
import { SharedNotes } from '../../../src/fetching/politeness/shared-notes.js';
import { startLab, type Lab } from '../lab.js';

const UNKNOWN = /^null$/;
const OPEN = /^CC|^LicenseRef-Public-Domain$/;
const MOST_PAGES = 100;
/** Source (google with its provider), fewest pictures and pages that it has for `fruit`, what licences look like. */
const SOURCES: [string, number, number, RegExp][] = [
  ['google html', 400, 5, UNKNOWN],
  ['google serper', 400, 5, UNKNOWN],
  ['google serpapi', 400, 5, UNKNOWN],
  ['google cse', 99, 10, UNKNOWN],
  ['bing', 400, 12, UNKNOWN],
  ['openverse', 240, 12, OPEN],
  ['wikimedia', 400, 9, OPEN],
  ['flickr', 400, 5, OPEN],
  ['unsplash', 400, 14, /^LicenseRef-Unsplash$/],
  ['pexels', 400, 6, /^LicenseRef-Pexels$/],
  ['pixabay', 400, 3, /^LicenseRef-Pixabay$/],
  ['brave', 200, 1, UNKNOWN],
  ['duckduckgo', 400, 5, UNKNOWN],
  ['baidu', 400, 14, UNKNOWN],
];
const KEYED = SOURCES.map(([name]) => name).filter((name) => !/html|bing|wikimedia|duckduckgo|baidu/.test(name));
const NAMES = SOURCES.map(([name]) => name);

/** Those whose depth the lab's pictures exceed. */
const CUT = NAMES.filter((name) => /google|bing|openverse|pixabay|brave|baidu/.test(name));
/** Where there is no slice by colour. */
const SLICES: Record<string, string> = {
  'google serper': 'language:de',
  brave: 'language:de',
  openverse: 'license:by-nd',
};

vi.setConfig({ testTimeout: 20_000 }); // whole searches, page by page

let lab: Lab;
let module: TestingModule;
beforeAll(async () => {
  lab = await startLab({ faults: 'none' });
}, 60_000);
afterAll(() => lab.stop());
afterEach(() => module.close());

/** The adapter as the product registers it, in a process that has met nothing yet. */
async function source(name: string): Promise<ImageSource> {
  const [key = '', provider = 'html'] = name.split(' ');
  const env = Object.assign(new Env(), lab.env, { FETCH_ALLOW: lab.origins, GOOGLE_PROVIDER: provider });
  module = await Test.createTestingModule({ imports: [ConfigModule, SourcesModule] })
    .overrideProvider(Env)
    .useValue(env)
    .overrideProvider(SharedNotes)
    .useValue(null)
    .overrideProvider(HostGate)
    .useValue(new HostGate(env.FETCH_HOST_CONCURRENCY))
    .compile();
  return module.get(SourceRegistry).get(key)!;
}

const search = async (name: string, keyword: string, more: Partial<SourceQuery> = {}): Promise<SourcePage> =>
  (await source(name)).search(query(keyword, more), null);

async function pagesOf(adapter: ImageSource, slice: string): Promise<SourcePage[]> {
  const pages: SourcePage[] = [];
  for (let cursor: string | null = null; pages.length < MOST_PAGES;) {
    const page: SourcePage = await adapter.search(query('vegetarian', { slice }), cursor);
    pages.push(page);
    cursor = page.next;
    if (cursor === null) return pages;
  }
  throw new Error('the paging does not end');
}

const urlsOf = (pages: SourcePage[]): string[] => pages.flatMap(({ items }) => items.map(({ url }) => url));

describe('every source over the lab', () => {
  it.each(SOURCES)(
    '%s pages to its end, names everything once, and tells licences',
    async (name, least, pages, ids) => {
      const adapter = await source(name);
      expect(adapter.configured).toBe(true);
      const found = await allPages(adapter, 'fruit');
      const urls = urlsOf(found);
      expect(urls.length).toBeGreaterThanOrEqual(least);
      expect(found.length).toBeGreaterThanOrEqual(pages);
      // Bing's last page holds some of the one before.
      expect(new Set(urls).size).toBeGreaterThanOrEqual(name === 'bing' ? urls.length * 0.9 : urls.length);
      for (const { license } of found.flatMap(({ items }) => items)) expect(String(license)).toMatch(ids);
      const picture = await module.get(GuardedFetcher).fetch({ url: urls[0]!, maxBytes: 1_000_000 });
      expect(picture.body.subarray(0, 2).toString('hex')).toBe('ffd8');
    },
  );

  it.each(CUT)('%s has more in a slice than its depth lets the whole show', async (name) => {
    const adapter = await source(name);
    const whole = new Set(urlsOf(await allPages(adapter, 'vegetarian')));
    expect(whole.size).toBeGreaterThanOrEqual(adapter.depth! * 0.9);
    const sliced = urlsOf(await pagesOf(adapter, SLICES[name] ?? 'color:red'));
    expect(sliced.filter((url) => !whole.has(url)).length).toBeGreaterThan(5);
  });

  it.each(
    NAMES.flatMap((name) => [
      [name, 'blocked', 'blocked'],
      [name, 'upstream', 'upstream'],
      [name, 'shape-changed', 'shape_changed'],
      [name, 'bad-request', 'bad_request'],
      [name, 'rate-limited', 'rate_limited'],
    ]),
  )('%s that answers %s fails as %s', async (name, trouble, kind) => {
    expect((await refusal(search(name, `fish source:${trouble}`))).kind).toBe(kind);
  });

  it.each(KEYED)('%s that refuses its key fails as auth', async (name) => {
    expect((await refusal(search(name, 'fish source:auth'))).kind).toBe('auth');
  });

  it.each(NAMES.filter((name) => name !== 'brave'))('%s that blocks later keeps its first page', async (name) => {
    const adapter = await source(name);
    const page = await adapter.search(query('fish source:blocked-later'), null);
    expect(page.items.length).toBeGreaterThan(5);
    expect((await refusal(adapter.search(query('fish source:blocked-later'), page.next))).kind).toBe('blocked');
  });

  it.each(NAMES)('%s that has nothing ends at once', async (name) => {
    expect(await search(name, 'fish source:empty')).toEqual({ items: [], next: null });
  });
});
