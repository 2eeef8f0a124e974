import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from './child.js';
import { createDatabase, dataDirectoryAt } from './database.js';
import { ownOrJoin, type Ownership } from './ownership.js';
import { readPort, rememberedPort } from './port.js';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { clusterUrl, ensureCluster } from './postgres-cluster.js';
import { endBackends, endOrphan } from './postgres-orphans.js';
import type { Service, ServiceOptions } from './service.js';
import { type Account, accountFor, under } from './unprivileged.js';

const READY_TIMEOUT_MS = 60_000;
// After a crash, the old server's backends hold its memory until they have ended.
const RETRY_MS = 15_000;
const CURABLE = /already in use|already exists|still in use/i;

/** Starts PostgreSQL on `<dataDir>/postgres`, or joins the one that another launcher runs there. `url` names `database`. */
export async function startPostgres(options: ServiceOptions, database: string): Promise<Service> {
  const { dataDir, log } = options;
  const dir = join(dataDir, 'postgres');
  const portFile = join(dataDir, 'postgres.port');
  const service = await ownOrJoin<Service>(
    join(dataDir, 'postgres.owner'),
    (ownership) => own(dir, portFile, ownership, options),
    async (ownerPid) => {
      const port = await readPort(portFile);
      const url = port === null ? null : await clusterUrl(dir, port, 'postgres').catch(() => null);
      if (url === null || !(await answersFor(dir, url))) return null;
      log(`postgres: using the server of process ${ownerPid}`);
      return { url, stop: async () => {}, ended: new Promise(() => {}) };
    },
    log,
  );
  await createDatabase(service.url, database).catch(async (error: unknown) => {
    await service.stop();
    throw error;
  });
  return { ...service, url: withDatabase(service.url, database) };
}

/** The same server's other database. */
export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function own(dir: string, portFile: string, ownership: Ownership, options: ServiceOptions): Promise<Service> {
  const startedAt = Date.now();
  const binaries = await findPostgresBinaries();
  const account = await accountFor(dir);
  if ((await ensureCluster(dir, binaries, account)) === 'made') options.log(`postgres: made ${dir}`);
  await endOrphan(dir, options.log);
  const { child, url } = await startServer(dir, portFile, binaries, account, options);
  const ended = child.exited.then(() => ownership.release()).then(() => 'postgres');
  options.log(`postgres: ready on ${new URL(url).host} after ${Date.now() - startedAt} ms`);
  return {
    url,
    ended,
    stop: async () => {
      await child.stop();
      await ended;
    },
  };
}

async function startServer(
  dir: string,
  portFile: string,
  binaries: PostgresBinaries,
  account: Account,
  options: ServiceOptions,
): Promise<{ child: Child; url: string }> {
  const deadline = Date.now() + RETRY_MS;
  for (;;) {
    const port = await rememberedPort(portFile);
    const url = await clusterUrl(dir, port, 'postgres');
    const child = new Child({
      ...under(account, binaries.postgres, ['-D', dir, ...settings(port, options.fsync)]),
      name: 'postgres',
      cwd: '/',
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      logFile: join(options.dataDir, 'postgres.log'),
      // Fast shutdown; SIGTERM would wait for every client to leave.
      stopSignal: 'SIGINT',
      stopTimeoutMs: 20_000,
    });
    try {
      await child.waitUntil(() => answersFor(dir, url), READY_TIMEOUT_MS);
      return { child, url };
    } catch (error) {
      await child.stop();
      if (Date.now() > deadline || !CURABLE.test(String(error))) throw error;
      await endBackends(dir);
      await sleep(250);
    }
  }
}

function settings(port: number, fsync: boolean): string[] {
  const values: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Without fsync the operating system still has every commit when the server is killed; synchronous_commit off would not.
    ...(fsync ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** A foreign server on our port must not pass for ours. */
async function answersFor(dir: string, url: string): Promise<boolean> {
  return (await dataDirectoryAt(url)) === dir;
}
