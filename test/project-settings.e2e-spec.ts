import { ByHand } from './support/by-hand.js';

describe('a project', () => {
  let hand: ByHand;
  beforeAll(async () => {
    hand = await ByHand.start();
  });
  afterAll(() => hand.world.stop());

  it.each([
    { safe_search: 'yes' },
    { min_width: -5 },
    { min_height: 1.5 },
    { resize: 7 },
    { resize: { mode: 'longest', format: 'jpeg', quality: 80 } },
    { metadata: 'some' },
    { licenses: ['free'] },
    { min_yield: '0.1' },
  ])('refuses settings that its crawl jobs could not use: %j', async (settings) => {
    const user = await hand.app.givenUser();
    const { body } = await user.post('/api/projects', { name: 'p', settings }).expect(422);
    expect(body.errors).toMatchObject([{ pointer: '/settings', code: 'job-options' }]);
    expect(body.errors[0].message).toContain(Object.keys(settings)[0]);
  });

  it('takes settings of its own beside them', async () => {
    const user = await hand.app.givenUser();
    const settings = { safe_search: false, team: { name: 'vision' } };
    const { body } = await user.post('/api/projects', { name: 'p', settings }).expect(201);
    expect(body.settings).toEqual(settings);
  });

  it('gives its crawl jobs what they do not say themselves', async () => {
    const user = await hand.app.givenUser({ credits: 100 });
    const settings = { metadata: 'strip', licenses: ['public-domain'], min_yield: 0.1, min_width: 20, team: 'vision' };
    const { body: project } = await user.post('/api/projects', { name: 'p', settings }).expect(201);
    const request = { keywords: ['cat'], sources: ['openverse'], max_images: 2, options: { min_yield: 0.5 } };
    const job = await hand.world.givenJob(user, request, project.id);
    expect((await job.read()).options).toEqual({
      metadata: 'strip',
      licenses: ['public-domain'],
      min_yield: 0.5,
      min_width: 20,
    });
  });

  it('takes no new work while it is archived', async () => {
    const user = await hand.app.givenUser({ credits: 100 });
    const job = await hand.world.givenJob(user, { keywords: ['cat'], sources: ['openverse'], max_images: 2 });
    await user.post(`${job.path}/cancel`).expect(200);
    await user.post(`/api/projects/${job.projectId}/archive`).expect(200);
    await user.post(`${job.path}/extend`, { max_images: 5 }).expect(409);
    await user.post(`${job.path}/retry`).expect(409);
    await user.post(`/api/projects/${job.projectId}/restore`).expect(200);
    await user.post(`${job.path}/extend`, { max_images: 5 }).expect(200);
  });
});
