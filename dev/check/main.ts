import { parseArgs } from 'node:util';
import { failedOnce, type Check } from './check.js';
import { CHECKS } from './checks.js';
import { signalTools } from './command.js';

/** `npm test [-- --only unit,e2e]`: every check in order until one fails; the last line counts what passed and failed. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => signalTools(signal));

let passed = 0;
let failed = 0;
for (const check of chosen()) {
  const startedAt = performance.now();
  const result = await check.run().catch((error: unknown) => failedOnce(String(error)));
  passed += result.passed;
  failed += result.failed;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${result.failed === 0 ? '✓' : '✗'} ${check.name.padEnd(10)} ${seconds.padStart(6)} s`);
  if (result.failed > 0) {
    if (result.output) console.log(result.output.trimEnd());
    process.exitCode = 1;
    break;
  }
}
console.log(`${passed} passed, ${failed} failed`);

function chosen(): readonly Check[] {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true, default: [] } } });
  const names = values.only.flatMap((value) => value.split(','));
  const unknown = names.find((name) => !CHECKS.some((check) => check.name === name));
  if (unknown !== undefined) {
    console.error(`there is no check ${unknown}; there are ${CHECKS.map(({ name }) => name).join(', ')}`);
    process.exit(2);
  }
  return names.length === 0 ? CHECKS : CHECKS.filter(({ name }) => names.includes(name));
}
