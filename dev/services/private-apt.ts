import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const APT_TIMEOUT_MS = 120_000;

/** Runs apt-get; answers or throws what it said on stderr. */
export type Apt = (args: string[]) => Promise<string>;

/** An apt-get whose state, lists and downloads lie in `dir` (and `download` puts packages there): it needs no root. */
export async function privateApt(dir: string): Promise<Apt> {
  for (const name of ['lists/partial', 'cache/archives/partial']) await mkdir(join(dir, name), { recursive: true });
  const configFile = join(dir, 'apt.conf');
  await writeFile(configFile, await privateConfiguration(dir));
  const env = { ...process.env, APT_CONFIG: configFile, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  return async (args) => {
    const said = await run('apt-get', ['-q', ...args], { cwd: dir, env, timeout: APT_TIMEOUT_MS }).catch(
      (error: Error & { stderr?: string }) => {
        throw new Error(error.stderr || error.message, { cause: error });
      },
    );
    return said.stderr;
  };
}

/** The system's settings (sources, proxies, keys) without its hooks, which would run commands on the system's own files. */
async function privateConfiguration(dir: string): Promise<string> {
  const { stdout } = await run('apt-config', ['dump']);
  const inherited = stdout.split('\n').filter((line) => /^[^"]+ "[^"]*";$/.test(line) && !/Invoke|^DPkg::/i.test(line));
  const own = {
    // The settings above are already theirs.
    'Dir::Etc::main': '/dev/null',
    'Dir::Etc::parts': '/dev/null',
    'Dir::State': dir,
    'Dir::State::lists': join(dir, 'lists'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(dir, 'cache'),
    'Debug::NoLocking': '1',
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    'Acquire::http::Timeout': '20',
  };
  return [...inherited, ...Object.entries(own).map(([name, value]) => `${name} "${value}";`), ''].join('\n');
}
