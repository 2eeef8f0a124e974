import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { boundToParent } from './death-signal.js';

export interface ChildOptions {
  /** Short name for messages and for the prefix of forwarded lines. */
  name: string;
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** Gets every line of the child's output as `name | line`. */
  log?: (line: string) => void;
  /** The child itself appends its output to this file, so none is lost when this process dies. Excludes `log`. */
  logFile?: string;
  /** What asks the child to end in order; SIGTERM unless told. */
  stopSignal?: NodeJS.Signals;
  /** After this many milliseconds `stop()` sends SIGKILL to the child's process group; 10,000 unless told. */
  stopTimeoutMs?: number;
}

/** How a child ended. `error` is set when it could not be started at all. */
export interface ChildExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  error?: Error;
}

const TAIL_LINES = 20;
const LOG_FILE_BYTES = 10 * 1024 * 1024;
const running = new Set<Child>();

/**
 * One child process in a process group of its own, so that Ctrl+C reaches only the launcher, which then stops its
 * children in the right order. Should the launcher die, the kernel (Linux) or the exit hook passes `stopSignal` on.
 */
export class Child {
  readonly name: string;
  /** Settles, never rejects, once the process has ended and its output is read. */
  readonly exited: Promise<ChildExit>;
  private readonly process: ChildProcess;
  private readonly tail: string[] = [];
  private readonly stopSignal: NodeJS.Signals;
  private readonly logStart: number;
  private ended: ChildExit | null = null;

  constructor(private readonly options: ChildOptions) {
    this.name = options.name;
    this.stopSignal = options.stopSignal ?? 'SIGTERM';
    const { command, args } = boundToParent(options.command, options.args, this.stopSignal);
    const output = options.logFile === undefined ? 'pipe' : openLog(options.logFile);
    this.logStart = typeof output === 'number' ? fstatSync(output).size : 0;
    try {
      this.process = spawn(command, args, {
        stdio: ['ignore', output, output],
        env: options.env ?? process.env,
        cwd: options.cwd,
        uid: options.uid,
        gid: options.gid,
        detached: true,
      });
    } finally {
      if (typeof output === 'number') closeSync(output);
    }
    this.exited = new Promise((resolve) => {
      const end = (exit: ChildExit) => {
        this.ended ??= exit;
        running.delete(this);
        resolve(this.ended);
      };
      this.process.once('error', (error) => end({ code: null, signal: null, error }));
      this.process.once('close', (code, signal) => end({ code, signal }));
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.onLine(line));
    }
    running.add(this);
  }

  /** The process id; throws when the process could not be started. */
  get pid(): number {
    if (this.process.pid === undefined) throw new Error(`${this.name} could not be started`);
    return this.process.pid;
  }

  isRunning(): boolean {
    return this.ended === null;
  }

  /** Asks `probe` every 25 ms until it says true; throws with the last output when the child ends or time runs out first. */
  async waitUntil(probe: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (this.ended === null) {
      if (await probe()) return;
      if (Date.now() > deadline) throw new Error(await this.report(`was not ready after ${timeoutMs} ms`));
      await Promise.race([sleep(25), this.exited]);
    }
    throw new Error(await this.report(describeExit(this.ended)));
  }

  /** Ends the child: `stopSignal`, and SIGKILL to its whole group when it takes too long. Safe to call twice. */
  async stop(): Promise<ChildExit> {
    if (this.ended !== null) return this.ended;
    this.process.kill(this.stopSignal);
    const timer = setTimeout(() => killGroup(this.process), this.options.stopTimeoutMs ?? 10_000);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends a signal without waiting for its effect. */
  kill(signal: NodeJS.Signals = this.stopSignal): void {
    if (this.ended === null) this.process.kill(signal);
  }

  private onLine(line: string): void {
    this.tail.push(line);
    if (this.tail.length > TAIL_LINES) this.tail.shift();
    this.options.log?.(`${this.name} | ${line}`);
  }

  /** `what` with the last lines of the output, for an error message. */
  async report(what: string): Promise<string> {
    const { logFile } = this.options;
    const lines = logFile === undefined ? this.tail : await linesFrom(logFile, this.logStart);
    return [`${this.name} ${what}`, ...lines.slice(-TAIL_LINES).map((line) => `  ${line}`)].join('\n');
  }
}

// The kernel cannot pass a signal on everywhere; an ordinary exit, a crash included, still can.
process.on('exit', () => {
  for (const child of running) child.kill();
});

/** Opens for appending; a log that grew too long starts afresh. */
function openLog(file: string): number {
  const descriptor = openSync(file, 'a', 0o600);
  if (fstatSync(descriptor).size > LOG_FILE_BYTES) ftruncateSync(descriptor);
  return descriptor;
}

async function linesFrom(file: string, offset: number): Promise<string[]> {
  return (await readFile(file)).subarray(offset).toString('utf8').trimEnd().split('\n');
}

function describeExit(exit: ChildExit): string {
  if (exit.error) return `could not be started: ${exit.error.message}`;
  return exit.signal === null ? `ended with code ${exit.code}` : `was ended by ${exit.signal}`;
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
