/** Another process that writes a token file of ~/.aws/sso/cache as the AWS tools do: in place, and by temp and rename. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const WRITER = `
const { renameSync, writeFileSync } = require('node:fs');
const [path, rounds] = process.argv.slice(1);
process.stdout.write('ready\\n');
process.stdin.once('data', () => {
  for (let round = 0; round < Number(rounds); round += 1) {
    // Every second token has ended already, so that both sides keep taking over from each other.
    const expiresAt = new Date(Date.now() + (round % 2 ? 600_000 : -600_000)).toISOString().replace(/\\.\\d+Z/, 'Z');
    const text = JSON.stringify({ accessToken: 'theirs-' + round, expiresAt, refreshToken: 'their-refresh-token' });
    if (round % 3 === 0) { writeFileSync(path + '.t', text); renameSync(path + '.t', path); } else writeFileSync(path, text);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  }
  process.exit(0);
});`;

export interface SecondWriter {
  go(): void;
  /** Its exit code, 0 when it has written as often as it should. */
  readonly ended: Promise<number | null>;
}

/** Resolves when it is ready to begin. */
export async function secondWriter(path: string, writes: number): Promise<SecondWriter> {
  const child = spawn(process.execPath, ['-e', WRITER, path, String(writes)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  await once(child.stdout, 'data');
  return { go: () => void child.stdin.write('go\n'), ended };
}
