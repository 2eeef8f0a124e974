import { mkdir } from 'node:fs/promises';
import { Child } from '../services/child.js';
import { ownOrJoin } from '../services/ownership.js';
import { startServices } from '../services/start-services.js';
import { buildIfStale } from './build.js';
import type { Log } from './launch.js';
import type { Launched } from './launched.js';
import { inProject } from './project.js';
import { mustRun } from './run-program.js';
import { servicesFile } from './services-file.js';

const READY_TIMEOUT_MS = 60_000;
/** The API finishes its requests and gives back its chunks first. */
const STOP_TIMEOUT_MS = 20_000;

export interface PlatformOptions {
  port: number;
  log: Log;
  /** Settings for the API beyond this process's environment. */
  settings?: Record<string, string>;
}

export interface Platform {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** Whether PostgreSQL is one of our own rather than that of DATABASE_URL. */
  isEmbedded: boolean;
  /** Settings for further programs on the same services. */
  env: NodeJS.ProcessEnv;
}

/** Build, services, migrations, and the API with its workers inside; each ready when the next one begins. */
export async function startPlatform(launched: Launched, options: PlatformOptions): Promise<Platform> {
  const { port, log, settings = {} } = options;
  if (await timed(log, 'build', buildIfStale)) log('  (dist was missing or older than the sources)');

  const isEmbedded = !process.env.DATABASE_URL;
  await mkdir(inProject('.data', 'logs'), { recursive: true });
  if (isEmbedded) await launched.start(() => takeDatabase(log));
  const services = await timed(log, 'services', () =>
    launched.start(() => startServices({ log: (line) => log(`  ${line}`) })),
  );
  if (isEmbedded) await launched.start(() => servicesFile(services));
  const env: NodeJS.ProcessEnv = {
    WORKERS: 'inline',
    ...process.env,
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    ...settings,
    PORT: String(port),
  };
  await timed(log, 'migrations', () => mustRun('the migrations failed', 'dist/src/migrate.js', [], env));
  const url = `http://127.0.0.1:${port}`;
  await timed(log, 'API', () => startApi(launched, env, url));
  return { url, isEmbedded, env };
}

/** Two APIs on one database would share their work, although only one of them may know the image lab. */
async function takeDatabase(log: Log): Promise<{ stop(): Promise<void> }> {
  const ownership = await ownOrJoin(
    inProject('.data', 'api.owner'),
    async (own) => own,
    (pid) => Promise.reject(new Error(`process ${pid} already runs the API on .data: end it first`)),
    log,
  );
  return { stop: () => ownership.release() };
}

async function startApi(launched: Launched, env: NodeJS.ProcessEnv, url: string): Promise<void> {
  const api = await launched.start(() => {
    const child = new Child({
      name: 'api',
      command: process.execPath,
      args: [inProject('dist', 'src', 'main.js')],
      cwd: inProject(),
      env,
      logFile: inProject('.data', 'logs', 'api.log'),
      stopTimeoutMs: STOP_TIMEOUT_MS,
    });
    return { child, stop: () => child.stop(), ended: child.exited.then(() => 'api') };
  });
  await api.child.waitUntil(async () => {
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    await answer?.body?.cancel();
    return answer?.ok ?? false;
  }, READY_TIMEOUT_MS);
}

async function timed<T>(log: Log, name: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  log(`✓ ${name.padEnd(10)} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return result;
}
