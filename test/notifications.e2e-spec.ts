import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { EventBus } from '../src/common/events/event-bus.js';
import { CrawlJobCancelled, CrawlJobCompleted, CrawlJobPaused } from '../src/modules/crawl-jobs/crawl-job.events.js';
import { CreditsExhausted, CreditsLow } from '../src/modules/credits/credits.events.js';
import { ExportJobCompleted, ExportJobFailed } from '../src/modules/export/export-job.events.js';
import { ProfilesService } from '../src/modules/profiles/profiles.service.js';
import { givenJob } from './support/given-images.js';
import { sameProblem } from './support/same-problem.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const NOTIFICATIONS = '/api/notifications';
const PREFERENCES = `${NOTIFICATIONS}/preferences`;

const ofAll = (field: string, { data }: { data: Record<string, unknown>[] }) => data.map((item) => item[field]);

describe('notifications', () => {
  let app: TestApp;
  let user: TestUser;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    user = await app.givenUser(); // whose first notification is of the key
  });

  const list = async (query = '', who = user) => (await who.get(`${NOTIFICATIONS}${query}`).expect(200)).body;
  const titles = async (query = '') => ofAll('title', await list(query));
  const emit = (...events: Parameters<EventBus['emit']>) =>
    app.inContext(() => app.db.transactional(() => app.get(EventBus).emit(...events)));

  it('tells of jobs with their name and where to look', async () => {
    const job = await givenJob(app, user, ['lentils']);
    await emit(new CrawlJobCompleted(user.id, job.jobId, { downloaded_images: 12 }));
    const { data, unread_count } = await list('?category=crawl_jobs');
    expect(data).toEqual([
      {
        id: expect.any(String),
        category: 'crawl_jobs',
        type: 'crawl_job.completed',
        title: 'Crawl job “Pulses” is complete',
        message: 'Images stored: 12.',
        action_url: job.path,
        metadata: { resource_type: 'crawl_job', resource_id: job.jobId },
        is_read: false,
        read_at: null,
        created_at: expect.any(String),
      },
    ]);
    expect(unread_count).toBe(2);
    await user.get(data[0].action_url).expect(200);
  });

  it('tells of exports of a job and of its project', async () => {
    const job = await givenJob(app, user, ['lentils']);
    const [ofJob, ofProject] = [randomUUID(), randomUUID()];
    const db = app.db.getKysely();
    await sql`insert into export_jobs (id, crawl_job_id, user_id, format) values (${ofJob}, ${job.jobId}, ${user.id}, 'csv')`.execute(
      db,
    );
    await sql`insert into export_jobs (id, project_id, user_id, format) values (${ofProject}, ${job.projectId}, ${user.id}, 'csv')`.execute(
      db,
    );
    await emit(new ExportJobCompleted(user.id, ofJob, { total_images: 3 }));
    await emit(new ExportJobFailed(user.id, ofProject, { error: 'ENOSPC /srv/objects' }));
    const { data } = await list('?category=exports');
    expect(data).toMatchObject([
      {
        title: 'The export of “Foods” has failed',
        action_url: `/api/projects/${job.projectId}/export-jobs/${ofProject}`,
      },
      { title: 'The export of “Pulses” is ready', action_url: `${job.path}/export-jobs/${ofJob}` },
    ]);
    expect(JSON.stringify(data)).not.toContain('ENOSPC');
  });

  it('tells when credits run low and out', async () => {
    const account = randomUUID();
    await emit(new CreditsLow(user.id, account, { balance: 5, threshold: 10 }));
    await emit(new CreditsExhausted(user.id, account, { balance: 0 }));
    expect((await list('?category=credits')).data).toMatchObject([
      { title: 'Your credits are used up', action_url: '/api/credits' },
      { title: 'Your credits are running low', message: 'Credits left: 5.' },
    ]);
  });

  it('tells of pauses by the system, not of those by the user', async () => {
    const job = await givenJob(app, user, ['lentils']);
    await emit(new CrawlJobPaused(user.id, job.jobId, { reason: 'user' }));
    await emit(new CrawlJobPaused(user.id, job.jobId, { reason: 'storage' }));
    expect(await titles('?category=crawl_jobs')).toEqual(['Crawl job “Pulses” is paused']);
  });

  it('tells of keys, without a secret', async () => {
    const { body } = await user.post('/api/api-keys', { name: 'ci', scopes: ['profile:read'] }).expect(201);
    await user.delete(`/api/api-keys/${body.id}`).expect(204);
    expect(await titles('?category=security')).toEqual([
      'The API key “ci” was revoked',
      'The API key “ci” was created',
      'The API key “test” was created',
    ]);
    expect(JSON.stringify(await list())).not.toContain(body.key.slice(12));
  });

  it('is written in the transaction of the change, and a failing listener undoes the change', async () => {
    const job = await givenJob(app, user, ['lentils']);
    const change = async (event: CrawlJobCancelled, thenFail: boolean) =>
      app.inContext(async () => {
        const em = app.db;
        await em.transactional(async (inner) => {
          await sql`update crawl_jobs set name = 'changed' where id = ${job.jobId}`.execute(inner.getKysely());
          await app.get(EventBus).emit(event);
          if (thenFail) throw new Error('the emitter fails');
        });
      });
    await expect(change(new CrawlJobCancelled(user.id, job.jobId), true)).rejects.toThrow('the emitter fails');
    expect(await titles('?category=crawl_jobs')).toEqual([]);

    await sql`alter table notifications add constraint no_more check (title not like '%Pulses%') not valid`.execute(
      app.db.getKysely(),
    );
    try {
      const { status } = await user.post('/api/api-keys', { name: 'Pulses', scopes: ['profile:read'] });
      expect(status).toBeGreaterThanOrEqual(409);
      expect((await user.get('/api/api-keys').expect(200)).body.data).toHaveLength(1);
      expect((await user.get('/api/activity?resource_type=api_key').expect(200)).body.data).toHaveLength(1);
    } finally {
      await sql`alter table notifications drop constraint no_more`.execute(app.db.getKysely());
    }
  });

  it('is paged newest first, filtered, and bound to its filters and user', async () => {
    const job = await givenJob(app, user, ['lentils']);
    for (let i = 0; i < 5; i++) await emit(new CrawlJobCompleted(user.id, job.jobId, { downloaded_images: i }));
    const first = await user.get(`${NOTIFICATIONS}?limit=3&category=crawl_jobs`).expect(200);
    expect(first.headers.link).toContain('rel="next"');
    const cursor = `cursor=${first.body.next_cursor}`;
    const rest = await list(`?limit=3&category=crawl_jobs&${cursor}`);
    expect([...ofAll('message', first.body), ...ofAll('message', rest)]).toEqual(
      [4, 3, 2, 1, 0].map((n) => `Images stored: ${n}.`),
    );
    await user.get(`${NOTIFICATIONS}?limit=3&${cursor}`).expect(422);
    const other = await app.givenUser();
    await other.get(`${NOTIFICATIONS}?limit=3&category=crawl_jobs&${cursor}`).expect(422);
    for (const query of ['category=pets', 'is_read=1', 'limit=0', 'sort=title'])
      await user.get(`${NOTIFICATIONS}?${query}`).expect(422);
  });

  it('is marked as read and unread, one or all, and deleted; the log tells', async () => {
    const [{ id }] = (await list()).data;
    const read = await user.patch(`${NOTIFICATIONS}/${id}`, { is_read: true }).expect(200);
    expect(read.body).toMatchObject({ id, is_read: true, read_at: expect.any(String) });
    await user.patch(`${NOTIFICATIONS}/${id}`, { is_read: true }).expect(200); // changes nothing
    expect(await list('?is_read=false')).toMatchObject({ data: [], unread_count: 0 });
    const unread = await user.patch(`${NOTIFICATIONS}/${id}`, { is_read: false }).expect(200);
    expect(unread.body).toMatchObject({ is_read: false, read_at: null });
    expect((await user.post(`${NOTIFICATIONS}/read-all`).expect(200)).body).toEqual({ updated: 1 });
    expect((await user.post(`${NOTIFICATIONS}/read-all`).expect(200)).body).toEqual({ updated: 0 });
    expect(await list('?is_read=true')).toMatchObject({ data: [{ id }], unread_count: 0 });
    await user.delete(`${NOTIFICATIONS}/${id}`).expect(204);
    await user.delete(`${NOTIFICATIONS}/${id}`).expect(404);
    const activity = await user.get('/api/activity').expect(200);
    expect(ofAll('action', activity.body)).toEqual([
      'notification.deleted',
      'notifications.read',
      'notification.updated',
      'notification.updated',
      'api_key.created',
    ]);
  });

  it.each([{}, { is_read: 'true' }, { is_read: null }, { is_read: true, title: 'x' }])(
    'refuses the change %j',
    async (body) => {
      const [{ id }] = (await list()).data;
      await user.patch(`${NOTIFICATIONS}/${id}`, body).expect(422);
    },
  );

  it('shows nobody else anything', async () => {
    const other = await app.givenUser();
    const [{ id }] = (await list()).data;
    const missing = `${NOTIFICATIONS}/${randomUUID()}`;
    for (const send of [
      (path: string) => other.patch(path, { is_read: true }).expect(404),
      (path: string) => other.delete(path).expect(404),
    ])
      expect(sameProblem(await send(`${NOTIFICATIONS}/${id}`))).toBe(sameProblem(await send(missing)));
    await other.post(`${NOTIFICATIONS}/read-all`).expect(200);
    expect(await list()).toMatchObject({ data: [{ id, is_read: false }], unread_count: 1 });
  });

  it('needs a key with the scope', async () => {
    const reader = await app.givenUser({ scopes: ['notifications:read'] });
    await app.anonymous.get(NOTIFICATIONS).expect(401);
    await reader.get(NOTIFICATIONS).expect(200);
    await reader.post(`${NOTIFICATIONS}/read-all`).expect(403);
    await reader.put(PREFERENCES, {}).expect(403);
  });

  describe('preferences', () => {
    const on = { in_app: true, email: true, webhook: true };
    const defaults = {
      in_app_enabled: true,
      email_enabled: true,
      webhook_enabled: true,
      categories: { crawl_jobs: on, exports: on, credits: on, security: on, system: on },
      digest: 'realtime',
      quiet_hours_start: null,
      quiet_hours_end: null,
      time_zone: 'UTC',
    };

    it('are everything until the user chooses, and what was chosen afterwards', async () => {
      expect((await user.get(PREFERENCES).expect(200)).body).toEqual(defaults);
      const chosen = {
        webhook_enabled: false,
        categories: { exports: { email: false } },
        digest: 'weekly',
        quiet_hours_start: '22:00',
        quiet_hours_end: '07:30',
        time_zone: 'America/St_Johns',
      };
      const expected = {
        ...defaults,
        ...chosen,
        categories: { ...defaults.categories, exports: { ...on, email: false } },
      };
      expect((await user.put(PREFERENCES, chosen).expect(200)).body).toEqual(expected);
      expect((await user.get(PREFERENCES).expect(200)).body).toEqual(expected);
      expect((await user.put(PREFERENCES, {}).expect(200)).body).toEqual(defaults);
      expect((await user.get(PREFERENCES).expect(200)).body).toEqual(defaults);
      const { data } = (await user.get('/api/activity?action=notification_preferences.updated').expect(200)).body;
      expect(data).toHaveLength(2);
      expect(data[1].metadata.digest).toEqual({ from: 'realtime', to: 'weekly' });
    });

    it.each([
      [{ digest: 'hourly' }, '/digest'],
      [{ digest: null }, '/digest'],
      [{ time_zone: 'Mars/Olympus' }, '/time_zone'],
      [{ time_zone: '+01:00' }, '/time_zone'],
      [{ time_zone: 5 }, '/time_zone'],
      [{ quiet_hours_start: '22:00' }, '/quiet_hours_end'],
      [{ quiet_hours_end: '22:00' }, '/quiet_hours_start'],
      [{ quiet_hours_start: '22:00', quiet_hours_end: '22:00' }, '/quiet_hours_end'],
      [{ quiet_hours_start: '24:00', quiet_hours_end: '07:00' }, '/quiet_hours_start'],
      [{ quiet_hours_start: '7:00', quiet_hours_end: '08:00' }, '/quiet_hours_start'],
      [{ email_enabled: 'no' }, '/email_enabled'],
      [{ categories: [] }, '/categories'],
      [{ categories: { pets: { email: false } } }, '/categories/pets'],
      [{ categories: { exports: { fax: true } } }, '/categories/exports/fax'],
      [{ categories: { exports: { email: 1 } } }, '/categories/exports/email'],
      [{ colour: 'red' }, '/colour'],
    ])('refuse %j', async (body, pointer) => {
      const answer = await user.put(PREFERENCES, body).expect(422);
      expect(answer.body.errors[0].pointer).toBe(pointer);
      expect((await user.get(PREFERENCES).expect(200)).body).toEqual(defaults);
    });

    it('keep what is switched off out of the list', async () => {
      const job = await givenJob(app, user, ['lentils']);
      const finish = () => emit(new CrawlJobCompleted(user.id, job.jobId));
      await user.put(PREFERENCES, { categories: { crawl_jobs: { in_app: false } } }).expect(200);
      await finish();
      await user.put(PREFERENCES, { in_app_enabled: false }).expect(200);
      await finish();
      expect(await titles('?category=crawl_jobs')).toEqual([]);
      await user.put(PREFERENCES, {}).expect(200);
      await finish();
      expect(await titles('?category=crawl_jobs')).toHaveLength(1);
    });

    it('are of one user alone, also when two are written at once', async () => {
      const answers = await Promise.all(
        ['daily', 'weekly', 'daily', 'weekly'].map((digest) => user.put(PREFERENCES, { digest })),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const other = await app.givenUser();
      expect((await other.get(PREFERENCES).expect(200)).body).toEqual(defaults);
    });
  });

  it('goes with its user', async () => {
    expect(await app.inContext(() => app.get(ProfilesService).get(user.id))).toMatchObject({ email: user.email });
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from outbox where user_id = ${user.id}`.execute(
      app.db.getKysely(),
    );
    expect(rows).toEqual([{ n: 0 }]); // no mail server, no delivery
  });
});
