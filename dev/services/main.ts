import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startServices } from './start-services.js';

/** Runs PostgreSQL and Redis until a signal; prints where they are and keeps it in `.data/services.env` meanwhile. */
const dataDir = resolve(import.meta.dirname, '..', '..', '.data');
const envFile = join(dataDir, 'services.env');

const stopRequest = new Promise<null>((resolveRequest) => {
  // Ctrl+C reaches npm and this process, and npm may send it on: later ones change nothing, every stop has a time limit.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolveRequest(null));
});

try {
  const services = await startServices({ dataDir });
  const lines = [
    `DATABASE_URL=${services.databaseUrl}`,
    `REDIS_URL=${services.redisUrl}`,
    `TEST_DATABASE_URL=${services.adminUrl}`,
  ];
  await writeFile(envFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  process.stdout.write(`${lines.join('\n')}\n`);
  // An idle event loop would end the process when both servers are somebody else's.
  const alive = setInterval(() => {}, 60_000);
  const ended = await Promise.race([stopRequest, services.ended]);
  clearInterval(alive);
  if (ended !== null) process.stderr.write(`${ended} ended by itself, see .data/${ended}.log\n`);
  await services.stop();
  await rm(envFile, { force: true });
  process.exit(ended === null ? 0 : 1);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
