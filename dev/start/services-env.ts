/**
 * For `node --import`: settings from `.env`, then from what `npm start` or `npm run services` says about its servers. The
 * environment wins over both. Runs without a loader, so that it needs no development dependency.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

for (const name of ['.env', '.data/services.env']) {
  const file = join(import.meta.dirname, '..', '..', name);
  if (existsSync(file)) process.loadEnvFile(file);
}
