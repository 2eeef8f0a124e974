import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { givenJob } from './support/given-images.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const DATASETS = '/api/datasets';
const GUIDE = '</guides/migrating-from-datasets>';

/** Checks the three headers and returns the path that the answer sends its reader to. */
function successorOf(headers: Record<string, string>): string | undefined {
  expect(headers['deprecation']).toBe('@1795305600');
  expect(headers['sunset']).toBe('Tue, 01 Jun 2027 00:00:00 GMT');
  expect(headers['link']).toContain(`${GUIDE}; rel="deprecation"; type="text/html"`);
  expect(headers['link']).toContain(`${GUIDE}; rel="sunset"; type="text/html"`);
  return /<([^>]*)>; rel="successor-version"/.exec(headers['link'] ?? '')?.[1];
}

describe('answers of the dataset API', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  it('name what to use instead of each of them', async () => {
    const user = await app.givenUser();
    const { projectId } = await givenJob(app, user, ['rice']);
    const [old, project] = [`${DATASETS}/${projectId}`, `/api/projects/${projectId}`];
    const made = await user.post(DATASETS, { name: 'd', keywords: ['cat'] }).expect(201);
    expect(successorOf(made.headers)).toBe('/api/projects');
    for (const [path, successor] of [
      [DATASETS, '/api/projects'],
      [`${DATASETS}/stats`, '/api/projects'],
      [old, project],
      [old.toUpperCase().replace('/API/DATASETS', DATASETS), project],
      [`${old}/status`, `${project}/crawl-jobs`],
      [`${old}/download`, `${project}/images`],
      [`${old}/export/csv`, `${project}/images`],
    ] as const) {
      expect(successorOf((await user.get(path).expect(200)).headers)).toBe(successor);
    }
    expect(successorOf((await user.get(old).set('Authorization', '')).headers)).toBe(project);
    expect((await user.get(project)).headers['deprecation']).toBeUndefined();
  });

  it.each<[number, (user: TestUser) => ReturnType<TestUser['get']>]>([
    [400, (user) => user.post(DATASETS).type('json').send('{')],
    [404, (user) => user.get(`${DATASETS}/${randomUUIDv7()}`)],
    [405, (user) => user.put(DATASETS, {})],
    [406, (user) => user.get(DATASETS).set('Accept', 'text/html')],
    [413, (user) => user.post(DATASETS, { name: 'x'.repeat(200_000) })],
    [415, (user) => user.post(DATASETS).type('text/plain').send('name')],
    [422, (user) => user.get(`${DATASETS}/not-an-id`)],
  ])('carry the headers on a %i as well', async (status, call) => {
    const { headers, body } = await call(await app.givenUser()).expect(status);
    expect(successorOf(headers)).toMatch(/^\/api\/projects/);
    expect(body).toMatchObject({ status, message: body.detail });
  });

  it('carry the headers on a 401, whatever is wrong with the credentials', async () => {
    for (const key of [null, 'x', `pxc_${'a'.repeat(40)}`]) {
      expect(successorOf((await app.as(key).get(DATASETS).expect(401)).headers)).toBe('/api/projects');
    }
  });

  it('carry the headers on a 403', async () => {
    const user = await app.givenUser({ scopes: ['profile:read'] });
    const { headers, body } = await user.get(DATASETS).expect(403);
    expect(successorOf(headers)).toBe('/api/projects');
    expect(body.message).toBe(body.detail);
  });

  it('carry the headers on a 429', async () => {
    const strict = await TestApp.start({ env: { RATE_LIMIT_PER_MINUTE: '1' } });
    try {
      const user = await strict.givenUser();
      const answers = [await user.get(DATASETS), await user.get(DATASETS), await user.get(DATASETS)];
      const refused = answers.find(({ status }) => status === 429);
      expect(refused?.body.message).toBe(refused?.body.detail);
      expect(successorOf(refused?.headers ?? {})).toBe('/api/projects');
    } finally {
      await strict.stop();
    }
  });

  it('lead to a page that explains the change', async () => {
    const page = await app.anonymous.get('/guides/migrating-from-datasets').expect(200);
    expect(page.type).toBe('text/html');
    for (const path of ['/api/datasets/{id}/build', '/api/projects/{project_id}/crawl-jobs']) {
      expect(page.text).toContain(path);
    }
  });

  it('are counted by consumer, endpoint and day', async () => {
    const [user, admin] = [await app.givenUser(), await app.givenUser({ scopes: ['admin'] })];
    await sql`update profiles set role = 'admin' where id = ${admin.id}`.execute(app.db.getKysely());
    for (let i = 0; i < 3; i++) await user.get(DATASETS).expect(200);
    await user.get(`${DATASETS}/${randomUUIDv7()}`).expect(404);
    await user.get('/api/projects').expect(200);
    const rows = await vi.waitFor(
      async () => {
        const { body } = await admin.get(`/api/admin/deprecations?user_id=${user.id}`).expect(200);
        expect(body.data).toHaveLength(2);
        return body.data;
      },
      { timeout: 5_000, interval: 100 },
    );
    const row = rows.find(({ endpoint }: { endpoint: string }) => endpoint === 'GET /api/datasets');
    expect(row).toMatchObject({ calls: 3, user_id: user.id, email: user.email, api_key_name: 'test' });
    expect(row.consumer).toBe(`key:${row.api_key_id}`);
    expect(row.day).toBe(new Date(row.last_called_at).toISOString().slice(0, 10));
    expect(rows.map(({ endpoint }: { endpoint: string }) => endpoint)).toContain('GET /api/datasets/:id');

    const { body: first } = await admin.get(`/api/admin/deprecations?limit=1&user_id=${user.id}`).expect(200);
    const next = `/api/admin/deprecations?limit=1&user_id=${user.id}&cursor=${first.next_cursor}`;
    const { body: second } = await admin.get(next).expect(200);
    expect(new Set([first.data[0].id, second.data[0].id])).toEqual(new Set(rows.map(({ id }: { id: string }) => id)));
    const later = new Date(Date.now() + 60_000).toISOString();
    expect((await admin.get(`/api/admin/deprecations?from=${later}`)).body.data).toEqual([]);
    await user.get('/api/admin/deprecations').expect(403);
  });

  it('are counted up to the last one when the process ends, and added to what was counted before', async () => {
    const count = async () => {
      const { rows } = await sql<{ calls: number }>`
        select calls::int as calls from deprecation_usage where user_id = ${user.id}`.execute(app.db.getKysely());
      return rows.map(({ calls }) => calls);
    };
    const user = await app.givenUser();
    for (const expected of [5, 10]) {
      const short = await TestApp.start();
      const client = short.as(user.key);
      await Promise.all(Array.from({ length: 5 }, () => client.get(DATASETS).expect(200)));
      await short.stop();
      expect(await count()).toEqual([expected]);
    }
  });
});

