import { mkdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkDatabase } from './database.js';
import { startPostgres, withDatabase } from './postgres.js';
import { checkRedis } from './redis-probe.js';
import { startRedis } from './redis.js';
import type { Service, ServiceOptions } from './service.js';

const PROJECT_DIR = resolve(import.meta.dirname, '..', '..');
const DATABASE = 'pixcrawler';

export interface StartOptions {
  /** Where data, ports, passwords and logs live; `.data` of the project unless told. */
  dataDir?: string;
  /** Gets short progress lines; stderr unless told. */
  log?: (line: string) => void;
  /** False is faster and survives a killed server, but not a power cut; for tests. */
  fsync?: boolean;
  /** Where DATABASE_URL and REDIS_URL are looked up; this process's environment unless told. */
  env?: Record<string, string | undefined>;
}

export interface Services {
  /** The database `pixcrawler`, created when missing; or DATABASE_URL as it is. */
  databaseUrl: string;
  /** The database `postgres` of the same server (TEST_DATABASE_URL where DATABASE_URL is set), to create databases from. */
  adminUrl: string;
  redisUrl: string;
  /** Ends what this call started, and nothing else. Safe to call twice. */
  stop(): Promise<void>;
  /** Settles with a server's name as soon as one that this call started has ended, asked to or not. */
  ended: Promise<string>;
}

/** Makes PostgreSQL and Redis answer: those of DATABASE_URL and REDIS_URL where set, else servers of our own. */
export async function startServices(options: StartOptions = {}): Promise<Services> {
  const askedDir = resolve(options.dataDir ?? join(PROJECT_DIR, '.data'));
  await mkdir(askedDir, { recursive: true });
  // The servers report, and are found by, the path without symbolic links.
  const dataDir = await realpath(askedDir);
  const log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  const env = options.env ?? process.env;
  const settings: ServiceOptions = {
    dataDir,
    log,
    fsync: options.fsync ?? true,
    cacheDir: join(PROJECT_DIR, '.data', 'cache'),
  };
  const [postgres, redis] = await bothOrNone(
    env.DATABASE_URL ? externalPostgres(env.DATABASE_URL) : startPostgres(settings, DATABASE),
    env.REDIS_URL ? externalRedis(env.REDIS_URL) : startRedis(settings),
  );
  return {
    databaseUrl: postgres.url,
    adminUrl: (env.DATABASE_URL && env.TEST_DATABASE_URL) || withDatabase(postgres.url, 'postgres'),
    redisUrl: redis.url,
    stop: async () => {
      await Promise.all([postgres.stop(), redis.stop()]);
    },
    ended: Promise.race([postgres.ended, redis.ended]),
  };
}

async function bothOrNone(first: Promise<Service>, second: Promise<Service>): Promise<[Service, Service]> {
  const results = await Promise.allSettled([first, second]);
  const [a, b] = results;
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  const errors: unknown[] = [];
  for (const result of results) {
    if (result.status === 'fulfilled') await result.value.stop();
    else errors.push(result.reason);
  }
  if (errors.length === 1) throw errors[0];
  throw new AggregateError(
    errors,
    errors.map((error) => (error instanceof Error ? error.message : String(error))).join('\n'),
  );
}

async function externalPostgres(url: string): Promise<Service> {
  await checkDatabase(url);
  return external(url);
}

async function externalRedis(url: string): Promise<Service> {
  await checkRedis(url);
  return external(url);
}

function external(url: string): Service {
  return { url, stop: async () => {}, ended: new Promise(() => {}) };
}
