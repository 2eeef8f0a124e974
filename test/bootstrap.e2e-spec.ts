import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { USER_SCOPES } from '../src/common/auth/scopes.js';
import { createFirstUser } from '../src/first-user.js';
import { TestApp } from './support/test-app.js';

describe('first user', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ env: { SIGNUP_CREDITS: '123' } });
  });
  afterAll(() => app.stop());

  const ledgerOf = async (userId: string) =>
    (
      await sql<{ type: string; amount: string; idempotency_key: string; balance: string }>`
        select t.type, t.amount, t.idempotency_key, a.balance
        from credit_transactions t join credit_accounts a on a.id = t.account_id where t.user_id = ${userId}`.execute(
        app.db.getKysely(),
      )
    ).rows;

  it('has a profile, the bonus and a key that opens everything of its own', async () => {
    const email = `${randomUUID()}@test.example`;
    const user = await createFirstUser(app.nest, { email });
    const { body } = await app.as(user.api_key).get('/api/profiles/me').expect(200);
    expect(body).toMatchObject({ id: user.user_id, email, role: 'user' });
    const keys = await app.as(user.api_key).get('/api/api-keys').expect(200);
    expect(keys.body.data).toMatchObject([{ name: 'bootstrap', scopes: [...USER_SCOPES], revoked_at: null }]);
    expect(await ledgerOf(user.user_id)).toEqual([
      { type: 'bonus', amount: '123', idempotency_key: `bonus:signup:${user.user_id}`, balance: '123' },
    ]);
  });

  it('made again keeps profile and credits and gets a new key in place of the old one', async () => {
    const email = `${randomUUID()}@test.example`;
    const first = await createFirstUser(app.nest, { email });
    const other = await app
      .as(first.api_key)
      .post('/api/api-keys', { name: 'mine', scopes: ['profile:read'] })
      .expect(201);
    const again = await createFirstUser(app.nest, { email: ` ${email.toUpperCase()}` });
    expect(again.user_id).toBe(first.user_id);
    expect(await ledgerOf(first.user_id)).toHaveLength(1);
    await app.as(first.api_key).get('/api/profiles/me').expect(401);
    await app.as(again.api_key).get('/api/profiles/me').expect(200);
    await app.as(other.body.key).get('/api/profiles/me').expect(200);
  });

  it('may be given the id that the auth server knows', async () => {
    const id = randomUUID();
    const user = await createFirstUser(app.nest, { email: `${id}@test.example`, id: id.toUpperCase() });
    expect(user.user_id).toBe(id);
  });

  it('is refused without an e-mail address or with an id that is none, and leaves nothing behind', async () => {
    await expect(createFirstUser(app.nest, { email: 'nobody' })).rejects.toThrow('not an e-mail address');
    const email = `${randomUUID()}@test.example`;
    await expect(createFirstUser(app.nest, { email, id: '7' })).rejects.toThrow('not a UUID');
    const { rows } = await sql`select from profiles where email = ${email}`.execute(app.db.getKysely());
    expect(rows).toEqual([]);
  });
});
