import { buildIfStale } from '../start/build.js';
import { failedOnce, passedOnce, toolCheck, type Check } from './check.js';
import { checkOpenApi } from './openapi-file.js';
import { vitestCheck } from './vitest-check.js';

const LINTED = ['src', 'dev', 'test', 'migrations', 'mikro-orm.config.ts'];

/**
 * What `npm test` runs: stage after stage, the checks of a stage side by side, the longest first. The e2e tests bring
 * PostgreSQL and Redis up themselves.
 */
export const STAGES: readonly (readonly Check[])[] = [
  [
    toolCheck('types', 'tsc', '--noEmit'),
    toolCheck('format', 'prettier', '--check', '.'),
    { name: 'build', run: build },
    toolCheck('deps', 'depcruise', 'src', 'dev', 'mikro-orm.config.ts', '--config', '.dependency-cruiser.cjs'),
    toolCheck('lint', 'oxlint', '--type-aware', '--deny-warnings', ...LINTED),
    toolCheck('unused', 'knip'),
  ],
  [
    { name: 'openapi', run: checkOpenApi },
    toolCheck('migrations', 'mikro-orm', 'migration:check'), // compares the entities with the snapshot, asks no database
  ],
  [vitestCheck('unit')],
  [vitestCheck('e2e')],
];

async function build() {
  try {
    await buildIfStale();
    return passedOnce();
  } catch (error) {
    return failedOnce(error instanceof Error ? error.message : String(error));
  }
}
