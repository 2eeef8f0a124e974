import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child } from './child.js';
import { ownOrJoin, type Ownership } from './ownership.js';
import { readPort, rememberedPort } from './port.js';
import { waitUntilGone } from './process-identity.js';
import { findRedis } from './redis-binary.js';
import { redisAnswers, shutDownRedis } from './redis-probe.js';
import type { Service, ServiceOptions } from './service.js';

const READY_TIMEOUT_MS = 60_000;
const PORT_TRIES = 5;

/** Starts Redis on `<dataDir>/redis`, or joins the one that another launcher runs there. */
export async function startRedis(options: ServiceOptions): Promise<Service> {
  const { dataDir, log } = options;
  return ownOrJoin<Service>(
    join(dataDir, 'redis.owner'),
    (ownership) => own(ownership, options),
    async (ownerPid) => {
      const url = await rememberedUrl(dataDir);
      if (url === null || !(await redisAnswers(url))) return null;
      log(`redis: using the server of process ${ownerPid}`);
      return { url, stop: async () => {}, ended: new Promise(() => {}) };
    },
    log,
  );
}

async function own(ownership: Ownership, options: ServiceOptions): Promise<Service> {
  const { dataDir, cacheDir, log } = options;
  const startedAt = Date.now();
  const binary = await findRedis(cacheDir, log);
  await mkdir(join(dataDir, 'redis'), { recursive: true, mode: 0o700 });
  await endOrphan(dataDir, log);
  const env = binary.libraryPath ? { ...process.env, LD_LIBRARY_PATH: binary.libraryPath } : process.env;
  for (let tries = 1; ; tries++) {
    const port = await rememberedPort(join(dataDir, 'redis.port'));
    const password = await rememberedPassword(dataDir);
    const url = urlOf(port, password);
    const configFile = join(dataDir, 'redis.conf');
    await writeFile(configFile, configuration(port, password, options), { mode: 0o600 });
    const logFile = join(dataDir, 'redis.log');
    const child = new Child({ name: 'redis', command: binary.command, args: [configFile], env, logFile });
    try {
      await child.waitUntil(() => redisAnswers(url), READY_TIMEOUT_MS);
    } catch (error) {
      await child.stop();
      if (tries < PORT_TRIES && /already in use/i.test(String(error))) continue;
      throw error;
    }
    const ended = child.exited.then(() => ownership.release()).then(() => 'redis');
    log(`redis: ready on 127.0.0.1:${port} after ${Date.now() - startedAt} ms`);
    return {
      url,
      ended,
      stop: async () => {
        await child.stop();
        await ended;
      },
    };
  }
}

/** A file rather than flags: arguments, and so the password, are visible to every user of the machine. */
function configuration(port: number, password: string, { dataDir, fsync }: ServiceOptions): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(join(dataDir, 'redis'))}`,
    'appendonly yes',
    `appendfsync ${fsync ? 'everysec' : 'no'}`,
    'save ""',
    // Evicting a queue's keys would lose jobs silently.
    'maxmemory-policy noeviction',
    'daemonize no',
    '',
  ].join('\n');
}

/** Redis does not lock its directory: two servers would spoil its log, so one that outlived its launcher ends first. */
async function endOrphan(dataDir: string, log: (line: string) => void): Promise<void> {
  const url = await rememberedUrl(dataDir);
  const pid = url === null ? null : await shutDownRedis(url);
  if (pid === null) return;
  log(`redis: ending process ${pid}, left by an earlier run`);
  if (!(await waitUntilGone(pid, 20_000))) throw new Error(`redis: process ${pid} still runs on ${dataDir}: end it`);
}

async function rememberedUrl(dataDir: string): Promise<string | null> {
  const port = await readPort(join(dataDir, 'redis.port'));
  const password = await readFile(join(dataDir, 'redis.password'), 'utf8').catch(() => null);
  return port === null || password === null ? null : urlOf(port, password);
}

async function rememberedPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'redis.password');
  const remembered = await readFile(file, 'utf8').catch(() => '');
  if (remembered !== '') return remembered;
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

function urlOf(port: number, password: string): string {
  return `redis://:${password}@127.0.0.1:${port}`;
}
