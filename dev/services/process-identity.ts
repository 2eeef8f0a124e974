import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `pid@start time` of a running process, or null: unlike a bare pid it stays unique after the pid is used again. */
export async function identityOf(pid: number): Promise<string | null> {
  const started = process.platform === 'linux' ? await startFromProc(pid) : await fromPs(pid, 'lstart=');
  return started === null ? null : `${pid}@${started}`;
}

/** The command line of a running process, or null. */
export async function commandOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return fromPs(pid, 'command=');
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  return text?.replaceAll('\0', ' ') ?? null;
}

/** Waits until a process that need not be our child is gone; false when it still runs after `timeoutMs`. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while ((await identityOf(pid)) !== null) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

/** The processes whose working directory is `dir`, as far as this user may see them. */
export async function processesIn(dir: string): Promise<number[]> {
  if (process.platform === 'linux') {
    const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
    const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => null)));
    return pids.filter((_, index) => places[index] === dir);
  }
  const answer = await run('lsof', ['-a', '-d', 'cwd', '-t', dir]).catch(() => null);
  return (answer?.stdout ?? '').split('\n').map(Number).filter(Boolean);
}

async function startFromProc(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  // The command's name stands in parentheses and may hold spaces; state is the first field after it, start the 20th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? null : (fields[19] ?? null);
}

async function fromPs(pid: number, column: string): Promise<string | null> {
  const answer = await run('ps', ['-o', column, '-p', String(pid)]).catch(() => null);
  return answer?.stdout.trim() || null;
}
