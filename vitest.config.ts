/** Unit and integration tests. The desktop's (test/e2e) are Playwright's own and are not run here. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**', 'dist/**'],
    globalSetup: ['test/support/processes/global-build.ts'],
    globals: false,
    environment: 'node',
    pool: 'forks',
    // Many tests wait, for a provider's interval or a process's start, and leave the processors to others.
    maxWorkers: 3,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    teardownTimeout: 10_000,
  },
});
