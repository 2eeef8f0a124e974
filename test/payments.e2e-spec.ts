import { sql } from 'kysely';
import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { Stripe } from 'stripe';
import supertest from 'supertest';
import { creditsOf } from './support/crawl-world.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const SECRET = 'whsec_of_the_tests';
const PATH = '/api/credits/payments/webhook';

interface Said {
  user_id?: string;
  credits?: string;
}

let made = 0;
const id = (prefix: string): string => `${prefix}_${++made}_${randomUUID()}`;

function event(type: string, object: object): { id: string; type: string; [more: string]: unknown } {
  const now = Math.floor(Date.now() / 1000);
  return { id: id('evt'), object: 'event', api_version: '2026-10-01', created: now, type, data: { object } };
}

const session = (metadata: Said, more: object = {}) =>
  event('checkout.session.completed', {
    id: id('cs'),
    object: 'checkout.session',
    payment_status: 'paid',
    payment_intent: id('pi'),
    amount_total: 1000,
    currency: 'usd',
    metadata,
    ...more,
  });

const intent = (metadata: Said, more: object = {}) =>
  event('payment_intent.succeeded', {
    id: id('pi'),
    object: 'payment_intent',
    amount: 1000,
    amount_received: 1000,
    currency: 'usd',
    metadata,
    ...more,
  });

const sign = (payload: string, options: { secret?: string; timestamp?: number } = {}): string =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET, ...options });

