import { MikroORM } from '@mikro-orm/postgresql';
import { HttpException } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { CreditArrivals } from '../src/modules/credits/credit-arrivals.js';
import { Ledger } from '../src/modules/credits/ledger.js';
import { DigestsRepository } from '../src/modules/notifications/delivery/digests.repository.js';
import { NotificationsRepository } from '../src/modules/notifications/notifications.repository.js';
import { OutboxRepository } from '../src/modules/notifications/outbox.repository.js';
import { ApiKeysRepository } from '../src/modules/profiles/api-keys.repository.js';
import { givenSomebody, type Somebody } from './support/given-somebody.js';
import { tableContents } from './support/openapi/table-contents.js';
import { archiveOf, OWNER_READS } from './support/owner-reads.js';
import { TestApp } from './support/test-app.js';

const outcomeOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.catch((error: unknown) => {
    if (error instanceof HttpException) return error.constructor.name;
    throw error;
  });

/** Statements without the checks that come before them: with the ids of somebody else they find and change nothing. */
describe('statements that carry the owner', () => {
  let app: TestApp;
  let read: Somebody;
  beforeAll(async () => {
    app = await TestApp.start();
    read = await givenSomebody(app);
  });
  afterAll(() => app.stop());

  it.each(Object.entries(OWNER_READS))('tell a stranger nothing: %s', async (_name, [nothing, ask]) => {
    const answerTo = (userId: string) => app.inContext(() => outcomeOf(ask(app, userId, read)));
    expect(await answerTo(randomUUID())).toEqual(nothing);
    expect(await answerTo(read.user.id)).not.toEqual(nothing);
  });

  it('change nothing for a stranger', async () => {
    const { user, ids } = await givenSomebody(app);
    const stranger = randomUUID();
    const before = await tableContents(app, [user.id]);
    await app.inContext(async () => {
      const keys = app.get(ApiKeysRepository);
      await expect(keys.rename(stranger, ids.apiKey, 'mine')).rejects.toThrow();
      await expect(keys.expireIn(stranger, ids.apiKey, 1)).rejects.toThrow();
      expect(await keys.revoke(stranger, { id: ids.apiKey })).toEqual([]);
      const notices = app.get(NotificationsRepository);
      await expect(notices.mark(stranger, ids.notification, true)).rejects.toThrow();
      expect(await notices.delete(stranger, ids.notification)).toBeUndefined();
      const outbox = app.get(OutboxRepository);
      await outbox.withdraw(stranger, 'email', ['exports']);
      await outbox.reschedule(stranger, { channel: 'email', forDigest: false, at: 0 }, ['exports']);
      const movement = { amount: 1, dBalance: 1, dReserved: 0, dSpent: 0, idempotencyKey: randomUUID() };
      const booking = { ...movement, userId: stranger, type: 'bonus' as const, description: 'For a test' };
      expect(await app.get(Ledger).book(booking)).toBeNull();
    });
    expect(await tableContents(app, [user.id])).toEqual(before);
  });

  it('do not take an archive that another user made', async () => {
    const [somebody, other] = [await givenSomebody(app), await app.givenUser()];
    const { user, ids } = somebody;
    const made = (userId: string) =>
      sql`update export_jobs set user_id = ${userId} where id = ${ids.projectExport}`.execute(app.db.getKysely());
    const archive = () => app.inContext(() => archiveOf(app, user.id, somebody));
    expect(await archive()).toBe(ids.projectExport);
    await made(other.id);
    expect(await archive()).toBeNull();
  });

  it('put into a digest what its user waits for', async () => {
    const ids = [(await givenSomebody(app)).user.id, (await givenSomebody(app)).user.id];
    const { em } = app.get(MikroORM);
    await app.inContext(() => new DigestsRepository(em).gather(['email']));
    const { rows } = await sql`
      select o.user_id, d.user_id as digest_of from outbox o join outbox d on d.id = o.digest_id
       where o.user_id = any(${ids}::uuid[])`.execute(app.db.getKysely());
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(expect.arrayContaining(ids.map((id) => ({ user_id: id, digest_of: id }))));
  });

  it('let the jobs go on whose user got credits', async () => {
    const [other, somebody] = [await givenSomebody(app), await givenSomebody(app)];
    const statusOf = async (id: string): Promise<unknown> => {
      const { rows } = await sql<{ status: string }>`select status from crawl_jobs where id = ${id}`.execute(
        app.db.getKysely(),
      );
      return rows[0]?.status;
    };
    app.get(CreditArrivals).announce(somebody.user.id);
    await expect.poll(() => statusOf(somebody.waitingJob)).not.toBe('paused');
    expect(await statusOf(other.waitingJob)).toBe('paused'); // it waited longer: nobody would have passed it over
  });
});
