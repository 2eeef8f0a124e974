import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = join(import.meta.dirname, 'python');
const NOT_REACHED =
  /Could not find a version|Max retries|ProxyError|ConnectionError|timed out|No matching distribution/i;
/** The first Python that the pinned versions are made for. */
const OLDEST = 11;

/** Names everything that it brings. */
const COMPLETE = 'requirements.txt';

/** The clients cannot be installed here, for no fault of ours. */
export class NoClients extends Error {}

/** The Python that has the clients, made once for each set of pins below `directory`. Throws NoClients. */
export async function pythonWith(files: readonly string[], directory: string): Promise<string> {
  const pins = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const sum = createHash('sha256').update(pins.join('\0')).digest('hex');
  const python = join(directory, 'bin', 'python');
  const stamp = join(directory, 'pins.sha256');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === sum) return python;
  await checkVersion();
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await run('python3', ['-m', 'venv', directory]).catch((error: Error) => {
    throw new NoClients(`python3 makes no virtual environment: ${error.message}`);
  });
  for (const file of files) await install(python, file);
  await writeFile(stamp, sum);
  return python;
}

async function checkVersion(): Promise<void> {
  const version = await run('python3', ['-c', 'import sys; print(sys.version_info[0], sys.version_info[1])']).catch(
    () => null,
  );
  if (!version) throw new NoClients('there is no python3');
  const [major = 0, minor = 0] = version.stdout.split(' ').map(Number);
  if (major !== 3 || minor < OLDEST)
    throw new NoClients(`python3 is ${major}.${minor}, the clients want 3.${OLDEST} or newer`);
}

async function install(python: string, file: string): Promise<void> {
  const options = ['--quiet', '--disable-pip-version-check', '--no-input', '--retries', '1', '--timeout', '20'];
  try {
    const all = file === COMPLETE ? ['--no-deps'] : [];
    await run(python, ['-m', 'pip', 'install', ...options, ...all, '-r', join(folder, file)], { maxBuffer: 2 ** 26 });
  } catch (error) {
    if (error instanceof Error && NOT_REACHED.test(error.message)) throw new NoClients('PyPI cannot be reached');
    throw error;
  }
}
