import { Client, Pool } from 'pg';
import { Agent, request } from 'undici';
import { bootstrap } from '../start/bootstrap.js';
import { Launched } from '../start/launched.js';
import { startPlatform } from '../start/platform.js';

/**
 * Requests a second of an authenticated list of 50 among 10,000 projects, beside the same statement through bare pg
 * without HTTP. Both in one run, in turns, because machines are noisy: read the ratio.
 */
const CONNECTIONS = 20;
const SECONDS = 4;
const ROUNDS = 3;
const PORT = 3990;

const launched = new Launched();
try {
  const platform = await startPlatform(launched, {
    port: PORT,
    log: (line) => console.error(line),
    settings: { RATE_LIMIT_PER_MINUTE: '0', NODE_ENV: 'production' },
  });
  const user = await bootstrap(`bench-${Date.now()}@localhost.example`, platform.env);
  const databaseUrl = platform.env.DATABASE_URL ?? '';
  const userId = await givenProjects(databaseUrl, user.email);

  const agent = new Agent({ connections: CONNECTIONS });
  const headers = { authorization: `Bearer ${user.api_key}` };
  const overHttp = async (): Promise<void> => {
    const { statusCode, body } = await request(`${platform.url}/api/projects?limit=50`, { dispatcher: agent, headers });
    const answer: { data: unknown[] } = JSON.parse(await body.text());
    if (statusCode !== 200 || answer.data.length !== 50) throw new Error(`answered ${statusCode}`);
  };
  const pool = new Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  const bare = async (): Promise<void> => {
    const { rows } = await pool.query(
      `select id, name, description, status, settings, created_at, updated_at, version from projects
        where user_id = $1 and deleted_at is null order by created_at desc, id desc limit 51`,
      [userId],
    );
    if (rows.length !== 51) throw new Error(`${rows.length} rows`);
  };

  for (let round = 1; round <= ROUNDS; round++) {
    const [http, direct] = [await rate(overHttp), await rate(bare)];
    console.log(
      `round ${round}: API ${http.toFixed(0)} requests/s, bare pg ${direct.toFixed(0)} queries/s, ` +
        `${(http / direct).toFixed(2)} of it`,
    );
  }
  await pool.end();
  await agent.close();
} finally {
  await launched.stop();
}

async function givenProjects(databaseUrl: string, email: string): Promise<string> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string }>('select id from profiles where email = $1', [email]);
  const userId = rows[0]?.id ?? '';
  await client.query(
    `insert into projects (id, user_id, name, created_at)
     select gen_random_uuid(), $1, 'project ' || n, now() - n * interval '1 second' from generate_series(1, 10000) n`,
    [userId],
  );
  await client.query('analyze projects');
  await client.end();
  return userId;
}

/** Runs `work` on all connections for some seconds, after a short warm-up; times a second. */
async function rate(work: () => Promise<void>): Promise<number> {
  await repeat(work, 1);
  return (await repeat(work, SECONDS)) / SECONDS;
}

async function repeat(work: () => Promise<void>, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  let done = 0;
  const loop = async (): Promise<void> => {
    while (performance.now() < end) {
      await work();
      done++;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, loop));
  return done;
}
