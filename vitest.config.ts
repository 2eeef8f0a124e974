import { defineConfig } from 'vitest/config';

/** `unit`: pure code beside its source. `e2e`: the real application on real PostgreSQL and Redis. */
export default defineConfig({
  test: {
    globals: true,
    setupFiles: ['reflect-metadata'], // what decorators write types to: no file depends on another that brings it
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.spec.ts', 'dev/**/*.spec.ts'],
          maxWorkers: 2,
          isolate: false, // a module graph per file took three times as long; these tests leave nothing behind
          testTimeout: 30_000, // a busy machine is no failure
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/**/*.e2e-spec.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          setupFiles: ['test/support/worker-setup.ts'],
          maxWorkers: 3, // they wait more than they work
          isolate: false, // one module graph per worker; every file has its own database, every test its own user
          testTimeout: 60_000, // what a test waits for comes or does not; a busy machine is no failure
          retry: process.env.CI ? 1 : 0, // real services on a busy machine; a second failure is one
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
