/** Where the desktop's log goes: nowhere, unless LATCHKEY_LOG says `stderr` or names a file. */
import { createWriteStream } from 'node:fs';
import type { LogStream } from '../adapters/system/log.ts';

export function logStream(target = process.env['LATCHKEY_LOG']): LogStream {
  if (target === 'stderr') return process.stderr;
  if (target) return createWriteStream(target, { flags: 'a', mode: 0o600 });
  return { write: () => undefined };
}
