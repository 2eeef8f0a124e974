import { Corpus } from '../dev/lab/corpus/corpus.js';
import { CrawlWorld } from './support/crawl-world.js';

interface FoundImage {
  id: string;
  title: string | null;
  license: string | null;
  keyword: string;
}

const sorted = (ids: Iterable<string>): string[] => [...ids].toSorted();

describe('pages and sitemaps', () => {
  let world: CrawlWorld;
  let fish: string[];
  beforeAll(async () => {
    world = await CrawlWorld.start();
    fish = (await Corpus.load()).photographs.filter(({ labels }) => labels.includes('fish')).map(({ id }) => id);
  });
  afterAll(() => world.stop());

  async function crawl(source: string, options: object, keywords = ['fish', 'meat']) {
    const user = await world.app.givenUser({ credits: 50 });
    const job = await world.givenJob(user, { keywords, sources: [source], max_images: 50, options });
    const hurry = setInterval(() => void job.skipWaits(), 200);
    const ended = await job.end(30_000).finally(() => clearInterval(hurry));
    const { body } = await user.get(`${job.path}/images?limit=100`).expect(200);
    const images: FoundImage[] = body.data.map((image: { original_url: string } & Omit<FoundImage, 'id'>) => ({
      id: /(?:id=)?([^/=]+)\.jpg$/.exec(image.original_url)?.[1] ?? image.original_url,
      title: image.title,
      license: image.license,
      keyword: image.keyword,
    }));
    const { body: failures } = await user.get(`${job.path}/failures`).expect(200);
    return { ended, images: new Map(images.map((image) => [image.id, image])), lanes: failures.lanes };
  }
  const at = (from: number, to: number): string[] => fish.slice(from, to);

  it('finds what a site shows, link by link, whatever way it shows it', async () => {
    const web = { pages: [`${world.lab.url}/site/`], depth: 2 };
    const { ended, images } = await crawl('web', { web });
    expect(ended.status).toBe('completed');
    // not the counter of the first page, nor what opts out, lies behind robots.txt, is not to be followed, or elsewhere
    expect(sorted(images.keys())).toEqual(sorted([...at(0, 2), ...at(3, 15)]));
    expect([...images.values()].every(({ keyword }) => keyword === 'fish')).toBe(true);
    const titles = [1, 3, 4, 5, 6, 7, 8].map((index) => images.get(fish[index]!)?.title);
    expect(titles).toEqual(['Shared', 'A set', 'Lazy', 'In a figure', 'Sources', 'Large', 'Based']);
    expect(images.get(fish[0]!)?.license).not.toBeNull();
    expect(images.get(fish[5]!)?.license).toBe('CC-BY-4.0');
    expect(images.get(fish[6]!)?.license).toBeNull();
    const hits = await fetch(`${world.lab.url}/_lab/hits?prefix=/private/site`);
    expect(JSON.parse(await hits.text()).paths).toEqual({});
  });

  it.each([
    [0, 2],
    [1, 11],
  ])('follows links %i deep only', async (depth, count) => {
    const { images } = await crawl('web', { web: { pages: [`${world.lab.url}/site/`], depth } });
    expect(images.size).toBe(count);
  });

  it('reads at most as many pages as the job says', async () => {
    const { images } = await crawl('web', { web: { pages: [`${world.lab.url}/site/`], depth: 2, max_pages: 2 } });
    expect(sorted(images.keys())).toEqual(sorted([...at(0, 2), ...at(3, 6)]));
  });

  it.each([
    [false, 6],
    [true, 9],
  ])(
    'finds the sitemaps of a site by its robots.txt, gzip among them; the pages that they list: %s',
    async (read_pages, count) => {
      const { ended, images } = await crawl('sitemap', { sitemap: { urls: [world.lab.url], read_pages } });
      expect(ended.status).toBe('completed');
      expect(sorted(images.keys())).toEqual(sorted([...at(21, 27), ...(read_pages ? at(9, 12) : [])]));
      expect(images.size).toBe(count);
      expect(
        [...images.values()].every(({ title, license }) => title !== null && (license !== null || read_pages)),
      ).toBe(true);
    },
  );

  it.each([
    ['web', { web: { pages: ['http://169.254.169.254/latest/'] } }, 'bad_request'],
    ['web', { web: { pages: ['http://localhost:1/'] } }, 'bad_request'],
    ['web', { web: { pages: ['{lab}/site/missing'] } }, 'bad_request'],
    ['web', { web: { pages: ['{lab}/private/site'] } }, 'blocked'],
    ['web', { web: { pages: ['{lab}/site/closed'] } }, 'blocked'],
    ['web', { web: { pages: ['{lab}/img/A001.jpg'] } }, 'bad_request'],
    ['sitemap', { sitemap: { urls: ['{lab}/site/none.xml'] } }, 'bad_request'],
    ['sitemap', { sitemap: { urls: ['{lab}/site/gallery/1'] } }, 'shape_changed'],
    ['sitemap', { sitemap: { urls: ['http://[::ffff:10.0.0.1]/sitemap.xml'] } }, 'bad_request'],
  ])('says why %s gave nothing: %j', async (source, options, end) => {
    const told: Record<string, Record<string, string[]>> = JSON.parse(
      JSON.stringify(options).replaceAll('{lab}', world.lab.url),
    );
    const { ended, images, lanes } = await crawl(source, told, ['fish']);
    expect(images.size).toBe(0);
    const address = Object.values(Object.values(told)[0]!).flat()[0]!;
    const detail = expect.stringContaining(address);
    expect(ended).toMatchObject({ status: 'failed', shortfall: { lanes: [{ end, detail }] } });
    const advice = expect.stringContaining(end === 'blocked' ? 'Retry later' : `options.${source}.`);
    expect(lanes).toMatchObject([{ source, end, example_detail: detail, advice }]);
  });
});
