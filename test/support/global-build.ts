/** Vitest's global set-up: tests that start the real programs find them built from the present sources. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

export default function setup(): void {
  execFileSync(process.execPath, [resolve(import.meta.dirname, '../../scripts/build.mjs')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LATCHKEY_QUIET: '1' },
  });
}
