import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const PROJECT = resolve(import.meta.dirname, '..', '..');
/** Halves the start of a process. */
const COMPILED = resolve(PROJECT, '.data', 'cache', 'compiled');

/** An entry point of `src/`, as built by global-setup.ts, as an operating system process of its own. */
export class Process {
  private static readonly running = new Set<Process>();

  /** Both streams, as far as it has come. */
  output = '';
  /** Exit code, or the signal that ended it. */
  readonly exit: Promise<number | NodeJS.Signals | null>;

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (text) => (this.output += String(text)));
    child.stderr?.on('data', (text) => (this.output += String(text)));
    Process.running.add(this);
    this.exit = once(child, 'close').then(() => {
      Process.running.delete(this);
      return child.exitCode ?? child.signalCode;
    });
  }

  /** For afterAll: what a failed test has left running. */
  static async killAll(): Promise<void> {
    const left = [...Process.running];
    for (const process of left) process.signal('SIGKILL');
    await Promise.all(left.map(({ exit }) => exit));
  }

  static start(entry: string, env: Record<string, string> = {}, args: string[] = []): Process {
    const child = spawn(process.execPath, [resolve(PROJECT, 'dist', 'src', `${entry}.js`), ...args], {
      cwd: PROJECT,
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, WORKERS: 'off', NO_COLOR: '1', ...env },
    });
    return new Process(child);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }
}
