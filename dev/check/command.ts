import { spawn, type ChildProcess } from 'node:child_process';
import { delimiter } from 'node:path';
import { inProject } from '../start/project.js';

const BIN = inProject('node_modules', '.bin');
const running = new Set<ChildProcess>();

export interface CommandResult {
  /** 128 + the signal's number is told as 1: it failed. */
  code: number;
  /** Both streams; empty when they went to the terminal. */
  output: string;
}

/** Runs an installed tool on the pinned Node, without input. `isShown`: its output goes to the terminal as it comes. */
export function runTool(
  tool: string,
  args: readonly string[],
  isShown = false,
  directory = inProject(),
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(`${BIN}/${tool}`, args, {
      cwd: directory,
      // the tools' first line asks the path for node
      env: { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}` },
      stdio: ['ignore', isShown ? 'inherit' : 'pipe', isShown ? 'inherit' : 'pipe'],
    });
    running.add(child);
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') });
    });
  });
}

/** Passes a signal on to what runs now. */
export function signalTools(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal);
}
