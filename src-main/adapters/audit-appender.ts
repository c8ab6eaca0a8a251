/**
 * Appends lines to the audit log: gives each its number, begins a fresh line behind one that a crash or a full disk cut
 * off, and starts a new file when this one has grown. One call at a time; holds no queue and decides nothing about failures.
 */
import type { FileHandle } from 'node:fs/promises';
import type { AuditEntry } from '../core/audit.ts';
import type { Log } from '../core/ports.ts';
import { isStillAt, openForAppending, openForReading, rotate } from './audit-files.ts';
import { lastId } from './audit-reader.ts';
import { errorCode } from './durable-file.ts';

export interface Appender {
  /**
   * Resolves to how many were written whole, the first ones; less than all only together with `failure`, Node's error.
   * What was cut off is written again when it is given again.
   */
  append(entries: readonly AuditEntry[]): Promise<{ readonly written: number; readonly failure?: unknown }>;
  close(): Promise<void>;
}

interface Opened {
  readonly file: FileHandle;
  size: number;
  /** The file ends within a line. */
  torn: boolean;
}

export function auditAppender(path: string, maxBytes: number, log: Log): Appender {
  let opened: Opened | undefined;
  let nextId: number | undefined;
  let rotateAtBytes = maxBytes;

  const close = async (): Promise<void> => {
    const { file } = opened ?? {};
    opened = undefined;
    await file?.close().catch(() => undefined);
  };
  /** A rotation that fails costs a longer file, never a line. */
  const makeRoom = async (size: number): Promise<void> => {
    await close();
    try {
      await rotate(path);
      rotateAtBytes = maxBytes;
    } catch (error) {
      rotateAtBytes = size + maxBytes;
      log.warn('audit_not_rotated', { reason: errorCode(error) ?? 'unknown' });
    }
  };
  const ready = async (): Promise<Opened> => {
    if (opened !== undefined && !(await isStillAt(path, opened.file))) await close();
    opened ??= await open(path);
    if (opened.size >= rotateAtBytes) {
      await makeRoom(opened.size);
      opened = await open(path);
    }
    return opened;
  };
  return {
    async append(entries) {
      let written = 0;
      try {
        const target = await ready();
        nextId ??= (await newestId(path)) + 1;
        const id = nextId;
        const lines = entries.map((entry, at) => Buffer.from(`${JSON.stringify({ id: id + at, ...entry })}\n`));
        const parts = target.torn ? [Buffer.from('\n'), ...lines] : lines;
        const extra = parts.length - lines.length;
        await writeAll(target, Buffer.concat(parts), (bytes) => {
          written = Math.max(0, wholeParts(parts, bytes) - extra);
        });
        return { written };
      } catch (failure) {
        return { written, failure };
      } finally {
        if (nextId !== undefined) nextId += written;
      }
    },
    close,
  };
}

async function open(path: string): Promise<Opened> {
  const file = await openForAppending(path);
  const { size } = await file.stat();
  const last = Buffer.alloc(1);
  if (size > 0) await file.read(last, 0, 1, size - 1);
  return { file, size, torn: size > 0 && last.toString() !== '\n' };
}

async function newestId(path: string): Promise<number> {
  const files = await openForReading(path);
  try {
    return await lastId(files);
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

/** A disk that is nearly full takes a part. `onProgress` hears how much is in the file. */
async function writeAll(target: Opened, bytes: Buffer, onProgress: (bytes: number) => void): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await target.file.write(bytes, done, bytes.length - done, null);
    done += bytesWritten;
    target.size += bytesWritten;
    if (bytesWritten > 0) target.torn = bytes[done - 1] !== 10;
    onProgress(done);
  }
}

/** A line of which only the end of the line is missing is whole: it will be ended before the next one. */
function wholeParts(parts: readonly Buffer[], bytes: number): number {
  let count = 0;
  let end = 0;
  for (const part of parts) {
    end += part.length;
    if (part.length > 1 ? bytes < end - 1 : bytes < end) break;
    count += 1;
  }
  return count;
}
