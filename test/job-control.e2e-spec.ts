import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { FetchLimits } from '../src/fetching/fetch-limits.js';
import { CrawlWorld, creditsOf, Job } from './support/crawl-world.js';

/** Every action on every state: the state after, or null for 409. */
const states = ['pending', 'running', 'paused', 'completed', 'failed', 'cancelled'] as const;
const outcomes: Record<string, (string | null)[]> = {
  pause: ['paused', 'paused', null, null, null, null],
  resume: [null, null, 'running', null, null, null],
  cancel: ['cancelled', 'cancelled', 'cancelled', null, null, null],
  retry: [null, null, null, 'running', 'running', 'running'],
  extend: [null, null, null, 'running', 'running', 'running'],
};

describe('crawl jobs under control', () => {
  let world: CrawlWorld;
  const limits = new FetchLimits();
  beforeAll(async () => {
    world = await CrawlWorld.start({ override: (module) => module.overrideProvider(FetchLimits).useValue(limits) });
  });
  afterAll(() => world.stop());

  /** What a job of which everything stands still must not change. */
  const standing = async (job: Job) => {
    const { downloaded_images, candidates, outcomes: decided } = await job.read();
    return {
      downloaded_images,
      candidates,
      outcomes: decided,
      images: await job.images(),
      hits: await world.hits('/img/'),
    };
  };

  it('stop within two seconds when paused, keep their reserve and open URLs, and go on when resumed', async () => {
    const user = await world.app.givenUser({ credits: 32 });
    const job = await world.givenJob(user, { keywords: ['spice fault:slow'], sources: ['openverse'], max_images: 32 });
    await job.until(({ downloaded_images }) => downloaded_images >= 3);
    const paused = (await user.post(`${job.path}/pause`).expect(200)).body;
    expect(paused).toMatchObject({ status: 'paused', pause_reason: 'user' });
    expect(paused.downloaded_images).toBeLessThan(32);
    const images = await job.images();
    await setTimeout(2_000);
    const after = await standing(job);
    expect(after.images).toBe(images);
    await setTimeout(700);
    expect(await standing(job)).toEqual(after);
    expect(await job.broken()).toEqual([]);
    const open = (await user.get(`${job.path}/candidates?outcome=open&limit=1`).expect(200)).body;
    expect(open.data).toHaveLength(1);
    expect(await creditsOf(user)).toEqual({ balance: 0, reserved: 32, spent: 0 });

    await user.post(`${job.path}/pause`).expect(409);
    expect((await user.post(`${job.path}/resume`).expect(200)).body).toMatchObject({
      status: 'running',
      pause_reason: null,
    });
    expect(await job.end()).toMatchObject({ status: 'completed', downloaded_images: 32, run: 1 });
    expect(await creditsOf(user)).toEqual({ balance: 0, reserved: 0, spent: 32 });
  });

  it('stop within two seconds when cancelled, pay for what they stored and free the rest', async () => {
    const user = await world.app.givenUser({ credits: 28 });
    const keywords = ['fish fault:slow', 'grain fault:slow'];
    const job = await world.givenJob(user, { keywords, sources: ['openverse', 'wikimedia'], max_images: 28 });
    await job.until(({ downloaded_images }) => downloaded_images >= 5);
    const { body } = await user.post(`${job.path}/cancel`).expect(200);
    expect(body).toMatchObject({ status: 'cancelled', active_chunks: 0 });
    expect(body.outcomes.cancelled).toBeGreaterThan(0);
    const images = await job.images();
    expect(images).toBe(body.downloaded_images);
    expect(await creditsOf(user)).toEqual({ balance: 28 - images, reserved: 0, spent: images });
    await setTimeout(2_000);
    const after = await standing(job);
    expect(after.images).toBe(images);
    await setTimeout(700);
    expect(await standing(job)).toEqual(after);
    await job.end();
    await job.tidied();
    await user.post(`${job.path}/cancel`).expect(409);

    await user.post(`${job.path}/retry`).expect(200);
    const ended = await job.end();
    expect(ended).toMatchObject({ status: 'completed', downloaded_images: 28, run: 2 });
    expect(ended.outcomes.cancelled).toBeUndefined();
    expect(await creditsOf(user)).toEqual({ balance: 0, reserved: 0, spent: 28 });
    await job.tidied();
  }, 120_000);

  it('take up by retry what the source refused', async () => {
    const user = await world.app.givenUser({ credits: 10 });
    const job = await world.givenJob(user, {
      keywords: ['mango source:blocked-once'],
      sources: ['wikimedia'],
      max_images: 10,
    });
    const failed = await job.end();
    expect(failed).toMatchObject({
      status: 'failed',
      downloaded_images: 0,
      error: expect.stringContaining('shortfall'),
    });
    expect(failed.shortfall).toMatchObject({
      missing: 10,
      lanes: [{ source: 'wikimedia', end: 'blocked', stored: 0 }],
    });
    expect(await creditsOf(user)).toEqual({ balance: 10, reserved: 0, spent: 0 });
    expect((await user.post(`${job.path}/retry`).expect(200)).body).toMatchObject({
      status: 'running',
      run: 2,
      error: null,
      shortfall: null,
    });
    expect(await job.end()).toMatchObject({
      status: 'completed',
      downloaded_images: 10,
      run: 2,
      error: null,
      shortfall: null,
    });
    expect((await user.post(`${job.path}/retry`).expect(409)).body.type).toMatch(/invalid-state$/);
    await user.post(`${job.path}/resume`).expect(409);
  });

  it('take up by retry the pictures whose hosts were too slow, and only those, with all tries anew', async () => {
    const user = await world.app.givenUser({ credits: 100 });
    limits.deadlineMs = 500;
    // one slow picture per host: a host that fails more often is left alone for a while
    const urls = world.lab.origins.flatMap((origin, i) => [
      { url: `http://${origin}/img/H005~v${i + 1}~slow.jpg` },
      { url: `http://${origin}/img/P065~v${i + 1}~404.jpg` },
    ]);
    const job = await world.givenJob(user, { keywords: ['nut'], sources: ['urls'], max_images: 50, options: { urls } });
    const failed = await job.end();
    const hosts = world.lab.origins.length;
    expect(failed).toMatchObject({
      status: 'completed',
      downloaded_images: 0,
      outcomes: { timeout: hosts, http_not_found: hosts },
    });
    const asked = await world.hits('/img/H005~v');
    await user.post(`${job.path}/retry`).expect(200);
    // the first try of this run fails as well, and another one follows
    await vi.waitFor(async () => expect(await world.hits('/img/H005~v')).toBeGreaterThanOrEqual(asked + hosts), 30_000);
    limits.deadlineMs = 30_000;
    const { http_not_found, timeout } = failed.outcomes;
    expect(await job.end()).toMatchObject({ status: 'completed', outcomes: { http_not_found, stored: timeout } });
    const stored = (await user.get(`${job.path}/candidates?outcome=stored`).expect(200)).body.data;
    for (const { attempts } of stored) expect(attempts).toBeLessThanOrEqual(3);
    expect((await user.post(`${job.path}/retry`).expect(409)).body.detail).toContain('exhausted');
    expect(await creditsOf(user)).toEqual({ balance: 100 - timeout, reserved: 0, spent: timeout });
  });

  it('store more when they are extended, and reserve no more than that', async () => {
    const user = await world.app.givenUser({ credits: 30 });
    const job = await world.givenJob(user, { keywords: ['prawn'], sources: ['openverse'], max_images: 5 });
    await job.end();
    for (const max_images of [5, 4, 0, 1.5, '10']) {
      const { body } = await user.post(`${job.path}/extend`, { max_images }).expect(422);
      expect(body.errors[0].pointer).toBe('/max_images');
    }
    await user.post(`${job.path}/extend`, { max_images: 31 }).expect(402);
    expect(await creditsOf(user)).toEqual({ balance: 25, reserved: 0, spent: 5 });
    expect(await job.read()).toMatchObject({ status: 'completed', max_images: 5, run: 1 });
    const extended = (await user.post(`${job.path}/extend`, { max_images: 20 }).expect(200)).body;
    expect(extended).toMatchObject({ status: 'running', max_images: 20, run: 2 });
    expect(await creditsOf(user)).toMatchObject({ balance: 10, spent: 5 });
    expect(await job.end()).toMatchObject({ downloaded_images: 20, max_images: 20, progress: 100 });
    await user.post(`${job.path}/extend`, { max_images: 30 }).expect(200);
    await job.end();
    const ends = (await user.get(`/api/activity?resource_id=${job.id}&limit=100`).expect(200)).body.data;
    expect(ends.filter(({ action }: { action: string }) => action === 'crawl_job.completed')).toHaveLength(3);
    await job.tidied();
  });

  describe.each(Object.entries(outcomes))('%s', (action, expected) => {
    it.each(states.map((state, i) => [state, expected[i] ?? null]))('of a job that is %s: %s', async (state, after) => {
      const user = await world.app.givenUser({ credits: 5 });
      const [project, id] = [await world.givenProject(user), randomUUIDv7()];
      await sql`insert into crawl_jobs (id, project_id, user_id, name, keywords, sources, max_images, status)
                values (${id}, ${project}, ${user.id}, 'x', '["cat"]', '["wikimedia"]', 2, ${state})`.execute(
        world.app.db.getKysely(),
      );
      const job = new Job(world.app, user, project, id);
      const before = await job.read();
      const answer = await user
        .post(`${job.path}/${action}`, action === 'extend' ? { max_images: 3 } : undefined)
        .expect(after === null ? 409 : 200);
      if (after !== null) {
        expect(answer.body.status).toBe(after);
        expect(answer.body.version).toBeGreaterThan(before.version);
        await user.post(`${job.path}/cancel`);
        return;
      }
      expect(answer.body).toMatchObject({ type: expect.stringMatching(/invalid-state$/), job_status: state });
      expect((await job.read()).version).toBe(before.version);
      expect(await creditsOf(user)).toEqual({ balance: 5, reserved: 0, spent: 0 });
    });
  });
});
