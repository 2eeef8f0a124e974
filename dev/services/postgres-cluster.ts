import { randomBytes } from 'node:crypto';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child } from './child.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { type Account, under } from './unprivileged.js';

/** The cluster's only role. */
export const SUPERUSER = 'postgres';
const MAJOR_VERSION = '18';
const PASSWORD_FILE = 'pixcrawler.password';
const INITDB_TIMEOUT_MS = 60_000;

/** Makes the cluster `dir` unless it is there. It appears whole, by a rename, with its password inside. */
export async function ensureCluster(
  dir: string,
  binaries: PostgresBinaries,
  account: Account,
): Promise<'made' | 'kept'> {
  const version = await readFile(join(dir, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version !== null) {
    if (version.trim() === MAJOR_VERSION) return 'kept';
    throw new Error(`${dir} was made by PostgreSQL ${version.trim()}, this is ${MAJOR_VERSION}: move it away`);
  }
  const draft = `${dir}.init`;
  const passwordFile = `${draft}.password`;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (account.uid !== undefined) {
      await chown(draft, account.uid, account.gid ?? account.uid);
      await chown(passwordFile, account.uid, account.gid ?? account.uid);
    }
    await initdb(draft, passwordFile, binaries, account);
    await rename(passwordFile, join(draft, PASSWORD_FILE));
    await rename(draft, dir);
    return 'made';
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/** Where the cluster's `database` is reached on `port`. */
export async function clusterUrl(dir: string, port: number, database: string): Promise<string> {
  const password = await readFile(join(dir, PASSWORD_FILE), 'utf8');
  return `postgresql://${SUPERUSER}:${password.trim()}@127.0.0.1:${port}/${database}`;
}

async function initdb(dir: string, passwordFile: string, binaries: PostgresBinaries, account: Account): Promise<void> {
  const args = [
    `--pgdata=${dir}`,
    `--username=${SUPERUSER}`,
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    // The builtin provider sorts alike on every platform; the operating system's locales do not.
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  const child = new Child({
    ...under(account, binaries.initdb, args),
    name: 'initdb',
    cwd: '/',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), INITDB_TIMEOUT_MS);
  const exit = await child.exited;
  clearTimeout(timer);
  if (exit.code === 0) return;
  const hint = account.uid === undefined ? '' : ` as user id ${account.uid}, who must be able to reach ${dir}`;
  throw new Error(await child.report(`failed${hint}`));
}
