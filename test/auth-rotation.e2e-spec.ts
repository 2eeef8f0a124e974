import { randomUUID } from 'node:crypto';
import { KeySetSource } from '../src/modules/auth/key-set-source.js';
import { AuthServer, signed } from './support/auth-server.js';
import { TestApp } from './support/test-app.js';

const ME = '/api/profiles/me';
const SECRET = 'a-legacy-secret-of-more-than-32-characters';
const secretKey = new TextEncoder().encode(SECRET);

describe('keys of the auth server', () => {
  let auth: AuthServer;
  let app: TestApp | undefined;
  beforeEach(async () => {
    auth = await AuthServer.start();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await app?.stop();
    await auth.stop();
  });

  /** Sets the clock by which keys grow old to so many milliseconds after now; everything else keeps its time. */
  function after(milliseconds: number): void {
    vi.spyOn(app!.get(KeySetSource), 'now').mockImplementation(() => performance.now() + milliseconds);
  }

  const start = async (env: Record<string, string> = {}) => {
    app = await TestApp.start({ env: { SUPABASE_URL: auth.url, FETCH_ALLOW: auth.host, ...env } });
    return app;
  };

  it('rotate without a gap: the next one is known before it signs, the last one works until it is withdrawn', async () => {
    const [old, next] = [await AuthServer.newKey(), await AuthServer.newKey()];
    auth.published = [old];
    const api = await start();
    const [before, later] = [await auth.sign(old), await auth.sign(next)];
    await api.as(before).get(ME).expect(200);
    await api.as(later).get(ME).expect(401);

    auth.published = [old, next];
    after(31_000);
    await api.as(later).get(ME).expect(200);
    await api.as(before).get(ME).expect(200);
    expect(auth.hits).toBe(2);

    auth.published = [next];
    after(11 * 60_000);
    await api.as(before).get(ME).expect(401);
    await api.as(later).get(ME).expect(200);
  });

  it('serve on while the auth server fails, for a bounded time', async () => {
    const key = await AuthServer.newKey();
    auth.published = [key];
    const api = await start();
    const token = await auth.sign(key);
    await api.as(token).get(ME).expect(200);
    auth.broken = true;
    after(60 * 60_000);
    await api.as(token).get(ME).expect(200);
    after(71 * 60_000);
    const { headers } = await api.as(token).get(ME).expect(503);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    const user = await api.givenUser();
    await user.get(ME).expect(200); // API keys need no auth server
  });

  it('that never came leave tokens unanswered instead of refused', async () => {
    const key = await AuthServer.newKey();
    const api = await start();
    auth.broken = true;
    await api
      .as(await auth.sign(key))
      .get(ME)
      .expect(503);
  });

  it('are not fetched from an address that is not allowed', async () => {
    const key = await AuthServer.newKey();
    auth.published = [key];
    const api = await start({ FETCH_ALLOW: '' });
    await api
      .as(await auth.sign(key))
      .get(ME)
      .expect(503);
    expect(auth.hits).toBe(0);
  });

  it('go with a legacy secret only where no public key has the id', async () => {
    const [key, rsa] = [await AuthServer.newKey(), await AuthServer.newKey('RS256')];
    auth.published = [key, rsa];
    const api = await start({ AUTH_LEGACY_SECRET: SECRET });
    const legacy = (header: object) => signed(auth.claims(), secretKey, { alg: 'HS256', ...header });
    await api
      .as(await legacy({}))
      .get(ME)
      .expect(200);
    await api
      .as(await legacy({ kid: randomUUID() }))
      .get(ME)
      .expect(200);
    await api
      .as(await legacy({ kid: rsa.kid }))
      .get(ME)
      .expect(401);
    await api
      .as(await auth.sign(key))
      .get(ME)
      .expect(200);
    const wrong = new TextEncoder().encode(`${SECRET}!`);
    await api
      .as(await signed(auth.claims(), wrong, { alg: 'HS256' }))
      .get(ME)
      .expect(401);
    const service = auth.claims({ role: 'service_role', iss: 'supabase', sub: undefined });
    await api
      .as(await signed(service, secretKey, { alg: 'HS256' }))
      .get(ME)
      .expect(401);
  });

  it('are not needed by a project that only has the legacy secret', async () => {
    const api = await start({ SUPABASE_URL: '', AUTH_JWT_ISSUER: auth.issuer, AUTH_LEGACY_SECRET: SECRET });
    await api
      .as(await signed(auth.claims(), secretKey, { alg: 'HS256' }))
      .get(ME)
      .expect(200);
    await api
      .as(await auth.sign(await AuthServer.newKey()))
      .get(ME)
      .expect(401);
    expect(auth.hits).toBe(0);
  });

  it('are of no use without an issuer: there are API keys only', async () => {
    const key = await AuthServer.newKey();
    auth.published = [key];
    const api = await start({ SUPABASE_URL: '' });
    await api
      .as(await auth.sign(key))
      .get(ME)
      .expect(401);
    expect(auth.hits).toBe(0);
    await expect(TestApp.start({ env: { AUTH_LEGACY_SECRET: SECRET } })).rejects.toThrow('AUTH_JWT_ISSUER');
  });
});
