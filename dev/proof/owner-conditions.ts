import { cp, glob, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inProject } from '../start/project.js';
import { runTool } from '../check/command.js';

/**
 * Removes the owner from each query that names one, one at a time, and runs the tests that must notice:
 * `node --import @oxc-node/core/register dev/proof/owner-conditions.ts [first number]`. Exit code 1: some were not
 * noticed. Works in a copy below .data; takes some 15 s for each of them.
 */
const SPECS = ['test/authorisation.e2e-spec.ts', 'test/owner-conditions.e2e-spec.ts'];
const COPIED = ['src', 'dev', 'test', 'migrations', 'docs', 'mikro-orm.config.ts', 'package.json', 'tsconfig.json'];
const copy = inProject('.data/mutants');

/** A condition of the query builder, and one in text. */
const CONDITION = /\.where\('(?:\w+\.)?user_id', '=', [\w.]+\)|(?:\b\w+\.)?user_id = \$\{(?<value>[\w.]+)\}/g;

interface Mutant {
  file: string;
  line: number;
  text: string;
  mutated: string;
}

await prepare();
const mutants = await all();
let survivors = 0;
for (const [number, { file, line, text, mutated }] of mutants.entries()) {
  if (number < Number(process.argv[2] ?? 0)) continue;
  const original = await readFile(join(copy, file), 'utf8');
  await writeFile(join(copy, file), mutated);
  const args = ['run', '--project', 'e2e', '--bail', '1', '--retry', '0', ...SPECS];
  const { code } = await runTool('vitest', args, false, copy);
  await writeFile(join(copy, file), original);
  if (code === 0) survivors++;
  console.log(`${number + 1}/${mutants.length} ${code === 0 ? 'NOT NOTICED' : 'noticed'} ${file}:${line} ${text}`);
}
console.log(`${mutants.length} conditions, ${survivors} not noticed`);
process.exitCode = survivors === 0 ? 0 : 1;

async function prepare(): Promise<void> {
  await rm(copy, { recursive: true, force: true });
  await mkdir(join(copy, '.data'), { recursive: true });
  for (const path of [...COPIED, 'vitest.config.ts']) await cp(inProject(path), join(copy, path), { recursive: true });
  await symlink(inProject('node_modules'), join(copy, 'node_modules'));
}

async function all(): Promise<Mutant[]> {
  const found: Mutant[] = [];
  for await (const file of glob('src/modules/**/*.ts', { cwd: copy })) {
    if (file.endsWith('.spec.ts')) continue;
    const source = await readFile(join(copy, file), 'utf8');
    for (const match of source.matchAll(CONDITION)) {
      const instead = match.groups?.['value'] === undefined ? '' : `\${${match.groups['value']}}::uuid is not null`;
      const mutated = source.slice(0, match.index) + instead + source.slice(match.index + match[0].length);
      found.push({ file, line: source.slice(0, match.index).split('\n').length, text: match[0], mutated });
    }
  }
  return found.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}
