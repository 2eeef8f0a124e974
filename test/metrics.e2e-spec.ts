import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { CreditReconciliation } from '../src/modules/credits/credit-reconciliation.service.js';
import { TestApp } from './support/test-app.js';

const JOB = { name: 'Cats', keywords: ['cat'], max_images: 10, sources: ['openverse'] };
const TOKEN = 'a-token-for-prometheus';

/** Samples of the text format: name with labels → value. */
const samples = (text: string): Map<string, number> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );

describe('GET /metrics', () => {
  let app: TestApp;
  let jobsPath: string;
  beforeAll(async () => {
    app = await TestApp.start();
    const user = await app.givenUser({ credits: 100 });
    const { body } = await user.post('/api/projects', { name: 'Animals' }).expect(201);
    jobsPath = `/api/projects/${body.id}/crawl-jobs`;
    await user.post(jobsPath, JOB).expect(201);
    await sql`update job_chunks set available_at = now() - interval '1 hour' where status = 'pending'`.execute(
      app.db.getKysely(),
    );
    await user.get(`/api/projects/${randomUUID()}`).expect(404);
    await user.get(`/nowhere/${randomUUID()}`).expect(404);
  });
  afterAll(() => app.stop());

  const scrape = async () => {
    const answer = await app.anonymous.get('/metrics').expect(200);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    return samples(answer.text);
  };

  it('shows the work as it stands', async () => {
    const found = await scrape();
    expect(found.get('pixcrawler_database_up')).toBe(1);
    expect(found.get('pixcrawler_crawl_jobs{status="pending"}')).toBeGreaterThan(0);
    expect(found.get('pixcrawler_open_chunks{status="pending"}')).toBeGreaterThan(0);
    expect(found.get('pixcrawler_open_chunks{status="processing"}')).toBeGreaterThanOrEqual(0);
    expect(found.get('pixcrawler_oldest_due_chunk_age_seconds')).toBeGreaterThanOrEqual(3_600);
    expect(found.get('pixcrawler_images_stored_total')).toBeGreaterThanOrEqual(0);
    expect(found.get('pixcrawler_queue_waiting{queue="crawl"}')).toBeGreaterThan(0);
    expect(found.get('pixcrawler_queue_waiting{queue="export"}')).toBeGreaterThanOrEqual(0);
  });

  it('counts requests by route, never by path', async () => {
    const found = await scrape();
    const count = (route: string, method: string, status: number) =>
      found.get(
        `pixcrawler_http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`,
      );
    expect(count('/api/projects/:project_id/crawl-jobs', 'POST', 201)).toBe(1);
    expect(count('/api/projects/:id', 'GET', 404)).toBe(1);
    expect(count('none', 'none', 404)).toBe(1);
    expect([...found.keys()].filter((name) => /[0-9a-f]{8}-[0-9a-f]{4}/.test(name))).toEqual([]);
  });

  it('shows the process and, after its first reading, the ledger', async () => {
    const found = await scrape();
    expect(found.get('process_resident_memory_bytes')).toBeGreaterThan(1e7);
    expect(found.get('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    // other tests of this database leave rows that no application would write
    const broken = await app.inContext(() => app.get(CreditReconciliation).broken());
    await vi.waitFor(async () => {
      expect((await scrape()).get('pixcrawler_ledger_broken_rules')).toBe(broken.length);
    }, 20_000);
  });

  it('asks the database once in ten seconds', async () => {
    const before = await scrape();
    const user = await app.givenUser({ credits: 100 });
    const { body } = await user.post('/api/projects', { name: 'Animals' }).expect(201);
    await user.post(`/api/projects/${body.id}/crawl-jobs`, JOB).expect(201);
    const after = await scrape();
    const name = 'pixcrawler_crawl_jobs{status="pending"}';
    expect(after.get(name)).toBe(before.get(name));
  });
});

describe('GET /metrics with a token', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: { METRICS_TOKEN: TOKEN } });
  });
  afterAll(() => app.stop());

  it.each([
    ['none', undefined, 401],
    ['another', `Bearer ${TOKEN}x`, 401],
    ['the token without its scheme', TOKEN, 401],
    ['the token', `Bearer ${TOKEN}`, 200],
  ])('sent %s', async (_, header, status) => {
    const request = app.anonymous.get('/metrics');
    if (header !== undefined) request.set('Authorization', header);
    await request.expect(status);
  });

  it('is not opened by an API key', async () => {
    const user = await app.givenUser();
    await user.get('/metrics').expect(401);
  });
});

it('GET /metrics can be switched off', async () => {
  const app = await TestApp.start({ env: { METRICS: 'off' } });
  await app.anonymous.get('/metrics').expect(404);
  await app.stop();
});
