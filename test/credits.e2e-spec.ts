import { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';
import { CreditsService } from '../src/modules/credits/credits.service.js';
import { creditsOf } from './support/crawl-world.js';
import { brokenInvariants } from './support/invariants.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const givenProject = async (user: TestUser): Promise<string> =>
  (await user.post('/api/projects', { name: 'x' }).expect(201)).body.id;
const request = (max_images: number) => ({ name: 'x', keywords: ['cat'], sources: ['openverse'], max_images });

describe('credits', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  it('are granted once per account', async () => {
    const user = await app.givenUser({ credits: 7 });
    const open = () => app.inContext(() => app.get(CreditsService).openAccount(user.id, 7));
    await Promise.all(Array.from({ length: 8 }, open));
    expect(await creditsOf(user)).toEqual({ balance: 7, reserved: 0, spent: 0 });
    const { data } = (await user.get('/api/credits/transactions').expect(200)).body;
    expect(data).toMatchObject([
      { type: 'bonus', amount: 7, d_balance: 7, d_reserved: 0, d_spent: 0, balance_after: 7, job_id: null },
    ]);
  });

  it('are nothing without an account, and cannot be reserved', async () => {
    const user = await app.givenUser();
    const project = await givenProject(user);
    expect(await creditsOf(user)).toEqual({ balance: 0, reserved: 0, spent: 0 });
    const { body } = await user.post(`/api/projects/${project}/crawl-jobs`, request(1)).expect(402);
    expect(body).toMatchObject({ required: 1, available: 0 });
  });

  it('for ten of sixty jobs that are started at once let exactly ten start', async () => {
    const user = await app.givenUser({ credits: 30 });
    const project = await givenProject(user);
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => user.post(`/api/projects/${project}/crawl-jobs`, request(3))),
    );
    const statuses = Map.groupBy(answers, ({ status }) => status);
    expect(statuses.get(201)).toHaveLength(10);
    expect(statuses.get(402)).toHaveLength(50);
    expect(await creditsOf(user)).toEqual({ balance: 0, reserved: 30, spent: 0 });
    const { data } = (await user.get(`/api/projects/${project}/crawl-jobs?limit=100`).expect(200)).body;
    expect(data).toHaveLength(10);
    for (const { id } of data) expect(await brokenInvariants(app, id)).toEqual([]);
    await Promise.all(
      data.map(({ id }: { id: string }) => user.post(`/api/projects/${project}/crawl-jobs/${id}/cancel`).expect(200)),
    );
    expect(await creditsOf(user)).toEqual({ balance: 30, reserved: 0, spent: 0 });
    for (const { id } of data) expect(await brokenInvariants(app, id)).toEqual([]);
  });

  it('move in rows that nobody can change, shown newest first, by type and job', async () => {
    const user = await app.givenUser({ credits: 9 });
    const project = await givenProject(user);
    const job: string = (await user.post(`/api/projects/${project}/crawl-jobs`, request(4)).expect(201)).body.id;
    await user.post(`/api/projects/${project}/crawl-jobs/${job}/cancel`).expect(200);
    const list = async (query: string) => (await user.get(`/api/credits/transactions${query}`).expect(200)).body.data;
    const all = await list('');
    expect(
      all.map(({ type, balance_after }: { type: string; balance_after: number }) => [type, balance_after]),
    ).toEqual([
      ['release', 9],
      ['reserve', 5],
      ['bonus', 9],
    ]);
    expect(await list('?type=reserve')).toEqual([all[1]]);
    expect(await list(`?job_id=${job}`)).toEqual(all.slice(0, 2));
    expect(await list(`?job_id=${randomUUIDv7()}`)).toEqual([]);
    const paged = (await user.get('/api/credits/transactions?limit=2').expect(200)).body;
    expect(await list(`?limit=2&cursor=${paged.next_cursor}`)).toEqual([all[2]]);
    await user.get('/api/credits/transactions?type=gift').expect(422);

    const db = app.db.getKysely();
    for (const tampering of [
      sql`update credit_transactions set d_balance = 1000, amount = 1000 where user_id = ${user.id}`,
      sql`delete from credit_transactions where user_id = ${user.id}`,
      sql`truncate credit_transactions`,
    ])
      await expect(tampering.execute(db)).rejects.toThrow(/append-only/);
    await expect(sql`update credit_accounts set balance = -1 where user_id = ${user.id}`.execute(db)).rejects.toThrow(
      /never_negative/,
    );
    await expect(sql`delete from profiles where id = ${user.id}`.execute(db)).rejects.toThrow(/foreign key/);
    expect(await list('')).toEqual(all);
  });

  it('are nobody else’s and need a key that may see them', async () => {
    const user = await app.givenUser({ credits: 9, scopes: ['jobs:read'] });
    await user.get('/api/credits').expect(403);
    await user.get('/api/credits/transactions').expect(403);
    await app.anonymous.get('/api/credits').expect(401);
    const other = await app.givenUser();
    expect((await other.get('/api/credits/transactions').expect(200)).body.data).toEqual([]);
  });

  it('move with the transaction that they pay for, or not at all', async () => {
    const user = await app.givenUser({ credits: 19 });
    const job = randomUUIDv7();
    const reserve = (after: () => Promise<void>) =>
      app.inContext(() =>
        app.get(EntityManager).transactional(async () => {
          await app.get(CreditsService).reserve(user.id, job, 1, 5);
          await after();
        }),
      );
    await expect(reserve(() => Promise.reject(new Error('rolled back')))).rejects.toThrow('rolled back');
    expect(await creditsOf(user)).toEqual({ balance: 19, reserved: 0, spent: 0 });
    await reserve(() => Promise.resolve());
    await expect(reserve(() => Promise.resolve())).rejects.toThrow(/idempotency_key/);
    expect(await creditsOf(user)).toEqual({ balance: 14, reserved: 5, spent: 0 });
  });
});
