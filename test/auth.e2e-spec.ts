import { sql } from 'kysely';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { SCOPES } from '../src/common/auth/scopes.js';
import { operationsOf } from '../src/common/openapi/operations.js';
import { EXTENSIONS } from '../src/common/openapi/extensions.js';
import { newApiKey } from '../src/modules/profiles/api-key-secret.js';
import { buildOpenApi } from '../src/openapi.js';
import { TestApp } from './support/test-app.js';

const scopesOf = (operation: object): string[] => {
  const scopes: unknown = Reflect.get(operation, EXTENSIONS.scopes);
  return Array.isArray(scopes) ? scopes.map(String) : [];
};

/** Whoever calls these proves by a signature that they may. */
const SIGNED = [
  'post /api/credits/payments/webhook',
  'get /api/datasets/{id}/archive',
  'get /api/export-jobs/{id}/archive',
];

const ME = '/api/profiles/me';

describe('authentication', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  /** Sends headers as they are, repeated ones too. */
  function rawGet(headers: string[]): Promise<number> {
    const { port } = new URL(app.url);
    return new Promise((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, path: ME, headers: ['Host', 'localhost', ...headers] });
      request.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      request.end();
    });
  }

  it('takes the key as bearer token and as X-API-Key', async () => {
    const user = await app.givenUser();
    const { body } = await app.anonymous.get(ME).set('Authorization', `Bearer ${user.key}`).expect(200);
    expect(body.id).toBe(user.id);
    await app.anonymous.get(ME).set('X-API-Key', user.key).expect(200);
    await app.anonymous.get(ME).set('X-API-Key', user.key).set('Authorization', `bearer ${user.key}`).expect(200);
  });

  it('never takes it from the query', async () => {
    const user = await app.givenUser();
    await app.anonymous.get(`${ME}?api_key=${user.key}`).expect(401);
  });

  it('answers the same to missing, malformed, unknown, revoked and expired keys, and to keys of suspended and deleted users', async () => {
    const [revoked, expired, suspended, deleted] = [
      await app.givenUser(),
      await app.givenUser(),
      await app.givenUser(),
      await app.givenUser(),
    ];
    const db = app.db.getKysely();
    await sql`update api_keys set revoked_at = now() where user_id = ${revoked.id}`.execute(db);
    await sql`update api_keys set expires_at = now() where user_id = ${expired.id}`.execute(db);
    await sql`update profiles set suspended_at = now() where id = ${suspended.id}`.execute(db);
    await sql`update profiles set deleted_at = now() where id = ${deleted.id}`.execute(db);
    const typo = newApiKey().replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    const keys = [null, 'abc', typo, newApiKey(), revoked.key, expired.key, suspended.key, deleted.key];

    const bodies = [];
    for (const key of keys) {
      const response = await app.as(key).get(ME).set('X-Request-Id', 'same-for-all').expect(401);
      expect(response.headers['www-authenticate']).toMatch(/^Bearer/);
      expect(response.type).toBe('application/problem+json');
      bodies.push(response.text);
    }
    expect(new Set(bodies).size).toBe(1);
  });

  it.each<[string, (a: string, b: string) => string[]]>([
    ['two X-API-Key headers', (a, b) => ['X-API-Key', a, 'X-API-Key', b]],
    ['the same X-API-Key twice', (a) => ['X-API-Key', a, 'X-API-Key', a]],
    ['a bearer token and another key', (a, b) => ['Authorization', `Bearer ${a}`, 'X-API-Key', b]],
    ['two Authorization headers', (a, b) => ['Authorization', `Bearer ${a}`, 'Authorization', `Bearer ${b}`]],
  ])('refuses %s', async (_, headers) => {
    const [ann, bob] = [await app.givenUser(), await app.givenUser()];
    expect(await rawGet(headers(ann.key, bob.key))).toBe(400);
  });

  it('names the scope that a key lacks', async () => {
    const reader = await app.givenUser({ scopes: ['projects:read'] });
    await reader.get('/api/projects').expect(200);
    const { body } = await reader.post('/api/projects', { name: 'x' }).expect(403);
    expect(body.type).toMatch(/\/problems\/insufficient-scope$/);
    expect(body.detail).toContain('projects:write');
  });

  it('is demanded, with a scope, by every route of the API', () => {
    const document = buildOpenApi(app.nest);
    const open = operationsOf(document)
      .filter(
        ({ path, operation }) => path.startsWith('/api') && Reflect.get(operation, EXTENSIONS.scopes) === undefined,
      )
      .map(({ path, method }) => `${method} ${path}`);
    expect(open.filter((route) => !SIGNED.includes(route))).toEqual([]);
    const named = operationsOf(document).flatMap(({ operation }) => scopesOf(operation));
    expect(new Set(named).size).toBeGreaterThan(5);
    expect(named.filter((scope) => !Object.hasOwn(SCOPES, scope))).toEqual([]);
  });

  it('needs no key for what is public', async () => {
    await app.anonymous.get('/health/live').expect(200);
    await app.as('nonsense').get('/health/live').expect(200);
  });

  it('stores a hash and never the key', async () => {
    const user = await app.givenUser();
    const { rows } = await sql<{ hash: string; row: string }>`
      select hash, k::text as row from api_keys k where user_id = ${user.id}`.execute(app.db.getKysely());
    expect(rows).toHaveLength(1);
    expect(rows[0]?.hash).toBe(createHash('sha256').update(user.key).digest('hex'));
    expect(rows[0]?.row).not.toContain(user.key.slice(12, -4));
  });

  it('notes the last use at most once a minute', async () => {
    const user = await app.givenUser();
    const lastUse = async () => {
      const { rows } = await sql<{ at: string | null; ip: string | null }>`
        select last_used_at::text as at, last_used_ip as ip from api_keys where user_id = ${user.id}`.execute(
        app.db.getKysely(),
      );
      return rows[0];
    };
    await user.get(ME).expect(200);
    await vi.waitFor(
      async () => expect(await lastUse()).toMatchObject({ at: expect.any(String), ip: '127.0.0.1' }),
      20_000,
    );
    const first = await lastUse();
    await user.get(ME).expect(200);
    await setTimeout(100);
    expect(await lastUse()).toEqual(first);

    await sql`update api_keys set last_used_at = now() - interval '61 seconds' where user_id = ${user.id}`.execute(
      app.db.getKysely(),
    );
    await user.get(ME).expect(200);
    await vi.waitFor(async () => expect((await lastUse())?.at).not.toBe(first?.at), 20_000);
  });

  it('neither waits for that note nor fails with it', async () => {
    const user = await app.givenUser();
    const blocker = app.db;
    await blocker.begin();
    await sql`select 1 from api_keys where user_id = ${user.id} for update`.execute(blocker.getKysely());
    await user.get(ME).expect(200);
    await blocker.rollback();
  });
});
