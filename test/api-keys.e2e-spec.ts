import { USER_SCOPES } from '../src/common/auth/scopes.js';
import { TestApp } from './support/test-app.js';

const KEYS = '/api/api-keys';
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('API keys', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  it('are shown once, work, and are listed without their secret', async () => {
    const user = await app.givenUser();
    const { body: made } = await user
      .post(KEYS, { name: 'cluster', scopes: ['profile:read'], expires_at: inAnHour() })
      .expect(201);
    expect(made.key).toMatch(/^pxc_live_[0-9A-Za-z]{38}$/);
    expect(made).toMatchObject({ name: 'cluster', prefix: made.key.slice(0, 12), last4: made.key.slice(-4) });
    await app.as(made.key).get('/api/profiles/me').expect(200);

    const { body: read } = await user.get(`${KEYS}/${made.id}`).expect(200);
    const { key, ...rest } = made;
    expect({ ...read, last_used_at: null, last_used_ip: null }).toEqual(rest);
    const list = await user.get(KEYS).expect(200);
    expect(list.body.data.map(({ id }: { id: string }) => id)).toContain(made.id);
    expect(list.text).not.toContain(key);
  });

  it('never can do more than the key that made them', async () => {
    const user = await app.givenUser({ scopes: ['keys:write', 'projects:read'] });
    await user.post(KEYS, { name: 'less', scopes: ['projects:read'] }).expect(201);
    const { body } = await user.post(KEYS, { name: 'more', scopes: ['projects:read', 'projects:write'] }).expect(403);
    expect(body.required_scopes).toEqual(['projects:write']);
    const everything = await app.givenUser();
    await everything.post(KEYS, { name: 'admin', scopes: ['admin'] }).expect(403);
    await everything.post(KEYS, { name: 'all', scopes: USER_SCOPES }).expect(201);
  });

  it('stop working with the next request once revoked', async () => {
    const user = await app.givenUser();
    const { body: made } = await user.post(KEYS, { name: 'leaked', scopes: ['profile:read'] }).expect(201);
    await app.as(made.key).get('/api/profiles/me').expect(200);
    await user.delete(`${KEYS}/${made.id}`).expect(204);
    await app.as(made.key).get('/api/profiles/me').expect(401);
    await user.delete(`${KEYS}/${made.id}`).expect(204); // again changes nothing
    expect((await user.get(`${KEYS}/${made.id}`).expect(200)).body.revoked_at).not.toBeNull();
    const log = await user.get(`/api/activity?action=api_key.revoked&resource_id=${made.id}`).expect(200);
    expect(log.body.data).toHaveLength(1);
  });

  it('are renamed until they are revoked', async () => {
    const user = await app.givenUser();
    const { body: made } = await user.post(KEYS, { name: 'old', scopes: ['profile:read'] }).expect(201);
    const { body } = await user.patch(`${KEYS}/${made.id}`, { name: 'new' }).expect(200);
    expect(body.name).toBe('new');
    await user.delete(`${KEYS}/${made.id}`).expect(204);
    const refused = await user.patch(`${KEYS}/${made.id}`, { name: 'newer' }).expect(409);
    expect(refused.body.type).toMatch(/invalid-state$/);
  });

  it('of another user are not there', async () => {
    const [user, other] = [await app.givenUser(), await app.givenUser()];
    const { body: made } = await user.post(KEYS, { name: 'mine', scopes: ['profile:read'] }).expect(201);
    const own = `${KEYS}/${made.id}`;
    await other.get(own).expect(404);
    await other.patch(own, { name: 'x' }).expect(404);
    await other.delete(own).expect(404);
    expect((await other.get(KEYS)).body.data).toHaveLength(1); // its own
    await app.as(made.key).get('/api/profiles/me').expect(200);
  });

  it('are paged newest first, and a cursor belongs to its user', async () => {
    const user = await app.givenUser();
    for (const name of ['a', 'b', 'c', 'd']) await user.post(KEYS, { name, scopes: ['profile:read'] }).expect(201);
    const first = await user.get(`${KEYS}?limit=3`).expect(200);
    const rest = await user.get(`${KEYS}?limit=3&cursor=${first.body.next_cursor}`).expect(200);
    const names = [...first.body.data, ...rest.body.data].map(({ name }: { name: string }) => name);
    expect(names).toEqual(['d', 'c', 'b', 'a', 'test']);
    expect(first.body.has_more).toBe(true);
    expect(rest.body).toMatchObject({ has_more: false, next_cursor: null });
    const other = await app.givenUser();
    await other.get(`${KEYS}?limit=3&cursor=${first.body.next_cursor}`).expect(422);
  });

  it.each<[string, object]>([
    ['no scopes', { name: 'x', scopes: [] }],
    ['an unknown scope', { name: 'x', scopes: ['everything'] }],
    ['a scope twice', { name: 'x', scopes: ['profile:read', 'profile:read'] }],
    ['no name', { scopes: ['profile:read'] }],
    ['a time in the past', { name: 'x', scopes: ['profile:read'], expires_at: '2020-01-01T00:00:00Z' }],
    ['a time that is none', { name: 'x', scopes: ['profile:read'], expires_at: '2099-02-30T00:00:00Z' }],
    ['another owner', { name: 'x', scopes: ['profile:read'], user_id: '0190a5c8-7e2f-7abc-8def-0123456789ab' }],
  ])('are not made with %s', async (_, body) => {
    const user = await app.givenUser();
    const response = await user.post(KEYS, body).expect(422);
    expect(response.type).toBe('application/problem+json');
  });

  it('need a key with the scope', async () => {
    await app.anonymous.get(KEYS).expect(401);
    const reader = await app.givenUser({ scopes: ['keys:read'] });
    await reader.post(KEYS, { name: 'x', scopes: ['keys:read'] }).expect(403);
    await reader.delete(`${KEYS}/0190a5c8-7e2f-7abc-8def-0123456789ab`).expect(403);
  });
});
