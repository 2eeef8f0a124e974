import { cp, glob, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from '../check/command.js';
import { startServices } from '../services/start-services.js';
import { inProject } from '../start/project.js';

/**
 * Removes the owner from each query that names one, one at a time, and runs the tests that must notice:
 * `node --import @oxc-node/core/register dev/proof/owner-conditions.ts [part of a path]...`. Exit code 1: some were not
 * noticed; they are listed at the end. Works in a copy below .data; takes some 15 s for each condition.
 */
/** The quickest first. */
const SPECS = ['test/owner-statements', 'test/owner-conditions', 'test/authorisation'];
const COPIED = ['src', 'dev', 'test', 'migrations', 'docs', 'mikro-orm.config.ts', 'package.json', 'tsconfig.json'];
const copy = inProject('.data/mutants');

/** Invariants are checked for everybody, or for one account: that is no owner who asks. */
const EXCLUDED = ['src/**/*.spec.ts', 'src/modules/credits/credit-invariants.ts'];

/** A condition of the query builder, and one in text. Not `profiles.id`: who looks a user up is no owner. */
const CONDITION =
  /\.where\('(?:\w+\.)?user_id', '=', [\w.]+\)|\b(?:\w+\.)?user_id = (?:\$\{[\w.]+\}|any\(\$\{[^}]+\}::uuid\[\]\))/g;

interface Mutant {
  file: string;
  line: number;
  text: string;
  mutated: string;
}

await prepare();
const services = await startServices({ dataDir: join(copy, '.data'), fsync: false, env: {} });
process.env.TEST_DATABASE_URL = services.adminUrl;
process.env.REDIS_URL = services.redisUrl;
process.env.NO_COLOR = '1';
try {
  const notice = await noticed();
  if (notice !== undefined) throw new Error(`the tests fail without any change: ${notice}`);
  const survivors = await survivorsAmong(await all());
  console.log(survivors.length === 0 ? 'all noticed' : `not noticed:\n${survivors.join('\n')}`);
  process.exitCode = survivors.length === 0 ? 0 : 1;
} finally {
  await services.stop();
}

async function survivorsAmong(mutants: readonly Mutant[]): Promise<string[]> {
  const survivors: string[] = [];
  for (const [index, { file, line, text, mutated }] of mutants.entries()) {
    const original = await readFile(join(copy, file), 'utf8');
    await writeFile(join(copy, file), mutated);
    const notice = await noticed();
    await writeFile(join(copy, file), original);
    const name = `${file}:${line} ${text}`;
    console.log(`${index + 1}/${mutants.length} ${name}: ${notice ?? 'NOT NOTICED'}`);
    if (notice === undefined) survivors.push(name);
  }
  return survivors;
}

/** The first test that fails. */
async function noticed(): Promise<string | undefined> {
  for (const spec of SPECS) {
    const args = ['run', '--project', 'e2e', '--bail', '1', '--retry', '0', spec];
    const { code, output } = await runTool('vitest', args, false, copy);
    if (code !== 0) return / FAIL .*?(test\/.+)/.exec(output)?.[1] ?? output.slice(-2_000);
  }
  return undefined;
}

async function prepare(): Promise<void> {
  await rm(copy, { recursive: true, force: true });
  await mkdir(join(copy, '.data'), { recursive: true });
  for (const path of [...COPIED, 'vitest.config.ts']) await cp(inProject(path), join(copy, path), { recursive: true });
  await symlink(inProject('node_modules'), join(copy, 'node_modules'));
  // these tests start no built process
  await writeFile(join(copy, 'dev/start/build.ts'), 'export const buildIfStale = () => Promise.resolve(false);\n');
}

async function all(): Promise<Mutant[]> {
  const parts = process.argv.slice(2);
  const found: Mutant[] = [];
  for await (const file of glob('src/**/*.ts', { cwd: copy, exclude: EXCLUDED })) {
    if (parts.length > 0 && !parts.some((part) => file.includes(part))) continue;
    const source = await readFile(join(copy, file), 'utf8');
    for (const { 0: text, index } of source.matchAll(CONDITION)) {
      const mutated = source.slice(0, index) + (text.startsWith('.') ? '' : 'true') + source.slice(index + text.length);
      found.push({ file, line: source.slice(0, index).split('\n').length, text, mutated });
    }
  }
  return found.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
