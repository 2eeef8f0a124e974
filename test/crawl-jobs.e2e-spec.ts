import { CrawlWorld, creditsOf } from './support/crawl-world.js';

describe('crawl jobs', () => {
  let world: CrawlWorld;
  beforeAll(async () => {
    world = await CrawlWorld.start();
  });
  afterAll(() => world.stop());

  it('collect pictures of two keywords from two sources', async () => {
    const user = await world.app.givenUser({ credits: 100 });
    const job = await world.givenJob(user, { keywords: ['vegetable', 'seafood'], sources: ['openverse', 'wikimedia'], max_images: 40 });
    const ended = await job.end();
    console.log(ended);
    expect(ended).toMatchObject({ status: 'completed', downloaded_images: 40, progress: 100, shortfall: null });
    expect(await creditsOf(user)).toEqual({ balance: 60, reserved: 0, spent: 40 });
    await job.tidied();
  });
});
