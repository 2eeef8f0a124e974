import { resolve } from 'node:path';
import { inject } from 'vitest';
import { cloneTemplate, databaseUrl } from './test-databases.js';

/**
 * Environment of an application with an empty database, queue and storage that no other file has used. For tests of
 * work that goes over all there is, and would be as slow as the files before it were busy. It goes with the run.
 */
export async function ownDatabase(topic: string): Promise<Record<string, string>> {
  const name = `${inject('run')}_${process.env.VITEST_POOL_ID}_${topic}`;
  await cloneTemplate(inject('adminUrl'), inject('run'), name);
  return {
    DATABASE_URL: databaseUrl(inject('adminUrl'), name),
    QUEUE_PREFIX: name,
    STORAGE_DIR: resolve('.data/test/storage', name),
  };
}
