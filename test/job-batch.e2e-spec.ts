import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const request = { name: 'Cats', keywords: ['cat', 'dog'], max_images: 10, sources: ['openverse', 'bing'] };

const count = async (user: TestUser): Promise<number> =>
  (await user.get('/api/crawl-jobs').expect(200)).body.data.length;

describe('crawl jobs that are', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  async function given(credits: number) {
    const user = await app.givenUser({ credits });
    const { body } = await user.post('/api/projects', { name: 'Animals' }).expect(201);
    return { user, jobs: `/api/projects/${body.id}/crawl-jobs` };
  }

  /** Everything that a start writes, of all users: an estimate leaves it as it was. */
  async function rows(): Promise<unknown> {
    const { rows: all } = await sql`
      select (select count(*) from crawl_jobs) as jobs, (select count(*) from job_chunks) as chunks,
             (select count(*) from credit_transactions) as entries, (select count(*) from activity_logs) as activity,
             (select sum(balance) from credit_accounts) as balance, (select sum(reserved) from credit_accounts) as reserved`.execute(
      app.db.getKysely(),
    );
    return all[0];
  }

  it('estimated cost nothing and leave nothing', async () => {
    const { user, jobs } = await given(50);
    const before = await rows();
    const { body } = await user
      .post(`${jobs}/estimate`, { ...request, options: { expand: ['{keyword} photo'] } })
      .expect(200);
    expect(await rows()).toEqual(before);
    expect(body).toMatchObject({ credits: 10, unit_price: 1, available_credits: 50 });
    const [openverse, bing] = body.sources;
    expect(openverse).toMatchObject({ source: 'openverse', configured: true, known_urls: null });
    expect(openverse.searches).toBeGreaterThanOrEqual(4); // two keywords, whole and expanded
    expect(bing.most_urls).toBe(bing.searches * 1_000);
    expect(body.warnings.map(({ source }: { source: string }) => source)).toContain('bing');
  });

  it('estimated know what earlier jobs found', async () => {
    const { user, jobs } = await given(50);
    const { body: job } = await user.post(jobs, request).expect(201);
    await sql`update job_chunks set candidates = 30, duplicate_urls = 5 where job_id = ${job.id} and source = 'bing'`.execute(
      app.db.getKysely(),
    );
    const { body } = await user.post(`${jobs}/estimate`, { ...request, keywords: ['cat', 'bird'] }).expect(200);
    expect(body.sources).toMatchObject([{ known_urls: 0 }, { known_urls: 35 }]);
  });

  it('estimated are refused like those that are started', async () => {
    const { user, jobs } = await given(5);
    for (const [body, status] of [
      [request, 402],
      [{ ...request, sources: ['nowhere'] }, 422],
      [{ ...request, max_images: 0 }, 422],
      [{ ...request, max_images: 1.5, sources: ['bing', 'nowhere'] }, 422],
    ] as const) {
      const started = await user.post(jobs, body).expect(status);
      const estimated = await user.post(`${jobs}/estimate`, body).expect(status);
      const same = { type: started.body.type, detail: started.body.detail, errors: started.body.errors };
      expect(estimated.body).toMatchObject(JSON.parse(JSON.stringify(same)));
    }
    await user.post(`/api/projects/${randomUUID()}/crawl-jobs/estimate`, request).expect(404);
  });

  it('told of unknown sources beside their other faults, each once', async () => {
    const { user, jobs } = await given(5);
    const body = { ...request, max_images: 1.5, sources: ['bing', 'nowhere', 7, 'x'.repeat(41)] };
    const { body: problem } = await user.post(jobs, body).expect(422);
    const pointers = problem.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers.toSorted()).toEqual(['/max_images', '/sources/1', '/sources/2', '/sources/3']);
    const { body: batch } = await user.post(`${jobs}/batch`, { jobs: [body] }).expect(200);
    expect(batch.data[0].problem.errors).toEqual(problem.errors);
  });

  it('sent together are each created or refused on their own', async () => {
    const { user, jobs } = await given(25);
    const sent = [request, { ...request, max_images: 'many' }, { ...request, sources: ['nowhere'] }, request, request];
    const { body } = await user.post(`${jobs}/batch`, { jobs: sent }).expect(200);
    expect(body).toMatchObject({ created: 2, refused: 3 });
    expect(body.data.map(({ status }: { status: number }) => status)).toEqual([201, 422, 422, 201, 402]);
    expect(body.data[0].job).toMatchObject({ name: 'Cats', status: 'pending', max_images: 10 });
    expect(body.data[0].job.warnings.length).toBeGreaterThan(0);
    expect(body.data[1]).toMatchObject({ index: 1, job: null, problem: { errors: [{ pointer: '/max_images' }] } });
    expect(body.data[2].problem.errors).toMatchObject([{ pointer: '/sources/0', code: 'unknown-source' }]);
    expect(body.data[4].problem).toMatchObject({ status: 402, required: 10 });
    expect(await count(user)).toBe(2);
    expect((await user.get('/api/credits').expect(200)).body).toMatchObject({ balance: 5, reserved: 20 });
  });

  it('sent together twice with one key exist once', async () => {
    const { user, jobs } = await given(25);
    const send = () =>
      user
        .post(`${jobs}/batch`, { jobs: [request, { ...request, name: '' }, request] })
        .set('Idempotency-Key', 'batch-0001');
    const first = await send().expect(200);
    const second = await send().expect(200).expect('Idempotent-Replayed', 'true');
    expect(first.body).toMatchObject({ created: 2, refused: 1 });
    expect(second.body).toEqual(first.body);
    expect(await count(user)).toBe(2);
  });

  it('sent together to a project of somebody else, or too many at once, are none', async () => {
    const { user, jobs } = await given(25);
    const { jobs: other } = await given(0);
    await user.post(`${other}/batch`, { jobs: [request] }).expect(404);
    await user.post(`${jobs}/batch`, { jobs: Array.from({ length: 101 }, () => request) }).expect(422);
    await user.post(`${jobs}/batch`, { jobs: [] }).expect(422);
    expect(await count(user)).toBe(0);
  });
});
