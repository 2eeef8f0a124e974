import { sql } from 'kysely';
import { RequestMeter } from '../src/modules/usage/request-meter.js';
import { ByHand } from './support/by-hand.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const urls = (count: number) => Array.from({ length: count }, (_, i) => `http://a.example/${i}.png`);
const today = () => new Date().toISOString().slice(0, 10);
const JOB = { name: 'Cats', keywords: ['cat'], max_images: 10, sources: ['openverse'] };

async function givenProject(user: TestUser): Promise<string> {
  const { body } = await user.post('/api/projects', { name: 'Animals' }).expect(201);
  return `/api/projects/${body.id}/crawl-jobs`;
}

describe('usage', () => {
  let hand: ByHand;
  beforeAll(async () => {
    hand = await ByHand.start();
  });
  afterAll(() => hand.world.stop());

  const usage = async (user: TestUser, query = '') => {
    await hand.app.get(RequestMeter).flush();
    return (await user.get(`/api/usage${query}`).expect(200)).body;
  };

  it('counts images and their bytes once, when their chunk is settled', async () => {
    const user = await hand.app.givenUser({ credits: 100 });
    const job = await hand.world.givenJob(user, { keywords: ['cat'], sources: ['openverse'], max_images: 5 });
    const [chunk = ''] = await hand.chunksOf(job.id);
    const claim = await hand.mustClaim(chunk);
    await hand.discover(claim, urls(4));
    await hand.flush(claim, await hand.attempts(claim, (url) => url));
    expect((await usage(user)).total).toMatchObject({ images_processed: 0, storage_bytes: 0 });

    await Promise.allSettled(Array.from({ length: 4 }, () => hand.settle(claim)));
    const { rows } = await sql<{ bytes: number }>`
      select sum(file_size)::int as bytes from images where crawl_job_id = ${job.id}`.execute(hand.app.db.getKysely());
    const { days, total } = await usage(user);
    expect(rows[0]?.bytes).toBeGreaterThan(0);
    expect(total).toMatchObject({ images_processed: 4, storage_bytes: rows[0]?.bytes });
    expect(days).toHaveLength(30);
    expect(days.at(-1)).toMatchObject({ date: today(), images_processed: 4 });
  });

  it('counts what a cancelled job had stored', async () => {
    const user = await hand.app.givenUser({ credits: 100 });
    const job = await hand.world.givenJob(user, { keywords: ['cat'], sources: ['openverse'], max_images: 5 });
    const [chunk = ''] = await hand.chunksOf(job.id);
    const claim = await hand.mustClaim(chunk);
    await hand.discover(claim, urls(3));
    await hand.flush(claim, await hand.attempts(claim, (url) => url));
    await user.post(`${job.path}/cancel`).expect(200);
    expect((await usage(user)).total).toMatchObject({ images_processed: 3 });
  });

  it('counts requests and the bytes of their answers, refused ones too', async () => {
    const user = await hand.app.givenUser();
    const other = await hand.app.givenUser();
    const answers = [
      await user.get('/api/projects').expect(200),
      await user.get('/api/projects?limit=0').expect(422),
      await user.get('/api/projects/00000000-0000-7000-8000-000000000000').expect(404),
    ];
    const bodies = answers.reduce((sum, { text }) => sum + text.length, 0);
    const { total } = await usage(user);
    expect(total.api_calls).toBe(3);
    expect(total.bandwidth_bytes).toBeGreaterThan(bodies + 3 * 100);
    expect(total.bandwidth_bytes).toBeLessThan(bodies + 3 * 2_000);
    expect((await usage(user)).total.api_calls).toBe(4); // the reading before
    expect((await usage(other)).total.api_calls).toBe(0);
  });

  it('keeps what it could not write for the next time', async () => {
    const user = await hand.app.givenUser();
    await user.get('/api/projects').expect(200);
    const db = hand.app.db.getKysely();
    await sql`alter table usage_metrics rename to usage_metrics_away`.execute(db);
    await hand.app.get(RequestMeter).flush();
    await sql`alter table usage_metrics_away rename to usage_metrics`.execute(db);
    expect((await usage(user)).total.api_calls).toBe(1);
  });

  it('answers the days asked for, those without usage as well', async () => {
    const user = await hand.app.givenUser();
    const { from, to, days, limits } = await usage(user, '?from=2024-02-28&to=2024-03-01');
    expect({ from, to }).toEqual({ from: '2024-02-28', to: '2024-03-01' });
    expect(days.map(({ date }: { date: string }) => date)).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
    expect(limits).toEqual({ images_processed: null, storage_bytes: null, api_calls: null, bandwidth_bytes: null });
  });

  it.each([
    '?from=2024-03-02&to=2024-03-01',
    '?from=2020-01-01&to=2024-03-01',
    '?from=2023-02-29',
    '?to=now',
    '?from=',
    '?day=2024-01-01',
  ])('refuses %s', async (query) => {
    const user = await hand.app.givenUser();
    await user.get(`/api/usage${query}`).expect(422);
  });
});

