import { SourceRegistry } from '../src/crawler/sources/source-registry.js';
import { CrawlWorld, type Job, type JobRequest } from './support/crawl-world.js';
import { SlicedSource } from './support/sliced-source.js';

const LICENSES = { 'license:by-sa': 'by-sa', 'license:cc0': 'cc0', 'license:by': 'by', 'license:by-nd': 'by-nd' };

const yieldOf = async (job: Job) => (await job.user.get(`${job.path}/yield`).expect(200)).body;
const slicesAsked = ({ asked }: SlicedSource): string[] => [...new Set(asked.map(({ slice }) => slice))];

describe('a search whose source shows no more', { timeout: 60_000 }, () => {
  const museum = new SlicedSource({
    name: 'museum',
    depth: 10,
    slices: Object.fromEntries(Object.entries(LICENSES).map(([slice, license]) => [slice, { license }])),
  });
  const echo = new SlicedSource({
    name: 'echo',
    depth: 10,
    slices: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`echo:${i}`, {}])),
  });
  let world: CrawlWorld;
  beforeAll(async () => {
    const registry = new SourceRegistry([museum, echo]);
    world = await CrawlWorld.start({
      env: { WORKER_CONCURRENCY: '8' },
      override: (module) => module.overrideProvider(SourceRegistry).useValue(registry),
    });
    museum.url = echo.url = world.lab.env['OPENVERSE_URL']!;
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    museum.asked.length = echo.asked.length = 0;
  });

  async function run(request: JobRequest) {
    const user = await world.app.givenUser({ credits: 500 });
    const job = await world.givenJob(user, request);
    return { job, ended: await job.end(50_000) };
  }

  it('goes on by its slices, in order, until the job has all its images', async () => {
    const { job, ended } = await run({ keywords: ['seafood'], sources: ['museum'], max_images: 28 });
    expect(ended).toMatchObject({ status: 'completed', downloaded_images: 28, shortfall: null });
    expect(slicesAsked(museum)[0]).toBe('');
    const { data, has_more } = await yieldOf(job);
    expect(has_more).toBe(false);
    const [whole, ...slices] = data;
    expect(whole).toMatchObject({
      slice: '',
      candidates: 10,
      duplicate_urls: 0,
      stored: 10,
      yield: 1,
      end: 'exhausted',
    });
    expect(slices.length).toBeGreaterThan(2);
    expect(slices.map(({ slice }: { slice: string }) => slice)).toEqual(Object.keys(LICENSES).slice(0, slices.length));
    for (const { duplicate_urls, stored } of slices.slice(0, 2)) {
      expect(duplicate_urls).toBeGreaterThan(0); // what the whole search had named
      expect(stored).toBeGreaterThan(0);
    }
    expect(data.reduce((sum: number, { stored }: { stored: number }) => sum + stored, 0)).toBe(28);
  });

  it('shares slices among keywords, and says what each of them gave when that is all', async () => {
    const { ended } = await run({
      keywords: ['seafood', 'spice'],
      sources: ['museum'],
      max_images: 150,
      options: { min_yield: 0 },
    });
    const { missing, lanes } = ended.shortfall;
    expect(missing).toBe(150 - ended.downloaded_images);
    expect(lanes).toMatchObject([
      { keyword: 'seafood', source: 'museum', end: 'exhausted' },
      { keyword: 'spice', source: 'museum', end: 'exhausted' },
    ]);
    for (const { slices, stored } of lanes) {
      expect(slices.map(({ slice }: { slice: string }) => slice)).toEqual(Object.keys(LICENSES));
      expect(stored).toBeGreaterThan(20);
    }
    // nothing is asked for twice
    const requests = museum.asked.map(({ keyword, slice, cursor }) => JSON.stringify([keyword, slice, cursor]));
    expect(new Set(requests).size).toBe(requests.length);
  });

  it('stops when slices bring too little that is new', async () => {
    const { job, ended } = await run({ keywords: ['seafood'], sources: ['echo'], max_images: 20 });
    expect(ended).toMatchObject({ status: 'completed', downloaded_images: 10 });
    const asked = slicesAsked(echo);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.length).toBeLessThan(15); // 100 URLs in vain are ten slices; two at a time
    const [lane] = ended.shortfall.lanes;
    expect(lane).toMatchObject({ end: 'low_yield', stored: 10 });
    expect(lane.slices.at(-1)).toEqual({ slice: `echo:${asked.length - 1}`, end: 'low_yield', stored: 0 });
    const { data } = await yieldOf(job);
    const inVain = asked.slice(1).map((_, i) => ({ slice: `echo:${i}`, stored: 0, duplicate_urls: 10, yield: 0 }));
    expect(data.slice(1)).toMatchObject(inVain);
    // another run gives them another chance
    await job.user.post(`${job.path}/retry`).expect(200);
    expect((await job.end(50_000)).shortfall.lanes).toMatchObject([{ end: 'low_yield', stored: 10 }]);
    expect(slicesAsked(echo).length).toBeGreaterThan(asked.length);
  });

  it('goes on with the queries that the job suggests, under the same label', async () => {
    const options = { expand: ['{keyword} fried', '{keyword} shrimp'] };
    const { job, ended } = await run({ keywords: ['seafood'], sources: ['echo'], max_images: 25, options });
    expect(echo.asked.filter(({ slice }) => slice !== '').length).toBeGreaterThan(0);
    const queries = new Set(echo.asked.map(({ keyword }) => keyword));
    expect(queries).toEqual(new Set(['seafood', 'seafood fried', 'seafood shrimp']));
    expect(ended.options).toMatchObject(options);
    expect(ended.downloaded_images).toBeGreaterThan(10);
    const { data } = await yieldOf(job);
    const expansions = data.filter(({ slice }: { slice: string }) => slice.startsWith('expand:'));
    expect(expansions).toMatchObject([
      { keyword: 'seafood', slice: 'expand:{keyword} fried' },
      { keyword: 'seafood', slice: 'expand:{keyword} shrimp' },
    ]);
    const { body } = await job.user.get(`${job.path}/images?limit=100`).expect(200);
    const keywords = body.data.map(({ keyword }: { keyword: string }) => keyword);
    expect(new Set(keywords)).toEqual(new Set(['seafood']));
  });
});