describe('counting while the database refuses', () => {
  it('keeps the counts until it takes them', async () => {
    const app = await TestApp.start();
    try {
      const user = await app.givenUser();
      const db = app.db.getKysely();
      await sql`alter table deprecation_usage rename to deprecation_usage_away`.execute(db);
      await user.get(DATASETS).expect(200);
      await setTimeout(1_300);
      await sql`alter table deprecation_usage_away rename to deprecation_usage`.execute(db);
      await user.get(DATASETS).expect(200);
      await vi.waitFor(
        async () => {
          const { rows } =
            await sql`select calls::int as calls from deprecation_usage where user_id = ${user.id}`.execute(db);
          expect(rows).toEqual([{ calls: 2 }]);
        },
        { timeout: 5_000, interval: 100 },
      );
    } finally {
      await app.stop();
    }
  });
});

describe('the dataset API that is gone', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: { LEGACY_DATASETS: 'gone' } });
  });
  afterAll(() => app.stop());

  it('answers 410 with a pointer, to anybody, and is counted', async () => {
    const user = await app.givenUser();
    for (const call of [
      user.get(DATASETS),
      user.post(DATASETS, { name: 'x' }),
      user.delete(`${DATASETS}/${randomUUIDv7()}`),
      app.anonymous.get(`${DATASETS}/stats`),
      app.anonymous.get(`${DATASETS}/${randomUUIDv7()}/archive`),
    ]) {
      const { headers, body } = await call.expect(410);
      expect(successorOf(headers)).toMatch(/^\/api\/projects/);
      expect(body.type).toMatch(/\/problems\/dataset-api-removed$/);
      expect(body).toMatchObject({ migration_guide: '/guides/migrating-from-datasets', message: body.detail });
    }
    await user.get('/api/projects').expect(200);
    await vi.waitFor(
      async () => {
        const { rows } = await sql`
          select 1 from deprecation_usage where consumer = 'anonymous' and endpoint = 'GET /api/datasets/stats'`.execute(
          app.db.getKysely(),
        );
        expect(rows).toHaveLength(1);
      },
      { timeout: 5_000, interval: 100 },
    );
  });
});
