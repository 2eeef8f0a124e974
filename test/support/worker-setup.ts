import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { inject } from 'vitest';
import { cloneTemplate, databaseUrl } from './test-databases.js';

// runs before every file, which gets a database, a queue and a storage of its own: neither order nor neighbours matter
const run = inject('run');
const database = `${run}_${randomBytes(4).toString('hex')}`;
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
