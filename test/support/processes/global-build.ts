/** Vitest's global set-up: tests that start the real programs find them built from the present sources. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

export default function setup(): void {
  try {
    execFileSync(process.execPath, [resolve(import.meta.dirname, '../../../scripts/build.mjs')], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, LATCHKEY_QUIET: '1' },
    });
  } catch (error) {
    // While one program is being worked on, the tests of another can still be run.
    if (process.env['CI']) throw error;
    console.error('The programs could not all be built: tests that start them meet an older build.');
  }
}
