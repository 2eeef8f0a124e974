import { Env } from '../../../../src/config/env.js';
import { EuropeanaSource } from '../../../../src/crawler/sources/collections/europeana.source.js';
import { GbifSource } from '../../../../src/crawler/sources/collections/gbif.source.js';
import { InaturalistSource } from '../../../../src/crawler/sources/collections/inaturalist.source.js';
import { MetSource } from '../../../../src/crawler/sources/collections/met.source.js';
import { NasaSource } from '../../../../src/crawler/sources/collections/nasa.source.js';
import { SmithsonianSource } from '../../../../src/crawler/sources/collections/smithsonian.source.js';
import type { ImageSource, SourceQuery } from '../../../../src/crawler/sources/image-source.js';
import { SourceClient } from '../../../../src/crawler/sources/source-client.js';
import { allPages, query, refusal } from '../../../../src/crawler/sources/source-server.fixture.js';
import { FetchLimits } from '../../../../src/fetching/fetch-limits.js';
import { GuardedFetcher } from '../../../../src/fetching/guarded-fetcher.js';
import { HostResolver } from '../../../../src/fetching/host-resolver.js';
import { startLab, type Lab } from '../../lab.js';

const CC = /^CC0-1\.0$|^CC-PDM-1\.0$|^CC-BY(-SA|-NC|-ND)?-\d\.\d$/;
/** Source, licences that its results for `spice` have, and how many there are at least. */
const COLLECTIONS: [string, RegExp, number][] = [
  ['inaturalist', /^CC0-1\.0$|^CC-BY(-SA|-NC|-ND)?-4\.0$/, 150],
  ['gbif', CC, 150],
  ['smithsonian', /^CC0-1\.0$/, 120],
  ['met', /^CC0-1\.0$/, 120],
  ['europeana', /^CC|^LicenseRef-InC$/, 150],
  ['nasa', /^LicenseRef-US-Gov$/, 150],
];
const TROUBLES: [string, string][] = [
  ['blocked', 'blocked'],
  ['upstream', 'upstream'],
  ['shape-changed', 'shape_changed'],
  ['bad-request', 'bad_request'],
];

/** The product's own adapters against the lab's look-alikes. */
describe('the collections', () => {
  let lab: Lab;
  let fetcher: GuardedFetcher;
  let sources: Map<string, ImageSource>;
  beforeAll(async () => {
    lab = await startLab({ faults: 'none' });
  });
  afterAll(() => lab.stop());
  // A process of its own for each: none is left alone for what another one met.
  beforeEach(() => {
    const env = Object.assign(new Env(), { ...lab.env, FETCH_ALLOW: lab.origins });
    fetcher = new GuardedFetcher(env, new FetchLimits(), new HostResolver());
    const client = new SourceClient(fetcher);
    const classes = [InaturalistSource, GbifSource, SmithsonianSource, MetSource, EuropeanaSource, NasaSource];
    sources = new Map(classes.map((Source) => new Source(env, client)).map((source) => [source.name, source]));
  });
  afterEach(() => fetcher.close());

  const source = (name: string): ImageSource => sources.get(name)!;
  const search = (name: string, keyword: string, more: Partial<SourceQuery> = {}) =>
    source(name).search(query(keyword, more), null);

  it.each(COLLECTIONS)('%s pages to its end, names everything once, and tells licences', async (name, ids, least) => {
    const items = (await allPages(source(name), 'spice')).flatMap((page) => page.items);
    expect(items.length).toBeGreaterThan(least);
    expect(new Set(items.map(({ url }) => url)).size).toBe(items.length);
    for (const { license } of items) expect(license ?? 'LicenseRef-US-Gov').toMatch(ids);
    expect(items.filter(({ url }) => url.includes('reserved'))).toEqual([]);
  });

  it.each(COLLECTIONS)('%s serves the pictures that it names', async (name) => {
    const { items } = await search(name, 'seafood');
    const { body } = await fetcher.fetch({ url: items[0]!.url, maxBytes: 1_000_000 });
    expect(body.subarray(0, 2).toString('hex')).toBe('ffd8');
  });

  it.each(['inaturalist', 'smithsonian', 'met', 'europeana'])('%s leaves out other licences', async (name) => {
    const { items } = await search(name, 'spice', { licenses: ['CC0-1.0', 'CC-PDM-1.0'] });
    expect(items.length).toBeGreaterThan(10);
    for (const { license } of items) expect(license).toMatch(/^CC/);
  });

  it.each(['gbif', 'smithsonian', 'nasa'])('the slices of %s are parts of the whole, without overlap', async (name) => {
    const whole = new Set((await allPages(source(name), 'grain')).flatMap(({ items }) => items.map(({ url }) => url)));
    const parts = await Promise.all(source(name).slices.map((slice) => search(name, 'grain', { slice })));
    const urls = parts.flatMap(({ items }) => items.map(({ url }) => url));
    expect(urls.length).toBeGreaterThan(50);
    expect(new Set(urls).size).toBe(urls.length);
    expect(urls.filter((url) => !whole.has(url))).toEqual([]);
  });

  it.each(
    COLLECTIONS.flatMap(([name]) => TROUBLES.map(([trouble, kind]): [string, string, string] => [name, trouble, kind])),
  )('%s that answers %s fails as %s', async (name, trouble, kind) => {
    expect((await refusal(search(name, `fish source:${trouble}`))).kind).toBe(kind);
  });

  it.each(COLLECTIONS)('%s that is empty ends at once', async (name) => {
    expect(await search(name, 'fish source:empty')).toEqual({ items: [], next: null });
  });

  it.each(['smithsonian', 'europeana'])('%s refuses another key', async (name) => {
    expect((await refusal(search(name, 'fish source:auth'))).kind).toBe('auth');
  });

  it.each(COLLECTIONS)('%s that asks to wait is left alone', async (name) => {
    expect((await refusal(search(name, 'fish source:rate-limited'))).kind).toBe('rate_limited');
  });
});
