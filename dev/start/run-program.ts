import { spawn } from 'node:child_process';
import { inProject } from './project.js';

export interface Outcome {
  code: number;
  stdout: string;
  /** Both streams as they came. */
  output: string;
}

/** Runs a Node program of this checkout (path from its root) to its end, without input. Never throws for its exit code. */
export function runProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [inProject(program), ...args], {
      cwd: inProject(),
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const all: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      out.push(chunk);
      all.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => all.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const output = Buffer.concat(all).toString('utf8') + (signal === null ? '' : `\nended by ${signal}`);
      resolve({ code: code ?? 1, stdout: Buffer.concat(out).toString('utf8'), output });
    });
  });
}

/** Like runProgram, but answers stdout and throws `what` with the last lines of the output unless it succeeded. */
export async function mustRun(
  what: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { code, stdout, output } = await runProgram(program, args, env);
  if (code !== 0) throw new Error(`${what}:\n${output.trimEnd().split('\n').slice(-20).join('\n')}`);
  return stdout;
}
