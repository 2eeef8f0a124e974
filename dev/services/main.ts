import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { startServices } from './start-services.js';

/**
 * `npm run services [-- <data directory>]`: runs PostgreSQL and Redis until a signal, prints where they are, and keeps that
 * in `services.env` of the data directory meanwhile.
 */
const dataDir = resolve(process.argv[2] ?? join(import.meta.dirname, '..', '..', '.data'));
const envFile = join(dataDir, 'services.env');

const stopRequest = new Promise<null>((resolveRequest) => {
  // Ctrl+C reaches npm and this process, and npm may send it on: later ones change nothing, every stop has a time limit.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolveRequest(null));
});

try {
  const services = await startServices({ dataDir });
  const text = [
    `DATABASE_URL=${services.databaseUrl}`,
    `REDIS_URL=${services.redisUrl}`,
    `TEST_DATABASE_URL=${services.adminUrl}`,
    '',
  ].join('\n');
  // The same text may be there from another launcher whose servers are used here too; then it stays that one's.
  const written = (await readFile(envFile, 'utf8').catch(() => '')) !== text;
  if (written) await writeFile(envFile, text, { mode: 0o600 });
  process.stdout.write(text);

  // An idle event loop would end the process when both servers are somebody else's.
  const alive = setInterval(() => {}, 60_000);
  const ended = await Promise.race([stopRequest, services.ended]);
  clearInterval(alive);
  if (ended !== null) process.stderr.write(`${ended} ended by itself: see ${relative('.', dataDir)}/${ended}.log\n`);
  if (written && (await readFile(envFile, 'utf8').catch(() => '')) === text) await rm(envFile);
  await services.stop();
  process.exit(ended === null ? 0 : 1);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
