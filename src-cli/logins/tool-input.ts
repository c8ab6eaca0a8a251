/**
 * Standard input as tools pass it to a credential helper: a short text, read directly, without the cost of a stream (a
 * millisecond or two). Every `git fetch` runs it, so it loads only node:fs.
 */
import { readSync } from 'node:fs';
import { usageError } from '../line/errors.ts';

const MAX_BYTES = 64 * 1024;

/** Reads to the end, or until `enough`. Throws `usage` when it is longer than any tool's input. */
export async function readInput(enough: (text: string) => boolean = () => false, most = MAX_BYTES): Promise<string> {
  const parts: Buffer[] = [];
  for (let size = 0; ; ) {
    const part = Buffer.alloc(8192);
    const count = readSome(part) ?? (await readWaiting(parts, most));
    if (count === 0) return textOf(parts);
    parts.push(part.subarray(0, count));
    size += count;
    if (size > most) throw tooLong(most);
    if (enough(textOf(parts))) return textOf(parts);
  }
}

const textOf = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('utf8');

/** Undefined: the pipe is non-blocking and has nothing right now. */
function readSome(into: Buffer): number | undefined {
  try {
    return readSync(0, into);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'EOF') return 0; // how Windows says it
    if (code === 'EAGAIN') return undefined;
    throw thrown;
  }
}

/** The rest through the stream, which can wait. */
async function readWaiting(parts: Buffer[], most: number): Promise<0> {
  let size = parts.reduce((sum, { length }) => sum + length, 0);
  for await (const part of process.stdin) {
    parts.push(part);
    size += part.length;
    if (size > most) throw tooLong(most);
  }
  return 0;
}

const tooLong = (most: number) => usageError(`Standard input is longer than ${most} bytes.`);
