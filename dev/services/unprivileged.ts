import { spawnSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';

/** How to start a program that refuses to run as root: a wrapping command, or the ids to change to. */
export interface Account {
  prefix: readonly string[];
  uid?: number;
  gid?: number;
}

/** What to spawn so that `command` runs under `account`. */
export function under(account: Account, command: string, args: readonly string[]) {
  const [wrapper, ...rest] = [...account.prefix, command, ...args];
  return { command: wrapper ?? command, args: rest, uid: account.uid, gid: account.gid };
}

// A user namespace makes root look like nobody to the program while its files stay root's: no user, no chown needed.
const NAMESPACE = ['unshare', '--user', '--map-user=65534', '--map-group=65534'];
const FALLBACK_USERS = ['postgres', 'nobody', 'daemon'];

/** Chooses the account that can own `dir`, which need not exist yet. Throws when `dir` is another user's. */
export async function accountFor(dir: string): Promise<Account> {
  const uid = process.getuid?.();
  if (uid === undefined) return { prefix: [] };
  const owner = await stat(dir).catch(() => null);
  if (uid !== 0) {
    if (owner && owner.uid !== uid) {
      throw new Error(`${dir} belongs to user id ${owner.uid}: start as that user, or choose another directory`);
    }
    return hasName() || !namespacesWork() ? { prefix: [] } : { prefix: NAMESPACE };
  }
  if (owner && owner.uid !== 0) return { prefix: [], uid: owner.uid, gid: owner.gid };
  if (namespacesWork()) return { prefix: NAMESPACE };
  return fallbackUser();
}

/** initdb looks its user up by name; a container's arbitrary uid has none. */
function hasName(): boolean {
  try {
    return userInfo().username !== '';
  } catch {
    return false;
  }
}

function namespacesWork(): boolean {
  const [command = '', ...args] = NAMESPACE;
  return process.platform === 'linux' && spawnSync(command, [...args, 'true']).status === 0;
}

async function fallbackUser(): Promise<Account> {
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of FALLBACK_USERS) {
    const user = users.find((fields) => fields[0] === name);
    if (user) return { prefix: [], uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Error('PostgreSQL does not run as root and no unprivileged user was found: start as another user');
}
