import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { CrawlWorld, creditsOf, type Job } from './support/crawl-world.js';
import type { TestUser } from './support/test-user.js';

describe('crawl jobs', () => {
  let world: CrawlWorld;
  let user: TestUser;
  let job: Job;
  beforeAll(async () => {
    world = await CrawlWorld.start();
    user = await world.app.givenUser({ credits: 100 });
    job = await world.givenJob(user, {
      keywords: ['vegetable', 'fenugreek fault:all'],
      sources: ['openverse', 'wikimedia'],
      max_images: 40,
      name: 'two by two',
    });
  });
  afterAll(() => world.stop());

  /** Follows next_cursor to the end. */
  async function all(path: string, limit: number): Promise<Record<string, unknown>[]> {
    const found = [];
    let cursor = '';
    do {
      const { body } = await user.get(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`).expect(200);
      expect(body.data.length).toBeLessThanOrEqual(limit);
      expect(body.has_more).toBe(body.next_cursor !== null);
      found.push(...body.data);
      cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
    } while (cursor);
    return found;
  }

  it('collect pictures of two keywords from two sources, and pay for what they store', async () => {
    const ended = await job.end();
    expect(ended).toMatchObject({
      status: 'completed',
      downloaded_images: 40,
      valid_images: 40,
      progress: 100,
      shortfall: null,
    });
    expect(ended.by_source.map(({ source }: { source: string }) => source)).toEqual(['openverse', 'wikimedia']);
    expect(ended.by_source.every(({ stored }: { stored: number }) => stored > 0)).toBe(true);
    expect(await creditsOf(user)).toEqual({ balance: 60, reserved: 0, spent: 40 });
    const { body } = await user.get(`/api/credits/transactions?job_id=${job.id}&limit=100`).expect(200);
    const types = new Set(body.data.map(({ type }: { type: string }) => type));
    expect(types).toEqual(new Set(['reserve', 'usage']));
    await job.tidied();
  });

  it('list their chunks and candidates page by page, and explain failures', async () => {
    const ended = await job.read();
    const chunks = await all(`${job.path}/chunks`, 2);
    expect(chunks.map(({ chunk_index }) => chunk_index)).toEqual(chunks.map((_, i) => i));
    expect(chunks).toHaveLength(ended.total_chunks);
    const candidates = await all(`${job.path}/candidates`, 30);
    expect(candidates).toHaveLength(ended.candidates);
    expect(new Set(candidates.map(({ id }) => id)).size).toBe(ended.candidates);
    for (const [outcome, count] of Object.entries<number>(ended.outcomes)) {
      expect(await all(`${job.path}/candidates?outcome=${outcome}`, 50)).toHaveLength(count);
    }
    const { host } = candidates[0]!;
    const ofHost = await all(`${job.path}/candidates?host=${String(host)}`, 100);
    expect(ofHost).toHaveLength(candidates.filter((candidate) => candidate.host === host).length);
    expect(await all(`${job.path}/candidates?outcome=open`, 10)).toEqual([]);
    await user.get(`${job.path}/candidates?outcome=nonsense`).expect(422);
    const { body } = await user.get(`${job.path}/candidates?limit=1`).expect(200);
    await user.get(`${job.path}/chunks?cursor=${body.next_cursor}`).expect(422);

    const failures = (await user.get(`${job.path}/failures`).expect(200)).body;
    expect(failures.has_more).toBe(false);
    const failed = failures.data.reduce((sum: number, group: { count: number }) => sum + group.count, 0);
    expect(failed).toBe(ended.failed_downloads);
    expect(failed).toBeGreaterThan(0);
    for (const group of failures.data)
      expect(group).toMatchObject({ advice: expect.stringMatching(/\w/), curable: expect.any(Boolean) });
  });

  it('appear in their project, in its figures and in all my jobs', async () => {
    const shown = (await user.get(`/api/projects/${job.projectId}/crawl-jobs`).expect(200)).body.data;
    expect(shown).toMatchObject([{ id: job.id, status: 'completed', downloaded_images: 40 }]);
    const project = (await user.get(`/api/projects/${job.projectId}?include=crawl_jobs`).expect(200)).body;
    expect(project.crawl_jobs).toEqual({ data: shown, has_more: false });
    const included = (await user.get(`${job.path}?include=chunks`).expect(200)).body;
    expect(included.chunks.data).toHaveLength(Math.min(20, included.total_chunks));
    await user.get(`${job.path}?include=chunks,nothing`).expect(422);
    expect((await user.get('/api/crawl-jobs').expect(200)).body.data).toEqual(shown);
    expect((await user.get('/api/crawl-jobs?status=failed').expect(200)).body.data).toEqual([]);
    const stats = (await user.get(`/api/projects/${job.projectId}/stats`).expect(200)).body;
    expect(stats).toMatchObject({
      crawl_jobs: 1,
      by_status: { completed: 1 },
      downloaded_images: 40,
      credits_spent: 40,
    });
    const images = (await user.get(`${job.path}/images?limit=100`).expect(200)).body.data;
    expect(images).toHaveLength(40);
  });

  it('start with the request of the schema decision, warned of what the sources’ terms say', async () => {
    const rich = await world.app.givenUser({ credits: 1000 });
    const project = await world.givenProject(rich);
    const request = {
      name: 'Google Images Crawl',
      keywords: ['cat', 'dog'],
      max_images: 1000,
      sources: ['google', 'bing'],
    };
    const { body, headers } = await rich.post(`/api/projects/${project}/crawl-jobs`, request).expect(201);
    expect(body).toMatchObject({ ...request, status: 'pending', run: 1, unit_price: 1 });
    expect(body.warnings.map(({ source }: { source: string }) => source)).toEqual(['google', 'bing']);
    expect(headers.location).toBe(`/api/projects/${project}/crawl-jobs/${body.id}`);
    expect(await creditsOf(rich)).toEqual({ balance: 0, reserved: 1000, spent: 0 });
    await rich.post(`${headers.location}/cancel`).expect(200);
    const actions = (await rich.get('/api/activity?resource_type=crawl_job').expect(200)).body.data;
    expect(actions.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['crawl_job.created', 'crawl_job.cancelled']),
    );
  });

  it('of another user look exactly like missing ones', async () => {
    const other = await world.app.givenUser({ credits: 10 });
    const [elsewhere, missing] = [await world.givenProject(other), randomUUIDv7()];
    const calls = [
      (at: string) => other.get(at),
      (at: string) => other.get(`${at}?include=chunks`),
      (at: string) => other.patch(at, { name: 'mine' }),
      (at: string) => other.delete(at),
      (at: string) => other.post(`${at}/extend`, { max_images: 50 }),
      ...['pause', 'resume', 'cancel', 'retry'].map((action) => (at: string) => other.post(`${at}/${action}`)),
      ...['chunks', 'candidates', 'failures', 'events', 'images'].map(
        (part) => (at: string) => other.get(`${at}/${part}`),
      ),
    ];
    const before = await job.read();
    for (const call of calls) {
      for (const project of [job.projectId, elsewhere]) {
        const jobs = `/api/projects/${project}/crawl-jobs`;
        const foreign = await call(`${jobs}/${job.id}`).set('X-Request-Id', 'the-same-id').expect(404);
        const absent = await call(`${jobs}/${missing}`).set('X-Request-Id', 'the-same-id').expect(404);
        expect(foreign.text.replaceAll(job.id, 'ID')).toBe(absent.text.replaceAll(missing, 'ID'));
      }
    }
    for (const list of ['', '/stats']) {
      const foreign = await other.get(`/api/projects/${job.projectId}${list || '/crawl-jobs'}`).expect(404);
      expect(foreign.body.type).toMatch(/not-found$/);
    }
    await other
      .post(`/api/projects/${job.projectId}/crawl-jobs`, {
        name: 'x',
        keywords: ['cat'],
        sources: ['bing'],
        max_images: 1,
      })
      .expect(404);
    expect((await other.get('/api/crawl-jobs').expect(200)).body.data).toEqual([]);
    expect(await job.read()).toEqual(before);
  });

  it('need a key, and one that may write to change anything', async () => {
    const reader = await world.app.givenUser({ scopes: ['jobs:read', 'projects:read'] });
    await world.app.anonymous.get(job.path).expect(401);
    await world.app.anonymous.post(`${job.path}/cancel`).expect(401);
    await reader.get('/api/crawl-jobs').expect(200);
    for (const action of ['pause', 'resume', 'cancel', 'retry']) await reader.post(`${job.path}/${action}`).expect(403);
    await reader.post(`${job.path}/extend`, { max_images: 50 }).expect(403);
    await reader.patch(job.path, { name: 'x' }).expect(403);
    await reader.delete(job.path).expect(403);
    const denied = await reader.post(`/api/projects/${job.projectId}/crawl-jobs`, {}).expect(403);
    expect(denied.body.type).toMatch(/insufficient-scope$/);
  });

  it('are renamed and reordered, unless somebody else was first', async () => {
    const etagNow = async () => String((await user.get(job.path).expect(200)).headers.etag);
    const [first, { version }] = [await etagNow(), await job.read()];
    const renamed = await user.patch(job.path, { name: 'renamed', priority: 7 }).set('If-Match', first).expect(200);
    expect(renamed.body).toMatchObject({ name: 'renamed', priority: 7, version: version + 1 });
    const now = await etagNow();
    expect(now).not.toBe(first);
    const stale = await user.patch(job.path, { name: 'again' }).set('If-Match', first).expect(412);
    expect(stale.body.type).toMatch(/precondition-failed$/);
    await user.delete(job.path).set('If-Match', first).expect(412);
    await user.patch(job.path, {}).expect(422);
    await user.patch(job.path, { status: 'completed' }).expect(422);
    await user.patch(job.path, { name: 'renamed' }).set('If-Match', now).expect(200);
    expect((await job.read()).name).toBe('renamed');
    const { body: log } = await user.get(`/api/activity?resource_id=${job.id}`).expect(200);
    expect(log.data[0]).toMatchObject({
      action: 'crawl_job.updated',
      metadata: { name: { from: 'two by two', to: 'renamed' } },
    });
  });

  it('are deleted once they have ended, with all they hold', async () => {
    const rich = await world.app.givenUser({ credits: 60 });
    const running = await world.givenJob(rich, {
      keywords: ['fish fault:slow'],
      sources: ['openverse'],
      max_images: 60,
    });
    expect((await rich.delete(running.path).expect(409)).body).toMatchObject({
      type: expect.stringMatching(/invalid-state$/),
    });
    await running.until(({ downloaded_images }) => downloaded_images > 0);
    await rich.delete(running.path).expect(409);
    await rich.delete(`/api/projects/${running.projectId}`).expect(409);
    await rich.post(`${running.path}/cancel`).expect(200);
    await running.end();
    const credits = await creditsOf(rich);
    await rich.delete(running.path).expect(204);
    for (const again of [rich.get(running.path), rich.delete(running.path), rich.get(`${running.path}/chunks`)])
      await again.expect(404);
    expect((await rich.get(`/api/projects/${running.projectId}/crawl-jobs`).expect(200)).body.data).toEqual([]);
    await vi.waitFor(async () => {
      const { rows } = await sql<{ n: string }>`
        select (select count(*) from crawl_jobs where id = ${running.id}) + (select count(*) from images where crawl_job_id = ${running.id})
             + (select count(*) from crawl_candidates where job_id = ${running.id}) as n`.execute(
        world.app.db.getKysely(),
      );
      expect(rows[0]?.n).toBe('0');
    }, 20_000);
    expect(await creditsOf(rich)).toEqual(credits);
    await rich.delete(`/api/projects/${running.projectId}`).expect(204);
    await rich
      .post(`/api/projects/${running.projectId}/crawl-jobs`, {
        name: 'x',
        keywords: ['cat'],
        sources: ['bing'],
        max_images: 1,
      })
      .expect(404);
  });
});
