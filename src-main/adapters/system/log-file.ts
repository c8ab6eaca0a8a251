/** Where LATCHKEY_LOG sends the log: nowhere, to standard error, or to the end of a file. */
import { createWriteStream, statSync } from 'node:fs';
import type { LogStream } from './log.ts';

const NOWHERE: LogStream = { write: () => undefined };

/** Nothing is written to a named pipe: without a reader, it would keep the process from ending. */
export function logStream(target: string | undefined): LogStream {
  if (target === 'stderr') return process.stderr;
  if (!target || isPipe(target)) return NOWHERE;
  return createWriteStream(target, { flags: 'a', mode: 0o600 });
}

function isPipe(path: string): boolean {
  try {
    return statSync(path).isFIFO();
  } catch {
    return false; // created below, or the stream reports the error
  }
}
