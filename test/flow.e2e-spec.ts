import { createHash, randomUUID } from 'node:crypto';
import { createFirstUser } from '../src/first-user.js';
import { CrawlWorld, creditsOf, Job } from './support/crawl-world.js';
import { TestUser } from './support/test-user.js';

/** What a newcomer does, over HTTP alone, with the lab's usual share of broken hosts. */
describe('from a key to a data set', () => {
  let world: CrawlWorld;
  beforeAll(async () => {
    world = await CrawlWorld.start({ faults: 'default' });
  });
  afterAll(() => world.stop());

  it('a project is made, crawled, looked at, exported and deleted', async () => {
    const { api_key, user_id, email } = await createFirstUser(world.app.nest, {
      email: `${randomUUID()}@test.example`, // a second try starts anew
    });
    const user = new TestUser(world.app.nest.getHttpServer(), api_key, user_id, email);
    const credits = (await creditsOf(user)).balance;

    const project = (
      await user.post('/api/projects', { name: 'My Project', description: 'Image collection project' }).expect(201)
    ).body.id;
    const job = new Job(
      world.app,
      user,
      project,
      (
        await user
          .post(`/api/projects/${project}/crawl-jobs`, {
            name: 'Google Images Crawl',
            keywords: ['vegetable', 'seafood'],
            max_images: 60,
            sources: ['google', 'bing'],
          })
          .expect(201)
      ).body.id,
    );
    const ended = await job.end(30_000);
    expect(ended).toMatchObject({ status: 'completed', downloaded_images: 60, shortfall: null });

    const { data: images, has_more } = (await user.get(`/api/projects/${project}/images?limit=100`).expect(200)).body;
    expect({ images: images.length, has_more }).toEqual({ images: 60, has_more: false });
    const found: { id: string; stored_sha256: string; keyword: string }[] = images;
    const labels = Map.groupBy(found, ({ keyword }) => keyword);
    expect([labels.get('vegetable')?.length, labels.get('seafood')?.length]).toEqual([30, 30]);
    const [image] = found;
    const file = await user
      .get(`/api/images/${image!.id}/file`)
      .responseType('blob')
      .expect(200)
      .expect('Content-Type', /^image\//);
    expect(createHash('sha256').update(file.body).digest('hex')).toBe(image!.stored_sha256);

    const exporting = (await user.post(`${job.path}/export-jobs`, { format: 'imagefolder' }).expect(201)).body;
    const done = await vi.waitFor(
      async () => {
        const { body } = await user.get(`${job.path}/export-jobs/${exporting.id}`).expect(200);
        expect(body.status).toBe('completed');
        return body;
      },
      { timeout: 20_000, interval: 200 },
    );
    const archive = await user.get(`${job.path}/export-jobs/${exporting.id}/download`).responseType('blob').expect(200);
    expect(createHash('sha256').update(archive.body).digest('hex')).toBe(done.sha256);

    expect(await creditsOf(user)).toEqual({
      balance: credits - 60,
      reserved: 0,
      spent: 60,
    });
    const activity = (await user.get('/api/activity?limit=100').expect(200)).body.data;
    const actions = activity.map(({ action }: { action: string }) => action).toReversed();
    const story = ['project.created', 'crawl_job.created', 'crawl_job.started', 'crawl_job.completed'];
    expect(actions.filter((action: string) => story.includes(action))).toEqual(story);

    await user.delete(`/api/projects/${project}`).expect(204);
    for (const path of [`/api/projects/${project}`, job.path, `/api/images/${image!.id}`])
      await user.get(path).expect(404);
    expect(await creditsOf(user)).toEqual({ balance: credits - 60, reserved: 0, spent: 60 });
  }, 60_000);
});
