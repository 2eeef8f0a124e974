import { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { CreditReconciliation } from '../src/modules/credits/credit-reconciliation.service.js';
import { Ledger } from '../src/modules/credits/ledger.js';
import { creditsOf } from './support/crawl-world.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const request = (max_images: number) => ({
  name: 'x',
  keywords: ['cat'],
  sources: ['openverse'],
  max_images,
});
const givenJobs = async (user: TestUser): Promise<string> =>
  `/api/projects/${(await user.post('/api/projects', { name: 'x' }).expect(201)).body.id}/crawl-jobs`;
const set = (user: TestUser, settings: object) => user.patch('/api/credits/settings', settings);
const noticesOf = async (user: TestUser): Promise<{ action: string; metadata: Record<string, unknown> }[]> =>
  (await user.get('/api/activity?resource_type=credit_account&limit=100').expect(200)).body.data.toReversed();

describe('settings of credits', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  /** As if everything of the account had happened a month ago. */
  const aMonthAgo = (user: TestUser) =>
    sql`update credit_accounts set month_start = (month_start - interval '1 month')::date where user_id = ${user.id}`.execute(
      app.db.getKysely(),
    );
  const spend = (user: TestUser, credits: number) =>
    app.inContext(() =>
      app.get(EntityManager).transactional(() =>
        app.get(Ledger).book({
          userId: user.id,
          type: 'adjust',
          amount: 0,
          dBalance: -credits,
          dReserved: 0,
          dSpent: credits,
          idempotencyKey: crypto.randomUUID(),
          description: 'spent',
        }),
      ),
    );

  it('are shown with what was spent this month, and changed one by one', async () => {
    const user = await app.givenUser({ credits: 100 });
    const none = { refill_threshold: null, refill_amount: null, monthly_limit: null, low_balance_threshold: null };
    const start = { balance: 100, reserved: 0, spent: 0, month_spent: 0, auto_refill_enabled: false, ...none };
    expect((await user.get('/api/credits').expect(200)).body).toEqual(start);
    await spend(user, 30);
    const spent = { ...start, balance: 70, spent: 30, month_spent: 30 };
    expect((await set(user, { monthly_limit: 500 }).expect(200)).body).toEqual({ ...spent, monthly_limit: 500 });
    const all = { auto_refill_enabled: true, refill_threshold: 10, refill_amount: 1000, low_balance_threshold: 20 };
    expect((await set(user, all).expect(200)).body).toEqual({ ...spent, ...all, monthly_limit: 500 });
    expect((await set(user, { monthly_limit: null }).expect(200)).body).toEqual({ ...spent, ...all });
    const changes = await noticesOf(user);
    expect(changes.map(({ metadata }) => metadata)).toEqual([
      { monthly_limit: { from: null, to: 500 } },
      expect.objectContaining({ auto_refill_enabled: { from: false, to: true } }),
      { monthly_limit: { from: 500, to: null } },
    ]);
    await set(user, { low_balance_threshold: 20 }).expect(200); // the same again is no change
    expect(await noticesOf(user)).toHaveLength(3);
    await aMonthAgo(user);
    expect((await user.get('/api/credits').expect(200)).body).toMatchObject({ spent: 30, month_spent: 0 });
  });

  it('must make sense together', async () => {
    const user = await app.givenUser();
    const pointers = async (settings: object) =>
      (await set(user, settings).expect(422)).body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(await pointers({ auto_refill_enabled: true })).toEqual(['/refill_threshold', '/refill_amount']);
    expect(await pointers({ auto_refill_enabled: true, refill_threshold: 5 })).toEqual(['/refill_amount']);
    await set(user, { refill_threshold: 5, refill_amount: 100 }).expect(200);
    await set(user, { auto_refill_enabled: true }).expect(200);
    expect(await pointers({ refill_amount: null })).toEqual(['/refill_amount']);
    await set(user, { refill_amount: null, auto_refill_enabled: false }).expect(200);
    for (const bad of [
      { monthly_limit: -1 },
      { monthly_limit: 1.5 },
      { monthly_limit: '5' },
      { monthly_limit: 1e9 + 1 },
      { refill_amount: 0 },
      { low_balance_threshold: -1 },
      { auto_refill_enabled: null },
      { auto_refill_enabled: 'true' },
    ])
      expect(await pointers(bad)).toEqual([`/${Object.keys(bad)[0]}`]);
    await set(user, {}).expect(422);
    await set(user, { balance: 1000 }).expect(422);
    const reader = await app.givenUser({ scopes: ['billing:read'] });
    expect((await set(reader, { monthly_limit: 5 }).expect(403)).body.type).toMatch(/insufficient-scope$/);
    await app.anonymous.patch('/api/credits/settings', { monthly_limit: 5 }).expect(401);
  });

  it('limit a month: what is spent in it and reserved now, whatever the balance', async () => {
    const user = await app.givenUser({ credits: 1000 });
    const jobs = await givenJobs(user);
    await spend(user, 30);
    await set(user, { monthly_limit: 100 }).expect(200);
    const first = (await user.post(jobs, request(50)).expect(201)).body;
    const { body } = await user.post(jobs, request(21)).expect(402);
    expect(body).toMatchObject({
      type: expect.stringMatching(/monthly-limit-reached$/),
      required: 21,
      monthly_limit: 100,
      left: 20,
    });
    expect((await user.post(jobs, request(921)).expect(402)).body.type).toMatch(/insufficient-credits$/);
    await user.post(`${jobs}/${first.id}/cancel`).expect(200);
    const second = (await user.post(jobs, request(70)).expect(201)).body;
    expect((await user.post(jobs, request(1)).expect(402)).body.left).toBe(0);
    await aMonthAgo(user); // what is still reserved counts for the month in which it may be spent
    await user.post(jobs, request(31)).expect(402);
    await user.post(jobs, request(30)).expect(201);
    await set(user, { monthly_limit: 0 }).expect(200);
    await user.post(`${jobs}/${second.id}/cancel`).expect(200);
    expect((await user.post(jobs, request(1)).expect(402)).body.type).toMatch(/monthly-limit-reached$/);
    await set(user, { monthly_limit: null }).expect(200);
    await user.post(jobs, request(800)).expect(201);
  });

  it('limit a month also when many ask at once', async () => {
    const user = await app.givenUser({ credits: 1000 });
    const jobs = await givenJobs(user);
    await set(user, { monthly_limit: 30 }).expect(200);
    const answers = await Promise.all(Array.from({ length: 40 }, () => user.post(jobs, request(3))));
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(201), count(402)]).toEqual([10, 30]);
    expect(await creditsOf(user)).toEqual({ balance: 970, reserved: 30, spent: 0 });
  });

  it('exactly ten of two hundred jobs start on the credits for ten', async () => {
    const user = await app.givenUser({ credits: 50 });
    const jobs = await givenJobs(user);
    const answers = await Promise.all(Array.from({ length: 200 }, () => user.post(jobs, request(5))));
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(201), count(402)]).toEqual([10, 190]);
    expect(await creditsOf(user)).toEqual({ balance: 0, reserved: 50, spent: 0 });
    expect(await app.inContext(() => app.get(CreditReconciliation).broken(user.id))).toEqual([]);
    expect((await noticesOf(user)).map(({ action }) => action)).toEqual(['credits.exhausted']);
  }, 60_000);

  it('give notice once per fall below a threshold', async () => {
    const user = await app.givenUser({ credits: 100 });
    const jobs = await givenJobs(user);
    const thresholds = { low_balance_threshold: 50, refill_threshold: 20, refill_amount: 500 };
    await set(user, { ...thresholds, auto_refill_enabled: true }).expect(200);
    const start = async (images: number): Promise<string> =>
      (await user.post(jobs, request(images)).expect(201)).body.id;
    const cancel = (id: string) => user.post(`${jobs}/${id}/cancel`).expect(200);
    const heard = async () =>
      (await noticesOf(user)).slice(1).map(({ action, metadata }) => [action, metadata['balance']]);
    await start(50); // 50: not below
    expect(await heard()).toEqual([]);
    const second = await start(10); // 40
    await start(10); // 30
    expect(await heard()).toEqual([['credits.low', 40]]);
    await cancel(second); // 40
    await start(40); // 0
    expect(await heard()).toEqual([
      ['credits.low', 40],
      ['credits.exhausted', 0],
      ['credits.refill_due', 0],
    ]);
  });
});
