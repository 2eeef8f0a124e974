import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { ALL_SCOPES } from '../src/common/auth/scopes.js';
import { AccountService } from '../src/modules/profiles/account.service.js';
import { AuthServer, type SigningKey } from './support/auth-server.js';
import { givenResources } from './support/openapi/resources.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const ME = '/api/profiles/me';

async function givenRunningJob(user: TestUser): Promise<{ projectId: string; jobId: string }> {
  const project = await user.post('/api/projects', { name: 'cats' }).expect(201);
  const body = { name: 'many', keywords: ['cat'], max_images: 100, sources: ['openverse'] };
  const job = await user.post(`/api/projects/${project.body.id}/crawl-jobs`, body).expect(201);
  return { projectId: project.body.id, jobId: job.body.id };
}

describe('my account', () => {
  let app: TestApp;
  let auth: AuthServer;
  let key: SigningKey;
  beforeAll(async () => {
    auth = await AuthServer.start();
    key = await AuthServer.newKey();
    auth.published = [key];
    app = await TestApp.start({ env: { SUPABASE_URL: auth.url, FETCH_ALLOW: auth.host, SOURCE_POLICY: 'warn' } });
  });
  afterAll(async () => {
    await app.stop();
    await auth.stop();
  });

  const rowsOf = async (statement: ReturnType<typeof sql>): Promise<unknown[]> =>
    (await statement.execute(app.db.getKysely())).rows;

  describe('deleted', () => {
    it('ends its jobs, hides its projects, revokes its keys, forgets its user and keeps its ledger', async () => {
      const user = await app.givenUser({ credits: 1_000 });
      await user.patch(ME, { full_name: 'Ada Lovelace', avatar_url: 'https://example.org/ada.png' }).expect(200);
      const running = await givenRunningJob(user);
      const paused = await givenRunningJob(user);
      await user.post(`/api/projects/${paused.projectId}/crawl-jobs/${paused.jobId}/pause`).expect(200);
      const second = await user.post('/api/api-keys', { name: 'of Ada', scopes: ['profile:read'] }).expect(201);
      await user.post('/api/projects', { name: 'of Ada' }).set('Idempotency-Key', randomUUID()).expect(201);
      const ledger = sql`select id, type, d_balance from credit_transactions where user_id = ${user.id} order by id`;
      const before = await rowsOf(ledger);
      expect(before.length).toBeGreaterThanOrEqual(3); // the bonus and two reserves

      const { text } = await user.delete(ME).expect(204);
      expect(text).toBe('');
      await user.get(ME).expect(401);
      await app.as(second.body.key).get(ME).expect(401);

      const jobs = await rowsOf(sql`select status from crawl_jobs where id in (${running.jobId}, ${paused.jobId})`);
      expect(jobs).toEqual([{ status: 'cancelled' }, { status: 'cancelled' }]);
      const chunks = sql`select status, count(*)::int from job_chunks c where job_id in (${running.jobId}, ${paused.jobId}) group by 1`;
      expect(await rowsOf(chunks)).toMatchObject([{ status: 'cancelled' }]);
      expect(await rowsOf(sql`select from projects where user_id = ${user.id} and deleted_at is null`)).toEqual([]);
      expect(await rowsOf(sql`select from api_keys where user_id = ${user.id} and revoked_at is null`)).toEqual([]);
      expect(await rowsOf(sql`select email, full_name, avatar_url, role from profiles where id = ${user.id}`)).toEqual([
        { email: `deleted-${user.id}@invalid`, full_name: null, avatar_url: null, role: 'user' },
      ]);
      const after = await rowsOf(ledger);
      expect(after.slice(0, before.length)).toEqual(before);
      const accounts = sql`select balance, reserved from credit_accounts where user_id = ${user.id}`;
      expect(await rowsOf(accounts)).toEqual([{ balance: '1000', reserved: '0' }]);

      const kept = await rowsOf(sql`
        select to_jsonb(x)::text as row from profiles x where id = ${user.id}
        union all select to_jsonb(x)::text from activity_logs x where user_id = ${user.id} and action <> 'profile.deleted'
        union all select to_jsonb(x)::text from notifications x where user_id = ${user.id}
        union all select to_jsonb(x)::text from idempotency_keys x where user_id = ${user.id}
        union all select to_jsonb(x)::text from api_keys x where user_id = ${user.id}`);
      for (const personal of ['Ada', user.email, '127.0.0.1']) expect(JSON.stringify(kept)).not.toContain(personal);
      const events = sql`select action from activity_logs where user_id = ${user.id} and action = 'profile.deleted'`;
      expect(await rowsOf(events)).toHaveLength(1);
    });

    it('frees its address, refuses its tokens for ever, and leaves others alone', async () => {
      const [sub, other] = [randomUUID(), await app.givenUser()];
      const mine = await givenResources(app, other);
      const token = await auth.sign(key, { sub, email: 'moving@test.example' });
      await app.as(token).get(ME).expect(200);
      await app.as(token).delete(ME).expect(204);
      await app.as(token).get(ME).expect(401);
      await app
        .as(await auth.sign(key, { sub }))
        .get(ME)
        .expect(401);

      const again = await auth.sign(key, { email: 'moving@test.example' });
      expect((await app.as(again).get(ME).expect(200)).body.email).toBe('moving@test.example');
      await other.get(`/api/projects/${mine.project}`).expect(200);
      await other.get(`/api/projects/${mine.project}/crawl-jobs/${mine.crawlJob}`).expect(200);
    });

    it('twice at once is deleted once', async () => {
      const user = await app.givenUser();
      await givenResources(app, user);
      const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await user.delete(ME)).status));
      expect(statuses.filter((status) => status === 204)).toHaveLength(1);
      expect(statuses.every((status) => [204, 401, 404].includes(status))).toBe(true);
      const events = sql`select from activity_logs where user_id = ${user.id} and action = 'profile.deleted'`;
      expect(await rowsOf(events)).toHaveLength(1);
    });

    it('takes along what a request made that was under way', async () => {
      const user = await app.givenUser({ credits: 1_000 });
      await user.delete(ME).expect(204);
      const project = randomUUID();
      await sql`insert into projects (id, user_id, name) values (${project}, ${user.id}, 'late')`.execute(
        app.db.getKysely(),
      );
      await sql`update profiles set deleted_at = now() - interval '90 seconds' where id = ${user.id}`.execute(
        app.db.getKysely(),
      );
      await app.inContext(() => app.get(AccountService).eraseLeftovers());
      // marked as deleted, or removed already by a round of housekeeping
      expect(await rowsOf(sql`select from projects where id = ${project} and deleted_at is null`)).toHaveLength(0);
    });

    it('needs every right to write', async () => {
      const user = await app.givenUser({ scopes: ALL_SCOPES.filter((scope) => scope !== 'projects:write') });
      expect((await user.delete(ME).expect(403)).body.required_scopes).toEqual(['projects:write']);
      await user.get(ME).expect(200);
    });
  });

  describe('exported', () => {
    it('holds everything of its user in the form of the API, and nothing of others or secret', async () => {
      const [user, other] = [await app.givenUser({ credits: 500 }), await app.givenUser()];
      const [own, foreign] = [await givenResources(app, user), await givenResources(app, other)];
      await user.patch(ME, { full_name: 'Ada' }).expect(200);
      const response = await user.get(`${ME}/export`).expect(200);
      expect(response.headers['content-disposition']).toBe('attachment; filename="pixcrawler-account.json"');
      expect(response.type).toBe('application/json');
      const { body } = response;
      expect(Object.keys(body)).toEqual([
        'exported_at',
        'profile',
        'api_keys',
        'projects',
        'url_lists',
        'crawl_jobs',
        'images',
        'validation_jobs',
        'export_jobs',
        'credits',
        'credit_transactions',
        'usage',
        'notifications',
        'notification_preferences',
        'activity',
      ]);
      const lists: [string, string][] = [
        ['api_keys', '/api/api-keys?limit=100'],
        ['projects', '/api/projects?limit=100'],
        ['crawl_jobs', '/api/crawl-jobs?limit=100'],
        ['credit_transactions', '/api/credits/transactions?limit=100'],
        ['activity', '/api/activity?limit=100'],
      ];
      for (const [name, path] of lists) {
        const { data } = (await user.get(path).expect(200)).body;
        expect({ [name]: withoutUse(body[name]) }).toEqual({ [name]: withoutUse(data) });
      }
      expect(body.profile).toEqual((await user.get(ME)).body);
      expect(body.credits).toEqual([(await user.get('/api/credits')).body]);
      expect(body.export_jobs.map(({ id }: { id: string }) => id).toSorted()).toEqual(
        [own.crawlJobExport, own.projectExport].toSorted(),
      );
      expect(body.images).toEqual([{ project_id: own.project, href: `/api/projects/${own.project}/images?limit=100` }]);
      const images = await user.get(body.images[0].href).expect(200);
      expect(images.body.data).toMatchObject([{ id: own.image }]);
      for (const id of [...Object.values(foreign), other.id]) expect(response.text).not.toContain(id);
      expect(response.text).not.toContain(user.key.slice(12, -4));
    });

    it('of thousands of entries is whole', async () => {
      const user = await app.givenUser();
      await sql`
        insert into activity_logs (id, user_id, action, resource_type, resource_id, created_at)
        select gen_random_uuid(), ${user.id}, 'test.happened', 'test', gen_random_uuid(), now() - (n % 7) * interval '1 second'
          from generate_series(1, 2500) n`.execute(app.db.getKysely());
      const { body } = await user.get(`${ME}/export`).expect(200);
      const ids = body.activity.map(({ id }: { id: string }) => id);
      expect(ids.length).toBeGreaterThanOrEqual(2_500);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('needs every right to read', async () => {
      const user = await app.givenUser({ scopes: ['profile:read', 'projects:read'] });
      expect((await user.get(`${ME}/export`).expect(403)).body.required_scopes).toContain('billing:read');
    });
  });
});

/** When a key was used last may differ from one moment to the next. */
const withoutUse = (rows: Record<string, unknown>[]) =>
  rows.map(({ last_used_at: _at, last_used_ip: _ip, ...rest }) => rest);
