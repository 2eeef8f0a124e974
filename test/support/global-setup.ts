import { Redis } from 'ioredis';
import { glob, rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { buildIfStale } from '../../dev/start/build.js';
import { startServices, type Services } from '../../dev/services/start-services.js';
import { createTemplate, dropDatabases, newRunName } from './test-databases.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Name of the migrated template database and prefix of all that this run makes. */
    run: string;
    /** Connection that may create databases. */
    adminUrl: string;
    redisUrl: string;
  }
}

/** Once per run: PostgreSQL and Redis (TEST_DATABASE_URL and REDIS_URL, else servers of our own) one migrated template, and the build of what runs as processes. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildIfStale();
  const services = await startTestServices();
  const { adminUrl, redisUrl } = services;
  const run = newRunName();
  await createTemplate(adminUrl, run);
  project.provide('run', run);
  project.provide('adminUrl', adminUrl);
  project.provide('redisUrl', redisUrl);
  return async () => {
    await dropDatabases(adminUrl, run);
    await dropKeys(redisUrl, run);
    for await (const directory of glob(`.data/test/storage/${run}*`)) await rm(directory, { recursive: true });
    await services.stop();
  };
}

/** The developer's own DATABASE_URL is left alone: tests use TEST_DATABASE_URL or a server of their own. */
async function startTestServices(): Promise<Services> {
  const own = process.env.DATABASE_URL;
  if (process.env.TEST_DATABASE_URL) process.env.DATABASE_URL = process.env.TEST_DATABASE_URL;
  else delete process.env.DATABASE_URL;
  try {
    return await startServices({ dataDir: '.data/test', fsync: false });
  } finally {
    if (own === undefined) delete process.env.DATABASE_URL;
    else process.env.DATABASE_URL = own;
  }
}

async function dropKeys(redisUrl: string, prefix: string): Promise<void> {
  const redis = new Redis(redisUrl);
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1_000 }) as AsyncIterable<string[]>) {
    if (keys.length > 0) await redis.unlink(keys);
  }
  redis.disconnect();
}
