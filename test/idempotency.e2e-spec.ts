import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { IdempotencyKeysRepository } from '../src/common/idempotency/idempotency-keys.repository.js';
import { Ledger } from '../src/modules/credits/ledger.js';
import { creditsOf } from './support/crawl-world.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const JOB = { name: 'Cats', keywords: ['cat'], max_images: 10, sources: ['openverse'] };

describe('Idempotency-Key', () => {
  let app: TestApp;
  let user: TestUser;
  let jobsPath: string;
  beforeAll(async () => {
    app = await TestApp.start({ env: { WORKER_CONCURRENCY: '64' } }); // room on the queue, which nobody reads
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    user = await app.givenUser({ credits: 100 });
    const { body } = await user.post('/api/projects', { name: 'Animals' }).expect(201);
    jobsPath = `/api/projects/${body.id}/crawl-jobs`;
  });

  const jobCount = async (): Promise<number> => (await user.get(jobsPath).expect(200)).body.data.length;
  const topUp = (credits: number) =>
    app.inContext(() =>
      app.get(Ledger).book({
        userId: user.id,
        type: 'bonus',
        amount: credits,
        dBalance: credits,
        dReserved: 0,
        dSpent: 0,
        idempotencyKey: `test:${randomUUID()}`,
        description: 'For a test',
      }),
    );
  const kept = (key: string) =>
    sql<{ status: number }>`
    select status from idempotency_keys where user_id = ${user.id} and key = ${key}`.execute(app.db.getKysely());

  it('gives the first answer again, headers included, and does nothing more', async () => {
    const key = randomUUID();
    const first = await user.post(jobsPath, JOB).set('Idempotency-Key', key).expect(201);
    const again = await user.post(jobsPath, JOB).set('Idempotency-Key', `"${key}"`).expect(201);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.text).toBe(first.text);
    expect(again.headers['location']).toBe(first.headers['location']);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect(again.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
    expect(await jobCount()).toBe(1);
    expect(await creditsOf(user)).toEqual({ balance: 90, reserved: 10, spent: 0 });
  });

  it('keeps the entity tag that an answer had', async () => {
    const request = { name: 'Tagged' };
    const first = await user.post('/api/projects', request).set('Idempotency-Key', 'tag').expect(201);
    const again = await user.post('/api/projects', request).set('Idempotency-Key', 'tag').expect(201);
    expect(first.headers['etag']).toMatch(/^"v\d+"$/);
    expect(again.headers['etag']).toBe(first.headers['etag']);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('rings for the job only once its transaction has committed', async () => {
    const { body } = await user.post(jobsPath, JOB).set('Idempotency-Key', 'bell').expect(201);
    const rung = sql<{ rung: number }>`select count(rung_at)::int as rung from job_chunks where job_id = ${body.id}`;
    await vi.waitFor(async () => {
      expect((await rung.execute(app.db.getKysely())).rows[0]?.rung).toBeGreaterThan(0);
    }, 20_000);
  });

  it('counts both spellings of a path and any order of members as the same request', async () => {
    await user.post(jobsPath, JOB).set('Idempotency-Key', 'k').expect(201);
    const { sources, ...rest } = JOB;
    const again = await user
      .post(jobsPath.replace('/api/', '/api/v1/'), { sources, ...rest })
      .set('Idempotency-Key', 'k')
      .expect(201);
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it.each([
    ['another body', () => ({ path: jobsPath, body: { ...JOB, max_images: 11 } })],
    ['another path', () => ({ path: '/api/projects', body: JOB })],
  ])('refuses the key for %s', async (_, other) => {
    await user.post(jobsPath, JOB).set('Idempotency-Key', 'k').expect(201);
    const { path, body } = other();
    const refused = await user.post(path, body).set('Idempotency-Key', 'k').expect(422);
    expect(refused.body.type).toMatch(/\/problems\/idempotency-key-reused$/);
    expect(await jobCount()).toBe(1);
  });

  it.each(['x'.repeat(256), '""', 'a b', '"open', 'caf\u00e9'])('answers 400 to the key %j', async (key) => {
    const refused = await user.post(jobsPath, JOB).set('Idempotency-Key', key).expect(400);
    expect(refused.body.type).toMatch(/\/problems\/idempotency-key-invalid$/);
    expect(await jobCount()).toBe(0);
  });

  it('belongs to its user', async () => {
    const other = await app.givenUser();
    const [mine, theirs] = await Promise.all(
      [user, other].map((one) => one.post('/api/projects', { name: 'Same' }).set('Idempotency-Key', 'k').expect(201)),
    );
    expect(mine?.body.id).not.toBe(theirs?.body.id);
  });

  it('does not bind what failed: the request may be sent again when it can succeed', async () => {
    const big = { ...JOB, max_images: 500 };
    const send = (body: object) => user.post(jobsPath, body).set('Idempotency-Key', 'k');
    await send({ ...JOB, max_images: 0 }).expect(422);
    await send(big).expect(402);
    await user.post(`/api/projects/${randomUUID()}/crawl-jobs`, JOB).set('Idempotency-Key', 'k').expect(404);
    expect((await kept('k')).rows).toEqual([]);
    expect(await jobCount()).toBe(0);

    await topUp(400);
    const done = await send(big).expect(201);
    expect(done.headers['idempotent-replayed']).toBeUndefined();
    expect(await creditsOf(user)).toEqual({ balance: 0, reserved: 500, spent: 0 });
  });

  it('rolls the effect back when the answer cannot be kept', async () => {
    const db = app.db.getKysely();
    await sql`alter table idempotency_keys add constraint no_more check (key <> 'unlucky')`.execute(db);
    await user.post(jobsPath, JOB).set('Idempotency-Key', 'unlucky').expect(409);
    await sql`alter table idempotency_keys drop constraint no_more`.execute(db);
    expect(await jobCount()).toBe(0);
    expect(await creditsOf(user)).toEqual({ balance: 100, reserved: 0, spent: 0 });
    await user.post(jobsPath, JOB).set('Idempotency-Key', 'unlucky').expect(201);
  });

  it('has no meaning for the making of API keys, whose secret is never kept', async () => {
    const request = { name: 'ci', scopes: ['projects:read'] };
    const send = () => user.post('/api/api-keys', request).set('Idempotency-Key', 'k').expect(201);
    const [first, second] = [await send(), await send()];
    expect(second.body.id).not.toBe(first.body.id);
    expect((await kept('k')).rows).toEqual([]);
  });

  it('is forgotten after a day', async () => {
    await user.post(jobsPath, JOB).set('Idempotency-Key', 'old').expect(201);
    await user.post(jobsPath, JOB).set('Idempotency-Key', 'young').expect(201);
    const db = app.db.getKysely();
    const age = (key: string, hours: number) => sql`
      update idempotency_keys set created_at = now() - make_interval(hours => ${hours})
       where user_id = ${user.id} and key = ${key}`;
    await age('old', 25).execute(db);
    await age('young', 23).execute(db);
    while (await app.inContext(() => app.get(IdempotencyKeysRepository).sweep()));
    expect((await kept('old')).rows).toEqual([]);
    expect((await kept('young')).rows).toHaveLength(1);
  });

  it('makes one job and one reserve of a thousand requests at once', async () => {
    const started = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, async () => {
        const answer = await fetch(app.url + jobsPath, {
          method: 'POST',
          headers: {
            Authorization: `Bearer ${user.key}`,
            'Content-Type': 'application/json',
            'Idempotency-Key': 'one',
          },
          body: JSON.stringify(JOB),
        });
        return { status: answer.status, wait: answer.headers.get('retry-after'), text: await answer.text() };
      }),
    );
    const made = answers.filter(({ status }) => status === 201);
    const busy = answers.filter(({ status }) => status === 409);
    console.log(
      `idempotency: 1,000 requests with one key in ${Math.round(performance.now() - started)} ms, ` +
        `${made.length} × 201, ${busy.length} × 409`,
    );
    expect(made.length + busy.length).toBe(1_000);
    expect(made.length).toBeGreaterThan(0);
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    for (const { wait, text } of busy) {
      expect(wait).toBe('1');
      expect(JSON.parse(text).type).toMatch(/\/problems\/request-in-progress$/);
    }
    const { rows } = await sql<{ jobs: number; reserves: number }>`
      select (select count(*)::int from crawl_jobs where user_id = ${user.id}) as jobs,
             (select count(*)::int from credit_transactions where user_id = ${user.id} and type = 'reserve') as reserves`.execute(
      app.db.getKysely(),
    );
    expect(rows[0]).toEqual({ jobs: 1, reserves: 1 });
    expect(await creditsOf(user)).toEqual({ balance: 90, reserved: 10, spent: 0 });
  }, 60_000);
});
