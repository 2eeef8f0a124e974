import { CrawlWorld } from './support/crawl-world.js';

describe('a source that asks to be left alone', () => {
  let world: CrawlWorld;
  beforeAll(async () => {
    world = await CrawlWorld.start();
  });
  afterAll(() => world.stop());

  it('does not hold up a job that other sources can fill', async () => {
    const user = await world.app.givenUser({ credits: 100 });
    // the refusal makes the source rest for minutes, for every job of this process
    const blocked = await world.givenJob(user, {
      keywords: ['fish source:quota'],
      sources: ['openverse'],
      max_images: 5,
    });
    await blocked.end();

    const job = await world.givenJob(user, {
      keywords: ['vegetable', 'fruit'],
      sources: ['openverse', 'wikimedia'],
      max_images: 12,
    });
    const body = await job.end();
    expect(body).toMatchObject({ status: 'completed', downloaded_images: 12, shortfall: null });
    expect(body.by_source).toMatchObject([
      { source: 'openverse', stored: 0 },
      { source: 'wikimedia', stored: 12 },
    ]);
  });
});
