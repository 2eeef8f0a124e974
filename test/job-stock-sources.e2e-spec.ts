import { CrawlWorld } from './support/crawl-world.js';

const LICENSES: Record<string, RegExp> = {
  flickr: /^CC/,
  unsplash: /^LicenseRef-Unsplash$/,
  pexels: /^LicenseRef-Pexels$/,
  pixabay: /^LicenseRef-Pixabay$/,
};
const SOURCES = ['flickr', 'unsplash', 'pexels', 'pixabay', 'brave', 'duckduckgo', 'baidu'];

describe('crawl jobs over each source of photographs', () => {
  let world: CrawlWorld;
  beforeAll(async () => {
    world = await CrawlWorld.start();
  });
  afterAll(() => world.stop());

  it.concurrent.each(SOURCES)(
    '%s alone fills a job, with its licences',
    async (source) => {
      const user = await world.app.givenUser({ credits: 50 });
      const job = await world.givenJob(user, { keywords: ['spice'], sources: [source], max_images: 5 });
      expect(await job.end(40_000)).toMatchObject({ status: 'completed', downloaded_images: 5 });
      const { data } = (await user.get(`/api/projects/${job.projectId}/images?limit=50`).expect(200)).body;
      expect(data.length).toBe(5);
      for (const image of data) {
        expect(image.source).toBe(source);
        if (LICENSES[source]) expect(image.license).toMatch(LICENSES[source]);
        else expect(image.license).toBeNull();
      }
    },
    30_000,
  );

  it('the one that tracks downloads hears of each picture that was stored', async () => {
    const before = await world.hits('/unsplash/photos/');
    const user = await world.app.givenUser({ credits: 50 });
    const job = await world.givenJob(user, { keywords: ['seafood'], sources: ['unsplash'], max_images: 5 });
    const ended = await job.end(40_000);
    expect(ended).toMatchObject({ status: 'completed', downloaded_images: 5 });
    await vi.waitFor(
      async () => expect(await world.hits('/unsplash/photos/')).toBeGreaterThanOrEqual(before + 5),
      20_000,
    );
  }, 50_000);

  it('a job warns of what their terms rule out', async () => {
    const user = await world.app.givenUser({ credits: 5 });
    const project = await world.givenProject(user);
    const sources = ['unsplash', 'pexels', 'pixabay'];
    const request = { name: 'x', keywords: ['spice'], sources, max_images: 1 };
    const { body } = await user.post(`/api/projects/${project}/crawl-jobs`, request).expect(201);
    const warnings: { source: string }[] = body.warnings;
    const warned = warnings.map((warning) => warning.source);
    expect([...new Set(warned)].sort()).toEqual(sources.toSorted());
    await user.post(`/api/projects/${project}/crawl-jobs/${body.id}/cancel`);
  });
});
