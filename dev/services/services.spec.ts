import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { Child } from './child.js';
import { identityOf, waitUntilGone } from './process-identity.js';
import { startServices } from './start-services.js';

let dataDir: string;
let said: string[];

/** Servers of our own on the test's directory, whatever the environment names. */
const start = () => startServices({ dataDir, fsync: false, log: (line) => said.push(line), env: {} });

beforeEach(async () => {
  said = [];
  dataDir = await mkdtemp(join(tmpdir(), 'pixcrawler-services-'));
  // Where root can use no user namespace, PostgreSQL runs as another user, who must get in.
  await chmod(dataDir, 0o755);
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

describe('startServices', { timeout: 30_000 }, () => {
  it('starts both, keeps data through kill -9 and leaves no process behind', async () => {
    const first = await start();
    expect(await query(first.databaseUrl, 'select current_database() as value')).toBe('pixcrawler');
    expect(await query(first.adminUrl, 'select current_database() as value')).toBe('postgres');
    expect(await command(first.redisUrl, 'CONFIG', 'GET', 'maxmemory-policy')).toEqual([
      'maxmemory-policy',
      'noeviction',
    ]);
    expect(await command(first.redisUrl, 'CONFIG', 'GET', 'appendonly')).toEqual(['appendonly', 'yes']);
    await query(first.databaseUrl, `create table kept as select 'in PostgreSQL' as value`);
    await command(first.redisUrl, 'SET', 'kept', 'in Redis');

    await keepBusy(first.databaseUrl);
    process.kill(await postmasterPid(), 'SIGKILL');
    expect(await first.ended).toBe('postgres');
    const second = await start();
    expect(await query(second.databaseUrl, 'select value from kept')).toBe('in PostgreSQL');
    // Redis still runs for the first call, so the second joined it.
    expect(second).toMatchObject({ redisUrl: first.redisUrl, databaseUrl: first.databaseUrl });

    const redisPid = await pidOfRedis(first.redisUrl);
    process.kill(redisPid, 'SIGKILL');
    await waitUntilGone(redisPid, 5_000);
    const third = await start();
    expect(await command(third.redisUrl, 'GET', 'kept')).toBe('in Redis');

    const pids = [await postmasterPid(), await pidOfRedis(third.redisUrl)];
    await third.stop();
    // The second call started PostgreSQL, so the third left it alone.
    expect(await Promise.all(pids.map(identityOf))).toEqual([expect.any(String), null]);
    await Promise.all([first.stop(), second.stop()]);
    expect(await Promise.all(pids.map(identityOf))).toEqual([null, null]);
    expect((await readdir(dataDir)).filter((name) => name.endsWith('.owner'))).toEqual([]);
  });

  it('starts after a launcher that was killed, on the same ports', async () => {
    const launcher = new Child({
      name: 'launcher',
      command: process.execPath,
      args: ['--import', '@oxc-node/core/register', join(import.meta.dirname, 'main.ts'), dataDir],
      env: { ...process.env, DATABASE_URL: '', REDIS_URL: '' },
    });
    const envFile = join(dataDir, 'services.env');
    const written = () => readFile(envFile, 'utf8').catch(() => '');
    await launcher.waitUntil(async () => (await written()).endsWith('\n'), 20_000);
    launcher.kill('SIGKILL');
    await launcher.exited;
    const services = await start();
    expect(await written()).toContain(`DATABASE_URL=${services.databaseUrl}\nREDIS_URL=${services.redisUrl}\n`);
    expect(await query(services.databaseUrl, 'select 1 as value')).toBe(1);
    await services.stop();
  });

  it('removes a lock file whose process id went to another program', async () => {
    await (await start()).stop();
    await writeFile(
      join(dataDir, 'postgres', 'postmaster.pid'),
      `${process.ppid}\n${dataDir}/postgres\n0\n1\n\n\n\n\n`,
    );
    const services = await start();
    expect(await identityOf(process.ppid)).not.toBeNull();
    await services.stop();
  });

  it('starts nothing for an address that is given, and says which one does not answer', async () => {
    const env = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none', REDIS_URL: 'redis://127.0.0.1:9' };
    const failure = await startServices({ dataDir, log: () => {}, env }).then(String, String);
    expect(failure).toContain('DATABASE_URL: no PostgreSQL database none at 127.0.0.1:9');
    expect(failure).toContain('REDIS_URL: no Redis answers at 127.0.0.1:9');
    expect(await readdir(dataDir)).toEqual([]);
  });
});

async function query(connectionString: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<{ value: unknown }>(sql)).rows[0]?.value;
  } finally {
    await client.end();
  }
}

/** A backend that computes, so that it does not notice when its postmaster dies. */
async function keepBusy(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  client.on('error', () => {});
  await client.connect();
  client.query('select sum(g) from generate_series(1, 2000000000) g').catch(() => {});
}

async function command(url: string, name: string, ...args: string[]): Promise<unknown> {
  const client = new Redis(url);
  try {
    return await client.call(name, ...args);
  } finally {
    client.disconnect();
    await once(client, 'end');
  }
}

async function pidOfRedis(url: string): Promise<number> {
  return Number(/process_id:(\d+)/.exec(String(await command(url, 'INFO', 'server')))?.[1]);
}

async function postmasterPid(): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}
