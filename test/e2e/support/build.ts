/** Builds what the tests start, so that they never test an old build. */
import { execFileSync } from 'node:child_process';

export default function build(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, LATCHKEY_QUIET: '1' },
  });
}
