import { readFile, rm, writeFile } from 'node:fs/promises';
import type { Services } from '../services/start-services.js';
import { inProject } from './project.js';

/**
 * Keeps where the services are in `.data/services.env` until it is stopped, as `npm run services` does: `npm run bootstrap`
 * and `npm run migrate` read it. A file with the same text is another launcher's and stays.
 */
export async function servicesFile(services: Services): Promise<{ stop(): Promise<void> }> {
  const file = inProject('.data', 'services.env');
  const text = [
    `DATABASE_URL=${services.databaseUrl}`,
    `REDIS_URL=${services.redisUrl}`,
    `TEST_DATABASE_URL=${services.adminUrl}`,
    '',
  ].join('\n');
  const present = () => readFile(file, 'utf8').catch(() => '');
  if ((await present()) === text) return { stop: async () => {} };
  await writeFile(file, text, { mode: 0o600 });
  return {
    stop: async () => {
      if ((await present()) === text) await rm(file);
    },
  };
}
