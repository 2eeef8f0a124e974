import { LICENSE_NAMES } from '../src/crawler/sources/license-class.js';
import { ByHand } from './support/by-hand.js';

describe('a project', () => {
  let hand: ByHand;
  beforeAll(async () => {
    hand = await ByHand.start();
  });
  afterAll(() => hand.world.stop());

  it.each([
    [{ safe_search: 'yes' }, '/safe_search', 'must be true or false'],
    [{ min_width: -5 }, '/min_width', 'must be an integer from 1 to 20000'],
    [{ min_height: 1.5 }, '/min_height', 'must be an integer from 1 to 20000'],
    [{ resize: 7 }, '/resize', 'must be null or an object'],
    [
      { resize: { mode: 'longest', format: 'jpeg', quality: 80 } },
      '/resize/size',
      'must be an integer from 16 to 8192',
    ],
    [{ resize: { mode: 'none', format: 'gif', quality: 80 } }, '/resize/format', 'must be one of jpeg, webp'],
    [{ resize: { mode: 'none', format: 'jpeg', quality: 80, by: 2 } }, '/resize/by', 'is not known here'],
    [{ metadata: 'some' }, '/metadata', 'must be one of keep, strip_location, strip'],
    [{ licenses: [] }, '/licenses', 'must be a list of 1 to 50 different names'],
    [{ licenses: ['open', 'free'] }, '/licenses/1', `must be ${LICENSE_NAMES}`],
    [{ min_yield: '0.1' }, '/min_yield', 'must be a number from 0 to 1'],
  ])('refuses settings that its crawl jobs could not use: %j', async (settings, pointer, message) => {
    const user = await hand.app.givenUser();
    const errors = [{ pointer: `/settings${pointer}`, code: 'job-options', message }];
    const { body: project } = await user.post('/api/projects', { name: 'p' }).expect(201);
    expect((await user.post('/api/projects', { name: 'p', settings }).expect(422)).body.errors).toEqual(errors);
    expect((await user.patch(`/api/projects/${project.id}`, { settings }).expect(422)).body.errors).toEqual(errors);
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
