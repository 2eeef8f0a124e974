import { sql } from 'kysely';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { Client } from 'pg';
import { creditsOf } from './support/crawl-world.js';
import { Process } from './support/process.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const JOB = { name: 'Cats', keywords: ['cat'], max_images: 10, sources: ['openverse'] };

/** API processes of their own, killed as the kernel kills them while a request is under way. */
describe('Idempotency-Key when the API dies', () => {
  let app: TestApp;
  let user: TestUser;
  let jobsPath: string;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(async () => {
    await Process.killAll();
    await app.stop();
  });
  beforeEach(async () => {
    user = await app.givenUser({ credits: 100 });
    const { body } = await user.post('/api/projects', { name: 'Animals' }).expect(201);
    jobsPath = `/api/projects/${body.id}/crawl-jobs`;
  });

  /** What the user has after all: jobs and reserves made. */
  async function effects(): Promise<{ jobs: number; reserves: number } | undefined> {
    const { rows } = await sql<{ jobs: number; reserves: number }>`
      select (select count(*)::int from crawl_jobs where user_id = ${user.id}) as jobs,
             (select count(*)::int from credit_transactions where user_id = ${user.id} and type = 'reserve') as reserves`.execute(
      app.db.getKysely(),
    );
    return rows[0];
  }

  const send = (origin: string) =>
    fetch(origin + jobsPath, {
      method: 'POST',
      headers: { Authorization: `Bearer ${user.key}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'k' },
      body: JSON.stringify(JOB),
    });

  it('between the effect and the answer: the effect is gone with it, and a retry makes it once', async () => {
    const api = await startApi();
    const gate = new Client({ connectionString: process.env.DATABASE_URL });
    await gate.connect();
    // the job, its chunks and its reserve are written; what is left is to keep the answer, and that waits here
    await gate.query('begin; lock table idempotency_keys in share mode');
    const lost = send(api.url).catch((error: unknown) => error);
    await vi.waitFor(async () => {
      const { rowCount } = await gate.query(
        `select from pg_locks where not granted and relation = 'idempotency_keys'::regclass`,
      );
      expect(rowCount).toBe(1);
    }, 20_000);
    const meanwhile = await send(app.url);
    expect(meanwhile.status).toBe(409);
    await meanwhile.arrayBuffer();

    api.process.signal('SIGKILL');
    expect(await lost).toBeInstanceOf(TypeError);
    await gate.query('rollback');
    await gate.end();

    const retried = await vi.waitFor(async () => {
      const answer = await send(app.url);
      const body: unknown = await answer.json();
      expect(answer.status).toBe(201);
      return { body, replayed: answer.headers.get('idempotent-replayed') };
    }, 20_000);
    expect(retried.replayed).toBeNull();
    expect(await effects()).toEqual({ jobs: 1, reserves: 1 });
    expect(await creditsOf(user)).toEqual({ balance: 90, reserved: 10, spent: 0 });
  }, 120_000);

  it('at any other moment: retries until an answer make one job, whichever process gives it', async () => {
    const outcomes = { lost: 0, answered: 0 };
    let api = await startApi();
    for (let round = 0; round < 3; round++) {
      user = await app.givenUser({ credits: 100 });
      const { body } = await user.post('/api/projects', { name: 'Animals' }).expect(201);
      jobsPath = `/api/projects/${body.id}/crawl-jobs`;
      const first = send(api.url).then(
        (answer) => answer.text(),
        () => null,
      );
      await new Promise((done) => setTimeout(done, round * 30));
      api.process.signal('SIGKILL');
      const seen = await first;
      outcomes[seen === null ? 'lost' : 'answered']++;
      api = await startApi();
      const text = await vi.waitFor(async () => {
        const answer = await send(api.url);
        expect(answer.status).toBe(201);
        return answer.text();
      }, 20_000);
      expect(text).toBe(seen ?? text);
      expect(await effects()).toEqual({ jobs: 1, reserves: 1 });
    }
    console.log(`idempotency: ${JSON.stringify(outcomes)} answers of killed processes`);
  }, 240_000);
});

async function startApi(): Promise<{ process: Process; url: string }> {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP port');
  holder.close();
  const process = Process.start('main', { PORT: String(address.port) });
  const url = `http://127.0.0.1:${address.port}`;
  await vi.waitFor(
    async () => {
      const answer = await fetch(`${url}/health/ready`, { headers: { connection: 'close' } });
      await answer.arrayBuffer();
      expect(answer.status).toBe(200);
    },
    { timeout: 60_000, interval: 100 },
  );
  return { process, url };
}
