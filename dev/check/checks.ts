import { buildIfStale } from '../start/build.js';
import { failedOnce, passedOnce, toolCheck, type Check } from './check.js';
import { checkOpenApi } from './openapi-file.js';
import { vitestCheck } from './vitest-check.js';

const LINTED = ['src', 'dev', 'test', 'migrations', 'mikro-orm.config.ts'];

/** What `npm test` runs, the quickest to fail first. The e2e tests bring PostgreSQL and Redis up themselves. */
export const CHECKS: readonly Check[] = [
  toolCheck('format', 'prettier', '--check', '.'),
  toolCheck('lint', 'oxlint', '--type-aware', '--deny-warnings', ...LINTED),
  toolCheck('types', 'tsc', '--noEmit'),
  toolCheck('deps', 'depcruise', 'src', 'dev', 'mikro-orm.config.ts', '--config', '.dependency-cruiser.cjs'),
  toolCheck('unused', 'knip'),
  { name: 'build', run: build },
  { name: 'openapi', run: checkOpenApi },
  toolCheck('migrations', 'mikro-orm', 'migration:check'), // compares the entities with the snapshot, asks no database
  vitestCheck('unit'),
  vitestCheck('e2e'),
];

async function build() {
  try {
    await buildIfStale();
    return passedOnce();
  } catch (error) {
    return failedOnce(error instanceof Error ? error.message : String(error));
  }
}
