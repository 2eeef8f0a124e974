import { exportSPKI, importJWK, type JWTPayload } from 'jose';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { AuthServer, signed, type SigningKey } from './support/auth-server.js';
import { TestApp } from './support/test-app.js';

const ME = '/api/profiles/me';
const SECRET = 'a-legacy-secret-of-more-than-32-characters';
const secretKey = new TextEncoder().encode(SECRET);
const seconds = () => Math.floor(Date.now() / 1000);
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('session tokens', () => {
  let auth: AuthServer;
  let app: TestApp;
  let key: SigningKey;
  let rsa: SigningKey;
  beforeAll(async () => {
    auth = await AuthServer.start();
    [key, rsa] = [await AuthServer.newKey(), await AuthServer.newKey('RS256')];
    auth.published = [key, rsa];
    const env = { SUPABASE_URL: `${auth.url}/`, FETCH_ALLOW: auth.host, SIGNUP_CREDITS: '70' };
    app = await TestApp.start({ env });
  });
  afterAll(async () => {
    await app.stop();
    await auth.stop();
  });

  const accountsOf = async (id: string) =>
    (
      await sql<{ email: string; balance: string; rows: number; role: string }>`
        select p.email, p.role, a.balance, (select count(*)::int from credit_transactions t where t.user_id = p.id) as rows
          from profiles p join credit_accounts a on a.user_id = p.id where p.id = ${id}`.execute(app.db.getKysely())
    ).rows;

  it.each<[string, () => SigningKey]>([
    ['ES256', () => key],
    ['RS256', () => rsa],
  ])('by %s make profile and account with the first request', async (_, by) => {
    const sub = randomUUID();
    const email = `${sub}@Test.Example`;
    const token = await auth.sign(by(), { sub: sub.toUpperCase(), email, aud: ['other', 'authenticated'] });
    const { body } = await app.as(token).get(ME).expect(200);
    expect(body).toMatchObject({ id: sub, email: email.toLowerCase(), role: 'user', full_name: null });
    const credits = await app.as(token).get('/api/credits').expect(200);
    expect(credits.body.balance).toBe(70);
    const log = await app.as(token).get('/api/activity?action=profile.created').expect(200);
    expect(log.body.data).toHaveLength(1);
    await app.as(token).post('/api/projects', { name: 'by a session' }).expect(201); // sessions have every right of their user
    expect(await accountsOf(sub)).toMatchObject([{ balance: '70', rows: 1 }]);
  });

  it('of 50 first requests at once make one of each', async () => {
    const sub = randomUUID();
    const token = await auth.sign(key, { sub });
    const answers = await Promise.all(Array.from({ length: 50 }, () => app.as(token).get(ME)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
    expect(await accountsOf(sub)).toMatchObject([{ balance: '70', rows: 1 }]);
  });

  it('never take over the profile that has their e-mail address', async () => {
    const owner = await app.givenUser();
    const sub = randomUUID();
    const token = await auth.sign(key, { sub, email: owner.email.toUpperCase() });
    const { body } = await app.as(token).get(ME).expect(200);
    expect(body).toMatchObject({ id: sub, email: `${sub}@pending.invalid` });
    expect((await owner.get(ME).expect(200)).body.email).toBe(owner.email);
    await app.as(token).get(ME).expect(200);

    await sql`update profiles set email = ${`moved-${owner.email}`} where id = ${owner.id}`.execute(app.db.getKysely());
    await app.as(token).get(ME).expect(200);
    expect((await app.as(token).get(ME).expect(200)).body.email).toBe(owner.email);
  });

  it('bring an address that was changed at the auth server, those issued before a change do not undo it', async () => {
    const sub = randomUUID();
    const [former, present] = [`former-${sub}@test.example`, `present-${sub}@test.example`];
    const emailOf = async (token: string) => (await app.as(token).get(ME).expect(200)).body.email;
    const old = await auth.sign(key, { sub, email: former });
    expect(await emailOf(old)).toBe(former);
    await sql`update profiles set updated_at = now() - interval '1 hour' where id = ${sub}`.execute(app.db.getKysely());
    await app
      .as(await auth.sign(key, { sub, email: present }))
      .get(ME)
      .expect(200);
    expect(await emailOf(old)).toBe(present);
    const { rows } = await sql<{ metadata: unknown }>`
      select metadata from activity_logs where user_id = ${sub} and action = 'profile.updated'`.execute(
      app.db.getKysely(),
    );
    expect(rows).toMatchObject([{ metadata: { email: { from: former, to: present } } }]);
  });

  it('of users without an address work too', async () => {
    const sub = randomUUID();
    const { body } = await app
      .as(await auth.sign(key, { sub, email: '' }))
      .get(ME)
      .expect(200);
    expect(body.email).toBe(`${sub}@pending.invalid`);
  });

  it('give no role: only the profile does', async () => {
    const sub = randomUUID();
    const claims = { sub, user_metadata: { role: 'admin' }, app_metadata: { role: 'admin' } };
    const token = await auth.sign(key, claims);
    await app.as(token).get('/api/admin/profiles').expect(403);
    await sql`update profiles set role = 'admin' where id = ${sub}`.execute(app.db.getKysely());
    await app.as(token).get('/api/admin/profiles').expect(200);
  });

  it('of suspended and deleted users are refused as if they were unknown', async () => {
    for (const column of ['suspended_at', 'deleted_at']) {
      const sub = randomUUID();
      const token = await auth.sign(key, { sub });
      await app.as(token).get(ME).expect(200);
      await sql`update profiles set ${sql.ref(column)} = now() where id = ${sub}`.execute(app.db.getKysely());
      const response = await app.as(token).get(ME).expect(401);
      expect(response.body.type).toMatch(/unauthorized$/);
    }
  });

  it('cost one statement of their own', async () => {
    const token = await auth.sign(key);
    await app.as(token).get(ME).expect(200);
    const hits = auth.hits;
    for (let i = 0; i < 5; i++) await app.as(token).get(ME).expect(200);
    expect(auth.hits).toBe(hits);
  });

  const claimsThat: [string, () => JWTPayload][] = [
    ['have expired', () => ({ exp: seconds() - 61 })],
    ['never expire', () => ({ exp: undefined })],
    ['have an expiry that is no number', () => ({ exp: Object('later') })],
    ['are not valid yet', () => ({ nbf: seconds() + 120 })],
    ['another issuer made', () => ({ iss: 'https://other.supabase.co/auth/v1' })],
    ['begin with the issuer', () => ({ iss: `${auth.issuer}.evil.example` })],
    ['name no issuer', () => ({ iss: undefined })],
    ['are for another audience', () => ({ aud: 'anon' })],
    ['are for no audience', () => ({ aud: undefined })],
    ['are for none of several audiences', () => ({ aud: ['a', 'b'] })],
    ['name no user', () => ({ sub: undefined })],
    ['name a user who is no UUID', () => ({ sub: 'admin' })],
    ['are of a service', () => ({ role: 'service_role' })],
    ['are of a visitor', () => ({ role: 'anon' })],
    ['have no role', () => ({ role: undefined })],
    ['are of an anonymous user', () => ({ is_anonymous: true })],
  ];
  it.each(claimsThat)('that %s are refused', async (_, changes) => {
    const sub = randomUUID();
    const claims = { sub, ...changes() };
    const response = await app.as(await auth.sign(key, claims)).get(ME);
    expect(response.status).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer realm="pixcrawler", error="invalid_token"');
    expect(await accountsOf(sub)).toEqual([]);
  });

  it('have 30 seconds of leeway for clocks that differ', async () => {
    await app
      .as(await auth.sign(key, { exp: seconds() - 15 }))
      .get(ME)
      .expect(200);
  });

  const forgeries: [string, () => Promise<string>][] = [
    ['with `alg: none`', async () => `${encode({ alg: 'none', typ: 'JWT' })}.${encode(auth.claims())}.`],
    ['with `alg: nOnE` and a key id', async () => `${encode({ alg: 'nOnE', kid: key.kid })}.${encode(auth.claims())}.`],
    ['by another key under a known id', async () => auth.sign({ ...(await AuthServer.newKey()), kid: key.kid })],
    ['by an unpublished key', async () => auth.sign(await AuthServer.newKey())],
    ['with the id of a key of another kind', async () => auth.sign(key, {}, { kid: rsa.kid })],
    ['with the algorithm of another key', async () => reheaded(await auth.sign(key), { alg: 'RS256', kid: key.kid })],
    ['with claims changed', async () => reclaimed(await auth.sign(key), { ...auth.claims(), sub: randomUUID() })],
    ['with the signature cut', async () => (await auth.sign(key)).slice(0, -4)],
    ['without a signature', async () => (await auth.sign(key)).replace(/[^.]+$/, '')],
    ['with HS256 and no legacy secret', async () => signed(auth.claims(), secretKey, { alg: 'HS256' })],
    ['with HS256 by the PEM of the public key', async () => confused(new TextEncoder().encode(await pem(rsa)))],
    [
      'with HS256 by the modulus of the public key',
      async () => confused(Buffer.from(rsa.publicJwk.n ?? '', 'base64url')),
    ],
    ['with HS256 by the text of the public key', async () => confused(Buffer.from(JSON.stringify(rsa.publicJwk)))],
    [
      'with an unknown critical header',
      async () => reheaded(await auth.sign(key), { alg: 'ES256', crit: ['x'], x: 1 }),
    ],
    ['with the key in the header', async () => selfMade()],
    ['of 9 KB', async () => auth.sign(key, { user_metadata: { note: 'x'.repeat(9_000) } })],
    ['of two parts', async () => (await auth.sign(key)).split('.').slice(0, 2).join('.')],
    ['of five parts', async () => `${await auth.sign(key)}.e30.e30`],
    ['that are no JSON', async () => 'eyJhIjo.eyJhIjo.c2ln'],
  ];
  it.each(forgeries)('%s are refused', async (_, forge) => {
    const response = await app.as(await forge()).get(ME);
    expect(response.status).toBe(401);
    expect(response.body.type).toMatch(/unauthorized$/);
  });

  const confused = (secret: Uint8Array) => signed(auth.claims(), secret, { alg: 'HS256', kid: rsa.kid });
  async function selfMade(): Promise<string> {
    const own = await AuthServer.newKey();
    return auth.sign(own, {}, { jwk: own.publicJwk, jku: `${auth.url}/mine.json` });
  }
});

async function pem({ publicJwk, alg }: SigningKey): Promise<string> {
  const key = await importJWK(publicJwk, alg, { extractable: true });
  if (key instanceof Uint8Array) throw new Error('not a public key');
  return exportSPKI(key);
}

const reheaded = (token: string, header: object) => token.replace(/^[^.]+/, encode(header));
const reclaimed = (token: string, claims: object) => token.replace(/\.[^.]+\./, `.${encode(claims)}.`);
