import { createHash } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { inProject } from './project.js';
import { mustRun } from './run-program.js';

const INPUTS = [
  'src/**/*.ts',
  'migrations/*.ts',
  'mikro-orm.config.ts',
  'nest-cli.json',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
/** In dist, so that every other build, which empties dist, removes it. */
const STAMP = inProject('dist', '.inputs');

/** Compiles src to dist unless dist was made from the present files. Answers whether it had to. Throws with the compiler's words. */
export async function buildIfStale(): Promise<boolean> {
  const inputs = await digestOfInputs();
  if ((await readFile(STAMP, 'utf8').catch(() => '')) === inputs) return false;
  await mustRun('the build failed', 'node_modules/@nestjs/cli/bin/nest.js', ['build'], process.env);
  await writeFile(STAMP, inputs);
  return true;
}

/** Over names and contents: times say nothing after a checkout, a copy or a removal. */
async function digestOfInputs(): Promise<string> {
  const files: string[] = [];
  for await (const file of glob(INPUTS, { cwd: inProject() })) if (!file.endsWith('.spec.ts')) files.push(file);
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash
      .update(`${file}\0`)
      .update(await readFile(inProject(file)))
      .update('\0');
  }
  return hash.digest('hex');
}