describe('payments', () => {
  let app: TestApp;
  let user: TestUser;
  beforeAll(async () => {
    const env = { STRIPE_WEBHOOK_SECRET: SECRET, CREDIT_PACKS: '1000:1000:usd,10000:8000:usd' };
    app = await TestApp.start({ env });
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    user = await app.givenUser();
  });

  const post = (payload: string, signature: string) =>
    supertest(app.url)
      .post(PATH)
      .set('Content-Type', 'application/json; charset=utf-8')
      .set('Stripe-Signature', signature)
      .send(payload);
  const deliver = (what: object) => {
    const payload = JSON.stringify(what, null, 2); // the bytes count, not the value
    return post(payload, sign(payload));
  };
  const rowOf = async (eventId: string) => {
    const { rows } = await sql<{ outcome: string; detail: string | null; processed_at: string | null; type: string }>`
      select outcome, detail, processed_at, type from payment_events where event_id = ${eventId}`.execute(
      app.db.getKysely(),
    );
    return rows;
  };
  const balance = async (): Promise<number> => (await creditsOf(user)).balance;

  it('grant once, however often and however parallel the event comes', async () => {
    const paid = session({ user_id: user.id, credits: '1000' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(paid)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.outcome}`))).toEqual(new Set(['200 granted']));
    expect(await balance()).toBe(1000);
    expect(await rowOf(paid.id)).toMatchObject([{ outcome: 'granted', processed_at: expect.any(String) }]);
    const { data } = (await user.get('/api/credits/transactions').expect(200)).body;
    expect(data).toMatchObject([{ type: 'purchase', amount: 1000, d_balance: 1000, balance_after: 1000 }]);
    const activity = (await user.get('/api/activity?resource_type=credit_account').expect(200)).body.data;
    expect(activity).toMatchObject([
      { action: 'credits.purchased', metadata: { credits: 1000, amount: 1000, currency: 'usd' } },
    ]);
  });

  it.each([[0], [1]])('grant once for a payment that two events name, whichever comes first (%i)', async (first) => {
    const metadata = { user_id: user.id, credits: '1000' };
    const payment_intent = id('pi');
    const both = [session(metadata, { payment_intent }), intent(metadata, { id: payment_intent })];
    const [one, other] = first === 0 ? both : both.toReversed();
    expect((await deliver(one!).expect(200)).body).toEqual({ outcome: 'granted' });
    expect((await deliver(other!).expect(200)).body).toEqual({ outcome: 'duplicate' });
    expect(await balance()).toBe(1000);
  });

  it('grant once for a payment whose events come all at the same time', async () => {
    const metadata = { user_id: user.id, credits: '1000' };
    const payment_intent = id('pi');
    const later = { ...session(metadata, { payment_intent }), type: 'checkout.session.async_payment_succeeded' };
    const all = [session(metadata, { payment_intent }), intent(metadata, { id: payment_intent }), later];
    const answers = await Promise.all([...all, ...all, ...all].map((each) => deliver(each)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(await balance()).toBe(1000);
  });

  it('wait for the money: a session that is not paid grants nothing, its later success does', async () => {
    const payment_intent = id('pi');
    const metadata = { user_id: user.id, credits: '10000' };
    const paid = { payment_intent, amount_total: 8000 };
    const unpaid = session(metadata, { ...paid, payment_status: 'unpaid' });
    expect((await deliver(unpaid).expect(200)).body).toEqual({ outcome: 'ignored' });
    expect(await balance()).toBe(0);
    const later = { ...session(metadata, paid), type: 'checkout.session.async_payment_succeeded' };
    expect((await deliver(later).expect(200)).body).toEqual({ outcome: 'granted' });
    expect(await balance()).toBe(10_000);
  });

  it('ignore events of other kinds, and payments for other things', async () => {
    for (const other of [event('customer.created', { id: id('cus') }), intent({}), session({})]) {
      expect((await deliver(other).expect(200)).body).toEqual({ outcome: 'ignored' });
      expect(await rowOf(other.id)).toMatchObject([{ outcome: 'ignored', type: other.type }]);
    }
  });

  it('keep the payment of an unknown user, and grant when the event is sent again once there is one', async () => {
    const stranger = randomUUIDv7();
    const paid = session({ user_id: stranger, credits: '1000' });
    expect((await deliver(paid).expect(200)).body).toEqual({ outcome: 'unknown_user' });
    expect(await rowOf(paid.id)).toMatchObject([{ outcome: 'unknown_user', processed_at: null }]);
    await sql`insert into profiles (id, email, role) values (${stranger}, ${`${stranger}@test.example`}, 'user')`.execute(
      app.db.getKysely(),
    );
    expect((await deliver(paid).expect(200)).body).toEqual({ outcome: 'granted' });
    expect((await deliver(paid).expect(200)).body).toEqual({ outcome: 'granted' });
    const { rows } = await sql<{
      balance: string;
    }>`select balance from credit_accounts where user_id = ${stranger}`.execute(app.db.getKysely());
    expect(rows).toEqual([{ balance: '1000' }]);
  });

  const wrong: [string, (mine: Said) => ReturnType<typeof event>][] = [
    ['more credits than the price buys', (mine) => session({ ...mine, credits: '10000' })],
    ['another currency', (mine) => session(mine, { currency: 'jpy' })],
    ['a part of the amount', (mine) => intent(mine, { amount_received: 999 })],
    ['nothing', (mine) => session(mine, { amount_total: 0 })],
    ['minus credits', (mine) => session({ ...mine, credits: '-1000' })],
    ['half a credit', (mine) => session({ ...mine, credits: '1000.5' })],
    ['no credits', ({ user_id }) => session({ user_id: user_id! })],
    ['nobody', () => session({ user_id: 'me', credits: '1000' })],
  ];
  it.each(wrong)('refuse %s', async (_, make) => {
    const bad = make({ user_id: user.id, credits: '1000' });
    for (let time = 0; time < 2; time++) {
      const { body } = await deliver(bad).expect(422);
      expect(body.type).toMatch(/payment-refused$/);
    }
    expect(await rowOf(bad.id)).toMatchObject([{ outcome: 'refused', processed_at: null, detail: expect.any(String) }]);
    expect(await balance()).toBe(0);
  });

  it('refuse a payment that says something else the second time', async () => {
    const payment_intent = id('pi');
    await deliver(session({ user_id: user.id, credits: '1000' }, { payment_intent })).expect(200);
    const other = intent(
      { user_id: user.id, credits: '10000' },
      { id: payment_intent, amount: 8000, amount_received: 8000 },
    );
    await deliver(other).expect(422);
    expect(await balance()).toBe(1000);
  });

  it('believe the signature only, over exactly these bytes, for five minutes', async () => {
    const payload = JSON.stringify(session({ user_id: user.id, credits: '1000' }));
    const old = Math.floor(Date.now() / 1000) - 301;
    const bad = [
      post(payload, sign(payload, { secret: 'whsec_other' })),
      post(payload, sign(payload, { timestamp: old })),
      post(`${payload} `, sign(payload)),
      post(payload.replace('"1000"', '"10000"'), sign(payload)),
      post(payload, 't=1,v1=00'),
      post(payload, 'nonsense'),
      supertest(app.url).post(PATH).set('Content-Type', 'application/json').send(payload),
      supertest(app.url).post(PATH).set('Stripe-Signature', sign('')),
    ];
    for (const request of bad) expect((await request.expect(400)).body.type).toMatch(/invalid-signature$/);
    expect(await balance()).toBe(0);
    await post(payload, sign(payload)).expect(200);
    expect(await balance()).toBe(1000);
  });

  it('are not taken without a secret', async () => {
    const closed = await TestApp.start({ env: { STRIPE_WEBHOOK_SECRET: '' } });
    try {
      const payload = JSON.stringify(session({ user_id: user.id, credits: '1000' }));
      const { body, headers } = await supertest(closed.url)
        .post(PATH)
        .set('Content-Type', 'application/json')
        .set('Stripe-Signature', sign(payload, { secret: '' }))
        .send(payload)
        .expect(503);
      expect(body.type).toMatch(/payments-not-configured$/);
      expect(headers['retry-after']).toBe('3600');
    } finally {
      await closed.stop();
    }
    expect(await balance()).toBe(0);
  });
});
