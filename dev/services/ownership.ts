import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf } from './process-identity.js';

/** The right of one launcher to run a service on a directory, kept in a file that names the launcher's process. */
export interface Ownership {
  release(): Promise<void>;
}

const JOIN_TIMEOUT_MS = 60_000;

/**
 * Runs a service with `own` when nobody else does; while another launcher has `file`, asks `join` for that one's service
 * until it answers. Takes over when the other launcher goes away. Throws after a minute of neither.
 */
export async function ownOrJoin<T>(
  file: string,
  own: (ownership: Ownership) => Promise<T>,
  join: (ownerPid: number) => Promise<T | null>,
  log: (line: string) => void,
): Promise<T> {
  const deadline = Date.now() + JOIN_TIMEOUT_MS;
  for (let tries = 1; ; tries++) {
    const taken = await takeOwnership(file);
    if ('release' in taken) {
      try {
        return await own(taken);
      } catch (error) {
        await taken.release();
        throw error;
      }
    }
    const joined = await join(taken.ownedBy);
    if (joined !== null) return joined;
    if (Date.now() > deadline) {
      throw new Error(`process ${taken.ownedBy} holds ${file}, but what it should run does not answer: end it first`);
    }
    if (tries === 10) log(`waiting for process ${taken.ownedBy}, which holds ${file}`);
    await sleep(100);
  }
}

/** Takes `file` for this process; answers the pid of the launcher that has it when that one still runs. */
async function takeOwnership(file: string): Promise<Ownership | { ownedBy: number }> {
  const identity = await identityOf(process.pid);
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${identity}`, { mode: 0o600 });
  try {
    for (;;) {
      // A hard link appears whole or not at all, and never over a file that is there.
      const taken = await link(draft, file).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return false;
          throw error;
        },
      );
      if (taken) return { release: () => rm(file, { force: true }) };
      const owner = await readFile(file, 'utf8').catch(() => '');
      const pid = Number(owner.split('@')[0]);
      if (owner !== '' && (await identityOf(pid)) === owner) return { ownedBy: pid };
      await removeStale(file, owner);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moves the file away before removing it, so that a claim made in between is seen and put back. */
async function removeStale(file: string, expected: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  const moved = await rename(file, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  if ((await readFile(aside, 'utf8')) !== expected) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}
