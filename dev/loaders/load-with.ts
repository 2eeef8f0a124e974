import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Answer } from './compare.js';

const script = join(import.meta.dirname, 'python', 'load.py');

/** What the clients of a format find in an unpacked export. */
export async function loadWith(python: string, format: string, folder: string, torch: boolean): Promise<Answer[]> {
  const child = spawn(python, ['-I', script, format, folder, ...(torch ? ['--torch'] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunks] = await Promise.all([child.stdout.setEncoding('utf8').toArray(), once(child, 'exit')]);
  return chunks
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Answer => JSON.parse(line));
}
