import { sql } from 'kysely';
import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { ALL_SCOPES } from '../src/common/auth/scopes.js';
import { CreditReconciliation } from '../src/modules/credits/credit-reconciliation.service.js';
import { ByHand } from './support/by-hand.js';
import { creditsOf } from './support/crawl-world.js';
import { givenAdmin } from './support/openapi/callers.js';
import type { TestUser } from './support/test-user.js';

const GRANTS = '/api/admin/credits/grants';

describe('credits that administrators give', () => {
  let hand: ByHand;
  let admin: TestUser;
  beforeAll(async () => {
    hand = await ByHand.start();
    admin = await givenAdmin(hand.app);
  });
  afterAll(() => hand.world.stop());

  const grant = (user: { id: string }, more: object = {}) =>
    admin.post(GRANTS, {
      user_id: user.id,
      kind: 'bonus',
      amount: 50,
      reason: 'thanks',
      reference: randomUUID(),
      ...more,
    });
  const broken = (user: TestUser) => hand.run(() => hand.app.get(CreditReconciliation).broken(user.id));
  /** A job that has stored `images` and ended. */
  async function givenPaidJob(user: TestUser, images: number): Promise<string> {
    const job = await hand.world.givenJob(user, { keywords: ['cat'], sources: ['openverse'], max_images: 10 });
    const [chunk = ''] = await hand.chunksOf(job.id);
    const claim = await hand.mustClaim(chunk);
    const urls = Array.from({ length: images }, (_, n) => `https://example.org/${job.id}/${n}`);
    await hand.discover(claim, urls);
    await hand.flush(claim, await hand.attempts(claim, (url) => url));
    await hand.settle(claim);
    await job.end();
    return job.id;
  }

  it('arrive once per reference, and are told to the user', async () => {
    const user = await hand.app.givenUser({ credits: 5 });
    const reference = `ticket ${randomUUID()}`;
    const answers = await Promise.all(Array.from({ length: 10 }, () => grant(user, { reference }).expect(200)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers[0]?.body).toMatchObject({
      type: 'bonus',
      amount: 50,
      d_balance: 50,
      balance_after: 55,
      description: 'thanks',
    });
    expect(await creditsOf(user)).toEqual({ balance: 55, reserved: 0, spent: 0 });
    for (const [who, other] of [
      [user, { amount: 51 }],
      [user, { kind: 'adjust' }],
      [await hand.app.givenUser(), {}],
    ] as const) {
      const { body } = await grant(who, { reference, ...other }).expect(409);
      expect(body.type).toMatch(/conflict$/);
      expect(body.detail).toContain('reference has been used for another grant');
    }
    const { data } = (await user.get('/api/activity?resource_type=credit_account').expect(200)).body;
    expect(data).toMatchObject([{ action: 'credits.granted', metadata: { amount: 50, reference, by: admin.id } }]);
    expect(await creditsOf(user)).toEqual({ balance: 55, reserved: 0, spent: 0 });
  });

  it('open an account for a user who had none, and for nobody else', async () => {
    const id = randomUUIDv7();
    await sql`insert into profiles (id, email, role) values (${id}, ${`${id}@test.example`}, 'user')`.execute(
      hand.app.db.getKysely(),
    );
    expect((await grant({ id }).expect(200)).body.balance_after).toBe(50);
    expect((await grant({ id: randomUUIDv7() }).expect(404)).body.type).toMatch(/not-found$/);
    const gone = await hand.app.givenUser({ credits: 5 });
    await sql`update profiles set deleted_at = now() where id = ${gone.id}`.execute(hand.app.db.getKysely());
    expect((await grant(gone).expect(404)).body.type).toMatch(/not-found$/);
  });

  it('are taken back down to nothing, and no further', async () => {
    const user = await hand.app.givenUser({ credits: 5 });
    const less = { kind: 'adjust', amount: -5 };
    expect((await grant(user, { ...less, amount: -6 }).expect(409)).body.type).toMatch(/invalid-state$/);
    const answers = await Promise.all(Array.from({ length: 4 }, () => grant(user, less)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(3);
    expect(await creditsOf(user)).toEqual({ balance: 0, reserved: 0, spent: 0 });
    const { data } = (await user.get('/api/activity?resource_type=credit_account').expect(200)).body;
    expect(data.map(({ action }: { action: string }) => action)).toEqual(['credits.adjusted', 'credits.exhausted']);
    expect(await broken(user)).toEqual([]);
  });

  it('refund what a job has cost, and no more, however many ask at once', async () => {
    const user = await hand.app.givenUser({ credits: 30 });
    const [job, other] = [await givenPaidJob(user, 6), await givenPaidJob(user, 3)];
    expect(await creditsOf(user)).toEqual({ balance: 21, reserved: 0, spent: 9 });
    const refund = (amount: number, job_id = job) => grant(user, { kind: 'refund', amount, job_id });
    expect((await refund(7).expect(409)).body).toMatchObject({ refundable: 6 });
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund(2)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2);
    expect(await creditsOf(user)).toEqual({ balance: 27, reserved: 0, spent: 3 });
    expect((await user.get('/api/credits').expect(200)).body.month_spent).toBe(3);
    await refund(1).expect(409);
    await refund(1, randomUUIDv7()).expect(409);
    const { body } = await refund(3, other).expect(200);
    expect(body).toMatchObject({ type: 'refund', amount: 0, d_balance: 3, d_spent: -3, job_id: other });
    const stranger = await hand.app.givenUser({ credits: 5 });
    await grant(stranger, { kind: 'refund', amount: 1, job_id: job }).expect(409);
    expect(await broken(user)).toEqual([]);
  });

  it('are checked', async () => {
    const user = await hand.app.givenUser({ credits: 5 });
    const bad: [string, object][] = [
      ['/amount', { amount: 0 }],
      ['/amount', { amount: -1 }],
      ['/amount', { amount: 1e9 + 1 }],
      ['/amount', { amount: 2 ** 53 }],
      ['/amount', { amount: -(2 ** 63) }],
      ['/amount', { amount: 1.5 }],
      ['/amount', { amount: '5' }],
      ['/amount', { kind: 'refund', amount: -5, job_id: randomUUIDv7() }],
      ['/kind', { kind: 'gift' }],
      ['/job_id', { kind: 'refund' }],
      ['/job_id', { job_id: 'mine' }],
      ['/user_id', { user_id: 'me' }],
      ['/reference', { reference: '' }],
      ['/reason', { reason: ' ' }],
    ];
    for (const [pointer, more] of bad) {
      const { errors } = (await grant(user, more).expect(422)).body;
      expect(errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
    }
    expect(await creditsOf(user)).toEqual({ balance: 5, reserved: 0, spent: 0 });
  });

  it('come from administrators only', async () => {
    const body = { user_id: admin.id, kind: 'bonus', amount: 5, reason: 'x', reference: randomUUID() };
    const user = await hand.app.givenUser({ scopes: ALL_SCOPES });
    expect((await user.post(GRANTS, body).expect(403)).body.type).toMatch(/forbidden$/);
    await hand.app.anonymous.post(GRANTS, body).expect(401);
  });
});
