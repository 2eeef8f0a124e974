import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { ALL_SCOPES } from '../src/common/auth/scopes.js';
import { createFirstUser } from '../src/first-user.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const PROFILES = '/api/admin/profiles';
const ME = '/api/profiles/me';
const idsOf = (body: { data: { id: string }[] }) => body.data.map(({ id }) => id);

describe('administrators', () => {
  let app: TestApp;
  let admin: TestUser;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  beforeEach(async () => {
    await sql`update profiles set role = 'user' where role = 'admin'`.execute(app.db.getKysely());
    admin = await givenAdmin();
  });
  afterAll(() => app.stop());

  async function givenAdmin(): Promise<TestUser> {
    const user = await app.givenUser({ scopes: ALL_SCOPES });
    await sql`update profiles set role = 'admin' where id = ${user.id}`.execute(app.db.getKysely());
    return user;
  }

  it('find profiles by address or name, role and state, page by page', async () => {
    const mark = randomUUID().slice(0, 8);
    const users = [await app.givenUser(), await app.givenUser(), await app.givenUser()];
    const [first, second, third] = users.map(({ id }) => id);
    for (const user of users) await user.patch(ME, { full_name: `Ada_${mark}` }).expect(200);
    await sql`update profiles set suspended_at = now() where id = ${second}`.execute(app.db.getKysely());
    await sql`update profiles set deleted_at = now() where id = ${third}`.execute(app.db.getKysely());

    const find = async (query: string) => (await admin.get(`${PROFILES}?${query}`).expect(200)).body;
    expect(idsOf(await find(`q=ADA_${mark}`))).toEqual([third, second, first]);
    expect(idsOf(await find(`q=Ada%25${mark}`))).toEqual([]); // no wildcards
    expect(idsOf(await find(`q=${users[0]?.email}`))).toEqual([first]);
    expect(idsOf(await find(`q=${mark}&status=active`))).toEqual([first]);
    expect(idsOf(await find(`q=${mark}&status=suspended`))).toEqual([second]);
    expect(idsOf(await find(`q=${mark}&status=deleted`))).toEqual([third]);
    expect(idsOf(await find(`role=admin`))).toEqual([admin.id]);

    const page = await find(`q=${mark}&limit=2`);
    expect(page.has_more).toBe(true);
    expect(idsOf(await find(`q=${mark}&limit=2&cursor=${page.next_cursor}`))).toEqual([first]);
    await admin.get(`${PROFILES}?limit=2&cursor=${page.next_cursor}`).expect(422); // of another list
    expect(page.data[1]).toMatchObject({ role: 'user', deleted_at: null, suspended_at: expect.any(String) });
  });

  it('suspend and reinstate users, which counts at once and is logged with who did it', async () => {
    const user = await app.givenUser();
    const { body } = await admin.patch(`${PROFILES}/${user.id}`, { suspended: true }).expect(200);
    expect(body.suspended_at).not.toBeNull();
    await user.get(ME).expect(401);
    await admin.patch(`${PROFILES}/${user.id}`, { suspended: true }).expect(200); // changes nothing
    await admin.patch(`${PROFILES}/${user.id}`, { suspended: false }).expect(200);
    await user.get(ME).expect(200);

    const log = await admin.get(`/api/admin/activity?user_id=${user.id}&actor_id=${admin.id}`).expect(200);
    const entries = log.body.data.map(({ action, actor_id }: Record<string, string>) => [action, actor_id]);
    expect(entries).toEqual([
      ['profile.reinstated', admin.id],
      ['profile.suspended', admin.id],
    ]);
    expect(log.body.data[0].ip).toBe('127.0.0.1');
    const own = await user.get('/api/activity?action=profile.suspended').expect(200);
    expect(own.body.data).toHaveLength(1);
    expect(own.body.data[0].ip).toBeNull(); // where an administrator sits is not the user's to know
    expect(own.text).not.toContain(admin.id);
  });

  it('make others administrators and back, the last one excepted', async () => {
    const user = await app.givenUser({ scopes: ALL_SCOPES });
    await user.get(PROFILES).expect(403);
    const { body } = await admin.patch(`${PROFILES}/${user.id}`, { role: 'admin' }).expect(200);
    expect(body.role).toBe('admin');
    await user.get(PROFILES).expect(200);
    await user.patch(`${PROFILES}/${admin.id}`, { role: 'user' }).expect(200);
    await admin.get(PROFILES).expect(403);
    for (const change of [{ role: 'user' }, { suspended: true }, { role: 'user', suspended: true }]) {
      const refused = await user.patch(`${PROFILES}/${user.id}`, change).expect(409);
      expect(refused.body.type).toMatch(/invalid-state$/);
    }
    await user.delete(ME).expect(409);
    await user.patch(`${PROFILES}/${user.id}`, { role: 'admin', suspended: false }).expect(200);
  });

  it('cannot depose each other at the same moment', async () => {
    for (let round = 0; round < 5; round++) {
      await sql`update profiles set role = 'user' where role = 'admin'`.execute(app.db.getKysely());
      const [a, b] = [await givenAdmin(), await givenAdmin()];
      const answers = await Promise.all([
        a.patch(`${PROFILES}/${b.id}`, { role: 'user' }),
        b.patch(`${PROFILES}/${a.id}`, { suspended: true }),
      ]);
      const statuses = answers.map(({ status }) => status).toSorted((x, y) => x - y);
      expect(statuses[0]).toBe(200);
      expect([401, 403, 409]).toContain(statuses[1]);
      const { rows } = await sql`
        select from profiles where role = 'admin' and suspended_at is null and deleted_at is null`.execute(
        app.db.getKysely(),
      );
      expect(rows).toHaveLength(1);
    }
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['an unknown role', { role: 'owner' }],
    ['a role that is null', { role: null }],
    ['a state as text', { suspended: 'true' }],
    ['the address', { email: 'x@example.org' }],
  ])('cannot change %s', async (_, body) => {
    const user = await app.givenUser();
    await admin.patch(`${PROFILES}/${user.id}`, body).expect(422);
  });

  it('do not find who is missing or deleted, and need role and scope', async () => {
    const user = await app.givenUser({ scopes: ALL_SCOPES });
    await admin.patch(`${PROFILES}/${randomUUID()}`, { suspended: true }).expect(404);
    await user.patch(`${PROFILES}/${admin.id}`, { role: 'user' }).expect(403);
    await user.get('/api/admin/activity').expect(403);
    await user.delete(ME).expect(204);
    await admin.patch(`${PROFILES}/${user.id}`, { suspended: false }).expect(404);
    const { body } = await admin.post('/api/api-keys', { name: 'x', scopes: ['profile:read'] }).expect(201);
    await app.as(body.key).get(PROFILES).expect(403);
    await app.anonymous.get(PROFILES).expect(401);
  });

  it('begin with the bootstrap command, which never takes a role away', async () => {
    const email = `${randomUUID()}@test.example`;
    const first = await createFirstUser(app.nest, { email, admin: true });
    await app.as(first.api_key).get(PROFILES).expect(200);
    const again = await createFirstUser(app.nest, { email });
    expect((await app.as(again.api_key).get(ME).expect(200)).body.role).toBe('admin');
    const other = `${randomUUID()}@test.example`;
    await createFirstUser(app.nest, { email: other });
    const promoted = await createFirstUser(app.nest, { email: other, admin: true });
    await app.as(promoted.api_key).get(PROFILES).expect(200);
  });
});
