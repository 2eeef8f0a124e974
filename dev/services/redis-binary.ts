import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type RedisBinary, unpackRedis, unpackedRedis } from './redis-package.js';

const run = promisify(execFile);

/** A Redis or Valkey server: from PATH, else unpacked earlier, else unpacked now. Throws with what to do instead. */
export async function findRedis(cacheDir: string, log: (line: string) => void): Promise<RedisBinary> {
  for (const command of ['redis-server', 'valkey-server']) {
    if (await runs(command, ['--version'])) return { command };
  }
  const dir = join(cacheDir, 'redis');
  const cached = await unpackedRedis(dir);
  if (cached) return cached;
  if (!(await runs('apt-get', ['--version']))) throw new Error(advice());
  log('redis: fetching the distribution package into .data/cache (once, no root, nothing is installed)');
  try {
    return await unpackRedis(dir);
  } catch (error) {
    throw new Error(`${advice()}\n${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function advice(): string {
  const install =
    process.platform === 'darwin' ? 'brew install redis (or valkey)' : 'install redis-server or valkey-server';
  return `redis: no server found. Either ${install}, or set REDIS_URL to a server of your own.`;
}

function runs(command: string, args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}
