import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Apt, privateApt } from './private-apt.js';

const run = promisify(execFile);
const FLAVOURS = ['redis', 'valkey'] as const;

export interface RedisBinary {
  command: string;
  /** Where its libraries lie when they are not the system's. */
  libraryPath?: string;
}

/** The server unpacked in `dir`, or null when there is none that runs. */
export async function unpackedRedis(dir: string): Promise<RedisBinary | null> {
  const libraryPath = await libraryPathOf(dir);
  for (const flavour of FLAVOURS) {
    const command = join(dir, 'usr', 'bin', `${flavour}-server`);
    const runs = await run(command, ['--version'], { env: { ...process.env, LD_LIBRARY_PATH: libraryPath } }).then(
      () => true,
      () => false,
    );
    if (runs) return { command, libraryPath };
  }
  return null;
}

/**
 * Unpacks the distribution's signed server package into `dir`. Package lists and downloads live beside it, so neither root
 * nor any change to the system is needed. Throws with apt's words when that fails.
 */
export async function unpackRedis(dir: string): Promise<RedisBinary> {
  await mkdir(dirname(dir), { recursive: true });
  const work = await mkdtemp(`${dir}.unpack-`);
  try {
    const apt = await privateApt(join(work, 'apt'));
    // A third-party list that cannot be read leaves a warning; the download decides.
    const update = await apt(['update']).catch(messageOf);
    const root = join(work, 'root');
    const failures = [update];
    for (const flavour of FLAVOURS) {
      try {
        await apt(['download', `${flavour}-server`, `${flavour}-tools`]);
        await unpackDownloads(join(work, 'apt'), root);
        await addMissingLibraries(join(root, 'usr', 'bin', `${flavour}-server`), root, apt, join(work, 'apt'));
        break;
      } catch (error) {
        failures.push(messageOf(error));
      }
    }
    if (!(await unpackedRedis(root))) throw new Error(failures.filter(Boolean).join('\n'));
    const another = await unpackedRedis(dir); // of a launcher that was faster
    if (another) return another;
    await rm(dir, { recursive: true, force: true });
    await rename(root, dir);
    const unpacked = await unpackedRedis(dir);
    if (!unpacked) throw new Error(`the server unpacked in ${dir} does not run`);
    return unpacked;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function unpackDownloads(downloads: string, root: string): Promise<void> {
  for (const name of await readdir(downloads)) {
    if (!name.endsWith('.deb')) continue;
    await run('dpkg', ['-x', join(downloads, name), root]);
    await rm(join(downloads, name));
  }
}

/** Fetches the libraries that `ldd` misses; the C library itself always stays the system's. */
async function addMissingLibraries(command: string, root: string, apt: Apt, downloads: string): Promise<void> {
  for (let round = 0; round < 4; round++) {
    const env = { ...process.env, LD_LIBRARY_PATH: await libraryPathOf(root) };
    const { stdout } = await run('ldd', [command], { env });
    const missing = [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '');
    if (missing.length === 0) return;
    for (const library of missing) await downloadFirst(packagesOf(library), apt);
    await unpackDownloads(downloads, root);
  }
}

async function downloadFirst(packages: string[], apt: Apt): Promise<void> {
  const failures: string[] = [];
  for (const name of packages) {
    const failure = await apt(['download', name]).then(() => null, messageOf);
    if (failure === null) return;
    failures.push(failure);
  }
  throw new Error(failures.join('\n'));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Debian's rule for library packages: `libfoo.so.2` is in libfoo2, `libfoo1.so.2` in libfoo1-2; t64 marks 64-bit time. */
export function packagesOf(library: string): string[] {
  const [stem = '', version = ''] = library.toLowerCase().split('.so.');
  const base = (stem === 'libcrypto' ? 'libssl' : stem).replaceAll('_', '-');
  const name = `${base}${/\d$/.test(base) ? '-' : ''}${version}`;
  return [name, `${name}t64`, `${base}-${version}`];
}

/** Every directory under `root` that holds shared libraries, as LD_LIBRARY_PATH wants them. */
async function libraryPathOf(root: string): Promise<string> {
  const found = new Set<string>();
  for (const base of ['usr/lib', 'lib']) {
    const entries = await readdir(join(root, base), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.name.includes('.so.')) found.add(entry.parentPath);
  }
  return [...found].join(delimiter);
}
