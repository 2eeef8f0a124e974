import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const INSPECTOR_CHILD = new URL('./inspector-child.js', import.meta.url);

/** The compiled child, or its TypeScript source where nothing is compiled (tests, dev scripts). */
export function forkInspector(maxRss: number, program: URL): ChildProcess {
  const compiled = fileURLToPath(program);
  const isCompiled = existsSync(compiled);
  return fork(isCompiled ? compiled : compiled.replace(/\.js$/, '.ts'), [String(maxRss)], {
    cwd: dirname(compiled), // from where the loader's package is resolved
    execArgv: isCompiled ? [] : ['--import', '@oxc-node/core/register'],
    // No secrets within reach of a decoder; two threads for its two pictures; few arenas, or memory fragments.
    env: { UV_THREADPOOL_SIZE: '2', MALLOC_ARENA_MAX: '2' },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}
