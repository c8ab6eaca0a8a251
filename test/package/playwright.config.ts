/**
 * `npm run test:package`: the Debian package, installed on this machine and removed again. Only as root, and only if it is
 * not installed.
 */
import { defineConfig } from 'playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.package.ts',
  outputDir: '../../test-results',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
});