describe('daily quotas', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: { QUOTA_IMAGES_PER_DAY: '100', QUOTA_STORAGE_BYTES_PER_DAY: '5000' } });
  });
  afterAll(() => app.stop());

  it('counts open jobs whole, and lets a user begin again when one is cancelled', async () => {
    const user = await app.givenUser({ credits: 1_000 });
    const path = await givenProject(user);
    const first = await user.post(path, { ...JOB, max_images: 60 }).expect(201);
    const refused = await user.post(path, { ...JOB, max_images: 41 }).expect(403);
    expect(refused.body).toMatchObject({ quota: 'images_processed', limit: 100, used: 0 });
    expect(refused.body.type).toMatch(/\/problems\/quota-exceeded$/);
    await user.post(path, { ...JOB, max_images: 40 }).expect(201);
    await user.post(path, { ...JOB, max_images: 1 }).expect(403);
    await user.post(`${path}/${first.body.id}/cancel`).expect(200);
    await user.post(path, { ...JOB, max_images: 60 }).expect(201);
    expect((await user.get('/api/credits').expect(200)).body.reserved).toBe(100);
  });

  it('holds for jobs that go on as well', async () => {
    const user = await app.givenUser({ credits: 1_000 });
    const path = await givenProject(user);
    const { body: job } = await user.post(path, { ...JOB, max_images: 50 }).expect(201);
    await user.post(`${path}/${job.id}/cancel`).expect(200);
    await user.post(path, { ...JOB, max_images: 60 }).expect(201);
    await user.post(`${path}/${job.id}/retry`).expect(403);
    await user.post(`${path}/${job.id}/extend`, { max_images: 51 }).expect(403);
    expect((await user.get('/api/credits').expect(200)).body.reserved).toBe(60);
  });

  it('grants parallel requests together no more than the limit', async () => {
    const user = await app.givenUser({ credits: 1_000 });
    const path = await givenProject(user);
    const answers = await Promise.all(Array.from({ length: 30 }, () => user.post(path, JOB)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(20);
    expect((await user.get('/api/credits').expect(200)).body).toMatchObject({ balance: 900, reserved: 100 });
  });

  it('ends when the bytes of the day are used up, and not because of another day', async () => {
    const user = await app.givenUser({ credits: 1_000 });
    const path = await givenProject(user);
    await user.post(path, { ...JOB, max_images: 1 }).expect(201);
    const use = (bytes: number, day: string) =>
      sql`insert into usage_metrics (id, user_id, metric_date, storage_bytes) values (uuidv7(), ${user.id}, ${day}::date, ${bytes})
          on conflict (user_id, metric_date) do update set storage_bytes = excluded.storage_bytes`.execute(
        app.db.getKysely(),
      );
    await use(5_000, new Date(Date.now() - 86_400_000).toISOString().slice(0, 10));
    await use(4_999, today());
    await user.post(path, { ...JOB, max_images: 1 }).expect(201);
    await use(5_000, today());
    const refused = await user.post(path, { ...JOB, max_images: 1 }).expect(403);
    expect(refused.body).toMatchObject({ quota: 'storage_bytes', limit: 5_000, used: 5_000 });
  });
});
