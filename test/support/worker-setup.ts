import { resolve } from 'node:path';
import { inject } from 'vitest';
import { cloneTemplate, databaseUrl } from './test-databases.js';

// runs before every file of a worker; the worker keeps its database from the first
const run = inject('run');
const database = `${run}_${process.env.VITEST_POOL_ID}`;

if (process.env.QUEUE_PREFIX !== database) {
  await cloneTemplate(inject('adminUrl'), run, database);
  process.env.NODE_ENV = 'test';
  process.env.DATABASE_URL = databaseUrl(inject('adminUrl'), database);
  process.env.REDIS_URL = inject('redisUrl');
  process.env.QUEUE_PREFIX = database;
  process.env.STORAGE_DIR = resolve('.data/test/storage', database);
  process.env.LEASE_MS = '2000';
  // tests send more than any user may; rate-limit.e2e-spec.ts sets limits of its own
  process.env.RATE_LIMIT_PER_MINUTE = '0';
  process.env.AUTH_FAILURES_PER_MINUTE = '0';
}
