import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { TestApp } from './support/test-app.js';

const KEYS = '/api/api-keys';
const ME = '/api/profiles/me';
const DAY = 86_400_000;
const daysFromNow = (time: string): number => (Date.parse(time) - Date.now()) / DAY;

describe('API keys', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  it('expire after 90 days unless told otherwise, or never', async () => {
    const user = await app.givenUser();
    const make = async (more: object) =>
      (await user.post(KEYS, { name: 'x', scopes: ['profile:read'], ...more }).expect(201)).body.expires_at;
    expect(daysFromNow(await make({}))).toBeCloseTo(90, 2);
    expect(await make({ expires_at: null })).toBeNull();
    expect(await make({ expires_at: '2090-01-01T00:00:00Z' })).toBe('2090-01-01T00:00:00.000Z');
  });

  it('are rotated with an overlap, after which the old one is refused', async () => {
    const user = await app.givenUser();
    const asked = { name: 'cluster', scopes: ['profile:read'], rate_limit: 7, expires_at: null };
    const { body: old } = await user.post(KEYS, asked).expect(201);
    const response = await user.post(`${KEYS}/${old.id}/rotate`, { overlap_seconds: 3_600 }).expect(201);
    const next = response.body;
    expect(response.headers['location']).toBe(`${KEYS}/${next.id}`);
    expect(next).toMatchObject({ name: 'cluster', scopes: ['profile:read'], rate_limit: 7 });
    expect(next.key).not.toBe(old.key);
    expect(daysFromNow(next.expires_at)).toBeCloseTo(90, 2);

    const { body: ending } = await user.get(`${KEYS}/${old.id}`).expect(200);
    expect(daysFromNow(ending.expires_at) * 24).toBeCloseTo(1, 1);
    for (const { key } of [old, next]) await app.as(key).get(ME).expect(200);
    await sql`update api_keys set expires_at = now() where id = ${old.id}`.execute(app.db.getKysely());
    await app.as(old.key).get(ME).expect(401);
    await app.as(next.key).get(ME).expect(200);

    const log = await user.get(`/api/activity?action=api_key.rotated&resource_id=${old.id}`).expect(200);
    expect(log.body.data[0].metadata).toMatchObject({ successor_id: next.id, expires_at: { from: null } });
    expect(log.text).not.toContain(next.key.slice(12));
  });

  it('never live longer by being rotated, and end at once without overlap', async () => {
    const user = await app.givenUser();
    const soon = new Date(Date.now() + 60_000).toISOString();
    const { body: old } = await user.post(KEYS, { name: 'x', scopes: ['profile:read'], expires_at: soon }).expect(201);
    await user.post(`${KEYS}/${old.id}/rotate`, {}).expect(201); // a day of overlap by default
    expect((await user.get(`${KEYS}/${old.id}`)).body.expires_at).toBe(soon);
    const { body: other } = await user.post(KEYS, { name: 'y', scopes: ['profile:read'] }).expect(201);
    await user.post(`${KEYS}/${other.id}/rotate`, { overlap_seconds: 0, expires_at: null }).expect(201);
    await app.as(other.key).get(ME).expect(401);
    await user.post(`${KEYS}/${other.id}/rotate`, {}).expect(409);
  });

  it('are rotated once, also by three at a time', async () => {
    const user = await app.givenUser();
    const { body: old } = await user.post(KEYS, { name: 'x', scopes: ['profile:read'] }).expect(201);
    expect(old.rotated_at).toBeNull();
    const rotate = () => user.post(`${KEYS}/${old.id}/rotate`, {});
    const statuses = (await Promise.all([rotate(), rotate(), rotate()])).map(({ status }) => status);
    expect(statuses.sort((a, b) => a - b)).toEqual([201, 409, 409]);
    await rotate().expect(409);
    const { body: bare } = await user.post(KEYS, { name: 'z', scopes: ['profile:read'] }).expect(201);
    await user.post(`${KEYS}/${bare.id}/rotate`).expect(201); // without a body
    expect((await user.get(`${KEYS}/${old.id}`).expect(200)).body.rotated_at).not.toBeNull();
  });

  it('never outgrow the key that makes or rotates them', async () => {
    const user = await app.givenUser();
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    const scopes = ['keys:write', 'keys:read'];
    const { body: limited } = await user.post(KEYS, { name: 'x', scopes, expires_at, rate_limit: 50 }).expect(201);
    const { body: wide } = await user.post(KEYS, {
      name: 'wide',
      scopes: ['keys:read'],
      expires_at: null,
      rate_limit: 90,
    });
    const itself = app.as(limited.key);
    const later = new Date(Date.now() + 7_200_000).toISOString();
    for (const more of [{ expires_at: null }, { expires_at: later }, { rate_limit: 51 }]) {
      const { body } = await itself.post(KEYS, { name: 'child', scopes, ...more }).expect(422);
      expect(body.errors).toMatchObject([{ pointer: `/${Object.keys(more)[0]}`, code: 'max' }]);
    }
    await itself.post(`${KEYS}/${wide.id}/rotate`, {}).expect(422);
    await itself.post(`${KEYS}/${limited.id}/rotate`, { expires_at: null }).expect(422);
    const { body: child } = await itself.post(KEYS, { name: 'child', scopes }).expect(201);
    expect(child).toMatchObject({ expires_at, rate_limit: 50 });
    const { body: next } = await itself.post(`${KEYS}/${limited.id}/rotate`, {}).expect(201);
    expect(next).toMatchObject({ expires_at, rate_limit: 50 });
  });

  it('cannot be rotated when revoked, by others, by weaker keys, or beyond a week', async () => {
    const [user, other] = [await app.givenUser(), await app.givenUser()];
    const { body: made } = await user.post(KEYS, { name: 'x', scopes: ['profile:read'] }).expect(201);
    const { body: weak } = await user.post(KEYS, { name: 'weak', scopes: ['keys:write'] }).expect(201);
    const rotate = `${KEYS}/${made.id}/rotate`;
    await other.post(rotate, {}).expect(404);
    await user.post(`${KEYS}/${randomUUID()}/rotate`, {}).expect(404);
    const refused = await app.as(weak.key).post(rotate, {}).expect(403);
    expect(refused.body.required_scopes).toEqual(['profile:read']);
    for (const body of [
      { overlap_seconds: 604_801 },
      { overlap_seconds: -1 },
      { overlap_seconds: '5' },
      { scopes: [] },
    ]) {
      await user.post(rotate, body).expect(422);
    }
    await user.delete(`${KEYS}/${made.id}`).expect(204);
    await user.post(rotate, {}).expect(409);
    expect((await user.get(KEYS).expect(200)).body.data).toHaveLength(3); // nothing was made
  });
});
