/** The desktop's tests: the real Electron on a display, one at a time because they share its clipboard and pointer. */
import { defineConfig } from 'playwright/test';

export default defineConfig({
  testDir: 'test',
  // `npm run test:packaged`: what was packaged is tested apart, as it takes some minutes to make.
  testMatch: process.env['LATCHKEY_PACKAGED'] === '1' ? 'package/**/*.e2e.ts' : 'e2e/**/*.e2e.ts',
  globalSetup: './test/e2e/support/build.ts',
  outputDir: 'test-results',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'reports/playwright.json' }]],
});
