import { readFile, writeFile } from 'node:fs/promises';
import { buildIfStale } from '../start/build.js';
import { inProject } from '../start/project.js';
import { mustRun } from '../start/run-program.js';
import { failedOnce, passedOnce, type CheckResult } from './check.js';

const FILE = inProject('docs', 'openapi.json');

/** docs/openapi.json is what the built application says about itself. */
export async function checkOpenApi(): Promise<CheckResult> {
  const [present, generated] = await Promise.all([readFile(FILE, 'utf8').catch(() => ''), generate()]);
  if (present === generated) return passedOnce();
  return failedOnce(
    `docs/openapi.json differs from the code, first in line ${firstDifference(present, generated)}: npm run openapi`,
  );
}

export async function writeOpenApi(): Promise<void> {
  await writeFile(FILE, await generate());
}

/** Needs no services. */
async function generate(): Promise<string> {
  await buildIfStale();
  return mustRun('no OpenAPI document could be made', 'dist/src/main.js', ['--openapi'], process.env);
}

/** Number of the first line that differs, from 1. */
function firstDifference(left: string, right: string): number {
  const others = right.split('\n');
  const at = left.split('\n').findIndex((line, index) => line !== others[index]);
  return (at < 0 ? left.split('\n').length : at) + 1;
}
