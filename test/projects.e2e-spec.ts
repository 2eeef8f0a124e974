import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { ProjectsService } from '../src/modules/projects/projects.service.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const PROJECTS = '/api/projects';

const givenProject = async (user: TestUser, name = 'cats'): Promise<string> =>
  (await user.post(PROJECTS, { name }).expect(201)).body.id;

const namesOf = (body: { data: { name: string }[] }) => body.data.map(({ name }) => name);

describe('projects', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  const givenJob = (user: TestUser, project: string, status: string) =>
    sql`insert into crawl_jobs (id, project_id, user_id, name, keywords, sources, max_images, status)
      values (${randomUUIDv7()}, ${project}, ${user.id}, 'c', '["cat"]', '["google"]', 10, ${status})`.execute(
      app.db.getKysely(),
    );

  it('are created, read, changed and deleted', async () => {
    const user = await app.givenUser();
    const made = await user.post(PROJECTS, { name: 'My Project', description: 'Image collection project' }).expect(201);
    expect(made.body).toMatchObject({ name: 'My Project', status: 'active', settings: {}, version: 1 });
    expect(made.headers.location).toBe(`${PROJECTS}/${made.body.id}`);

    const url = `${PROJECTS}/${made.body.id}`;
    expect((await user.get(url).expect(200)).body).toEqual(made.body);
    const changed = await user.patch(url, { description: null, settings: { safe_search: false } }).expect(200);
    expect(changed.body).toMatchObject({ description: null, settings: { safe_search: false }, version: 2 });

    await user.delete(url).expect(204);
    await user.get(url).expect(404);
    await user.patch(url, { name: 'x' }).expect(404);
    await user.delete(url).expect(404);
    expect(namesOf((await user.get(PROJECTS)).body)).toEqual([]);
    const { rows } = await sql<{ gone: boolean }>`
      select deleted_at is not null as gone from projects where id = ${made.body.id}`.execute(app.db.getKysely());
    expect(rows).toEqual([{ gone: true }]);
  });

  it('of another user look exactly like missing ones', async () => {
    const [user, other] = [await app.givenUser(), await app.givenUser()];
    const id = await givenProject(user);
    const missing = randomUUIDv7();
    for (const call of [
      (at: string) => other.get(at),
      (at: string) => other.patch(at, { name: 'x' }),
      (at: string) => other.delete(at),
      (at: string) => other.post(`${at}/archive`),
      (at: string) => other.post(`${at}/restore`),
    ]) {
      const foreign = await call(`${PROJECTS}/${id}`).set('X-Request-Id', 'the-same-id').expect(404);
      const absent = await call(`${PROJECTS}/${missing}`).set('X-Request-Id', 'the-same-id').expect(404);
      expect(foreign.text.replaceAll(id, 'ID')).toBe(absent.text.replaceAll(missing, 'ID'));
    }
    expect(namesOf((await other.get(PROJECTS)).body)).toEqual([]);
    await user.get(`${PROJECTS}/${id.toUpperCase()}`).expect(200);
  });

  it('are archived and restored', async () => {
    const user = await app.givenUser();
    const url = `${PROJECTS}/${await givenProject(user)}`;
    expect((await user.post(`${url}/archive`).expect(200)).body).toMatchObject({ status: 'archived', version: 2 });
    expect((await user.post(`${url}/archive`).expect(409)).body.type).toMatch(/invalid-state$/);
    expect((await user.get(`${PROJECTS}?status=archived`)).body.data).toHaveLength(1);
    expect((await user.get(`${PROJECTS}?status=active`)).body.data).toHaveLength(0);
    expect((await user.post(`${url}/restore`).expect(200)).body.status).toBe('active');
    await user.post(`${url}/restore`).expect(409);
    const { body } = await user.get('/api/activity?resource_type=project').expect(200);
    const actions = body.data.map(({ action }: { action: string }) => action);
    expect(actions).toEqual(['project.restored', 'project.archived', 'project.created']);
  });

  it('are listed in any allowed order, page by page, while others are made', async () => {
    const user = await app.givenUser();
    for (const name of ['delta', 'alpha', 'charlie', 'bravo', 'alpha']) await givenProject(user, name);
    expect(namesOf((await user.get(`${PROJECTS}?sort=name`)).body)).toEqual([
      'alpha',
      'alpha',
      'bravo',
      'charlie',
      'delta',
    ]);
    expect(namesOf((await user.get(`${PROJECTS}?sort=created_at`)).body)[0]).toBe('delta');

    for (const sort of ['name', '-name', 'created_at', '-created_at', 'updated_at', '-updated_at']) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await user.get(`${PROJECTS}?limit=2&sort=${sort}${cursor}`).expect(200);
        seen.push(...body.data.map(({ id }: { id: string }) => id));
        cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
      } while (cursor);
      expect(seen).toHaveLength(5);
      expect(new Set(seen).size).toBe(5);
    }

    const first = await user.get(`${PROJECTS}?limit=2`).expect(200);
    expect(first.headers.link).toContain('rel="next"');
    await givenProject(user, 'newer than the first page');
    const second = await user.get(`${PROJECTS}?limit=3&cursor=${first.body.next_cursor}`).expect(200);
    expect(namesOf(second.body)).toEqual(['charlie', 'alpha', 'delta']);
    await user.get(`${PROJECTS}?sort=name&cursor=${first.body.next_cursor}`).expect(422);
    await user.get(`${PROJECTS}?status=active&cursor=${first.body.next_cursor}`).expect(422);
  });

  it('are searched literally', async () => {
    const user = await app.givenUser();
    for (const name of ['100% cats', '100 cats', 'under_score', 'underscore', 'back\\slash'])
      await givenProject(user, name);
    const search = async (q: string) =>
      namesOf((await user.get(`${PROJECTS}?q=${encodeURIComponent(q)}`).expect(200)).body);
    expect(await search('CATS')).toEqual(['100 cats', '100% cats']);
    expect(await search('%')).toEqual(['100% cats']);
    expect(await search('_')).toEqual(['under_score']);
    expect(await search('\\')).toEqual(['back\\slash']);
    expect(await search("'; drop table projects; --")).toEqual([]);
  });

  it.each<[string, string]>([
    ['a limit of 0', 'limit=0'],
    ['a limit of 101', 'limit=101'],
    ['an unknown status', 'status=gone'],
    ['a sort by a column that is not offered', 'sort=user_id'],
    ['a sort by a prototype member', 'sort=__proto__'],
    ['a long search', `q=${'x'.repeat(101)}`],
    ['an unknown parameter', 'page=2'],
    ['an unknown relation', 'include=owner'],
    ['a cursor that is none', 'cursor=abc'],
  ])('are not listed with %s', async (_, query) => {
    const user = await app.givenUser();
    await givenProject(user);
    await user.get(`${PROJECTS}?${query}`).expect(422);
  });

  it.each<[string, object]>([
    ['no name', {}],
    ['a blank name', { name: ' \u200b ' }],
    ['a name of 101 characters', { name: 'x'.repeat(101) }],
    ['a name that turns direction', { name: 'a\u202eb' }],
    ['a number as name', { name: 5 }],
    ['another owner', { name: 'x', user_id: randomUUIDv7() }],
    ['settings that are a list', { name: 'x', settings: [] }],
    ['huge settings', { name: 'x', settings: { a: 'x'.repeat(10_000) } }],
    ['a status', { name: 'x', status: 'archived' }],
  ])('are not made with %s', async (_, body) => {
    const user = await app.givenUser();
    const response = await user.post(PROJECTS, body).expect(422);
    expect(response.type).toBe('application/problem+json');
    expect(response.body.errors.length).toBeGreaterThan(0);
  });

  it('change only from the expected version, and not by an empty or equal patch', async () => {
    const user = await app.givenUser();
    const url = `${PROJECTS}/${await givenProject(user)}`;
    const { headers } = await user.get(url).expect(200);
    expect(headers.etag).toBe('"v1"');
    await user.get(url).set('If-None-Match', '"v1"').expect(304);
    await user.patch(url, {}).expect(422);
    expect((await user.patch(url, { name: 'cats' }).expect(200)).headers.etag).toBe('"v1"');
    expect((await user.patch(url, { name: 'dogs' }).set('If-Match', '"v1"').expect(200)).headers.etag).toBe('"v2"');
    await user.patch(url, { name: 'birds' }).set('If-Match', '"v1"').expect(412);
    await user.delete(url).set('If-Match', '"v1"').expect(412);
    expect((await user.get(url)).body.name).toBe('dogs');
    await user.delete(url).set('If-Match', '"v2"').expect(204);
  });

  it('let exactly one of many concurrent changes of one version through', async () => {
    const user = await app.givenUser();
    const url = `${PROJECTS}/${await givenProject(user)}`;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => user.patch(url, { name: `name ${i}` }).set('If-Match', '"v1"')),
    );
    const withStatus = (status: number) => answers.filter((answer) => answer.status === status);
    expect([withStatus(200).length, withStatus(412).length]).toEqual([1, 7]);
    expect((await user.get(url)).body.version).toBe(2);
    expect((await user.get('/api/activity?action=project.updated')).body.data).toHaveLength(1);
  });

  it.each([
    ...['pending', 'running', 'paused'].map((status) => [status, 409] as const),
    ...['completed', 'failed', 'cancelled'].map((status) => [status, 204] as const),
  ])('with a %s job answer %i to deletion', async (status, answer) => {
    const user = await app.givenUser();
    const id = await givenProject(user);
    await givenJob(user, id, status);
    const { body } = await user.delete(`${PROJECTS}/${id}`).expect(answer);
    if (answer === 409) expect(body).toMatchObject({ open_jobs: 1 });
    await user.get(`${PROJECTS}/${id}`).expect(answer === 409 ? 200 : 404);
  });

  it('wait with their deletion for a job that is being made, and then stay', async () => {
    const user = await app.givenUser();
    const id = await givenProject(user);
    const maker = app.db;
    await maker.begin();
    await app.inContext(() => sql`select 1 from projects where id = ${id} for key share`.execute(maker.getKysely()));
    let answered = false;
    const deletion = user.delete(`${PROJECTS}/${id}`).then((response) => {
      answered = true;
      return response.status;
    });
    await vi.waitFor(async () => expect(await waitingLocks()).toBeGreaterThan(0), 20_000);
    expect(answered).toBe(false);
    await sql`insert into crawl_jobs (id, project_id, user_id, name, keywords, sources, max_images)
      values (${randomUUIDv7()}, ${id}, ${user.id}, 'c', '["cat"]', '["google"]', 10)`.execute(maker.getKysely());
    await maker.commit();
    expect(await deletion).toBe(409);
  });

  it('take no job once archived or deleted, however close the calls come', async () => {
    const user = await app.givenUser();
    const service = app.get(ProjectsService);
    const id = await givenProject(user);
    expect(await service.lockActive(user.id, id)).toEqual({ id, settings: {} });
    await expect(service.lockActive(randomUUIDv7(), id)).rejects.toMatchObject({ slug: 'not-found' });

    const closer = app.db;
    await closer.begin();
    await sql`select 1 from projects where id = ${id} for update`.execute(closer.getKysely());
    const late = service.lockActive(user.id, id).then(
      () => 'locked',
      (error: { slug: string }) => error.slug,
    );
    await vi.waitFor(async () => expect(await waitingLocks()).toBeGreaterThan(0), 20_000);
    await sql`update projects set deleted_at = now() where id = ${id}`.execute(closer.getKysely());
    await closer.commit();
    expect(await late).toBe('not-found');

    const archived = await givenProject(user);
    await user.post(`${PROJECTS}/${archived}/archive`).expect(200);
    await expect(service.lockActive(user.id, archived)).rejects.toMatchObject({ slug: 'invalid-state' });
  });

  it('write nothing when their activity entry cannot be written', async () => {
    const user = await app.givenUser();
    const db = app.db.getKysely();
    await sql`alter table activity_logs add constraint test_refuses check (metadata->>'name' <> 'refused')`.execute(db);
    await user.post(PROJECTS, { name: 'refused' }).expect(409);
    await sql`alter table activity_logs drop constraint test_refuses`.execute(db);
    expect((await user.get(PROJECTS)).body.data).toEqual([]);
  });

  it('need a key', async () => {
    const url = `${PROJECTS}/${randomUUIDv7()}`;
    const { anonymous } = app;
    await anonymous.get(PROJECTS).expect(401);
    await anonymous.post(PROJECTS, { name: 'x' }).expect(401);
    await anonymous.get(url).expect(401);
    await anonymous.patch(url, { name: 'x' }).expect(401);
    await anonymous.delete(url).expect(401);
    await anonymous.post(`${url}/archive`).expect(401);
  });

  async function waitingLocks(): Promise<number> {
    const { rows } = await sql<{ waiting: string }>`
      select count(*) as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(app.db.getKysely());
    return Number(rows[0]?.waiting);
  }
});
