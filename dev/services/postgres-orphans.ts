import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf, processesIn, waitUntilGone } from './process-identity.js';

/** Ends a server that outlived its launcher, and drops a lock file whose process id went to something else. */
export async function endOrphan(dir: string, log: (line: string) => void): Promise<void> {
  const lockFile = join(dir, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(lockFile, 'utf8').catch(() => ''), 10);
  const command = Number.isNaN(pid) ? null : await commandOf(pid);
  if (command === null) return;
  if (!command.includes('postgres') || !command.includes(dir)) return rm(lockFile, { force: true });
  log(`postgres: ending process ${pid}, left by an earlier run`);
  process.kill(pid, 'SIGINT');
  if (!(await waitUntilGone(pid, 20_000))) throw new Error(`postgres: process ${pid} still runs on ${dir}: end it`);
}

/**
 * Ends the backends of a postmaster that was killed: a busy one does not notice, and no server starts while it lives.
 * Only for who owns `dir` and has no server running there.
 */
export async function endBackends(dir: string): Promise<void> {
  const pids = await processesIn(dir);
  for (const pid of pids) {
    const command = await commandOf(pid);
    if (!command?.includes('postgres')) continue;
    // Immediate exit without touching shared state, which only the recovery may trust itself to mend.
    process.kill(pid, 'SIGQUIT');
  }
  await Promise.all(pids.map((pid) => waitUntilGone(pid, 5_000)));
}
