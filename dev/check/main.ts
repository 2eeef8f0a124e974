import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { failedOnce, type Check } from './check.js';
import { STAGES } from './checks.js';
import { signalTools } from './command.js';

/** `npm test [-- --only unit,e2e]`: every check until one fails; the last line counts what passed and failed. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => signalTools(signal));

let passed = 0;
let failed = 0;
const only = chosen();
for (const stage of STAGES) {
  if (failed > 0) break;
  const waiting = stage.filter(({ name }) => only.length === 0 || only.includes(name));
  await Promise.all(Array.from({ length: availableParallelism() }, () => runWhileGood(waiting)));
}
process.exitCode = failed === 0 ? 0 : 1;
console.log(`${passed} passed, ${failed} failed`);

/** Takes one check after the other until there is none left, or one has failed. */
async function runWhileGood(waiting: Check[]): Promise<void> {
  for (let check = waiting.shift(); check && failed === 0; check = waiting.shift()) await run(check);
}

async function run(check: Check): Promise<void> {
  const startedAt = performance.now();
  const result = await check.run().catch((error: unknown) => failedOnce(String(error)));
  passed += result.passed;
  failed += result.failed;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${result.failed === 0 ? '✓' : '✗'} ${check.name.padEnd(10)} ${seconds.padStart(6)} s`);
  if (result.failed > 0 && result.output) console.log(result.output.trimEnd());
}

/** The names after `--only`; none: all. */
function chosen(): readonly string[] {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });
  const names = values.only.flatMap((value) => value.split(','));
  const known = STAGES.flat().map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    console.error(`there is no check ${unknown}; there are ${known.join(', ')}`);
    process.exit(2);
  }
  return names;
}
