import { defineConfig } from 'vitest/config';

/** What every project shares; the suffix of a file says what it needs. */
const shared = {
  // Modules load as they do in production: one copy of graphql, worker threads that find their files.
  experimental: { viteModuleRunner: false },
  // Long enough for a machine that does ten things at once: conditions are waited for, not times.
  expect: { requireAssertions: true, poll: { timeout: 10_000, interval: 20 } },
  // A busy machine now and then starves a test; one that fails twice is broken. Retries show in the log.
  retry: process.env['CI'] === undefined ? 0 : 1,
  testTimeout: 20_000,
  hookTimeout: 30_000,
};

export default defineConfig({
  test: {
    // By default one core is left free: half of them, on a machine that has two.
    maxWorkers: '100%',
    reporters: process.env['CI'] === undefined ? ['default'] : ['default', './test/support/ci-reporter.ts'],
    projects: [
      {
        test: {
          ...shared,
          name: 'fast',
          include: ['test/**/*.test.ts', 'client/test/**/*.test.ts'],
          exclude: ['**/*.slow.test.ts', '**/*.browser.test.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'slow',
          include: ['test/**/*.slow.test.ts', 'client/test/**/*.slow.test.ts'],
          testTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          include: ['test/**/*.browser.test.ts', 'client/test/**/*.browser.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
