/**
 * Appends lines to the audit log: numbers each one, starts a fresh line after one that a crash or a full disk cut off,
 * and starts a new file when this one has grown. One call at a time; holds no queue and decides nothing about failures.
 */

import type { FileHandle } from 'node:fs/promises';
import { plainJson } from '../../../src-shared/plain-json.ts';
import type { AuditEntry } from '../../core/audit.ts';
import type { Log } from '../../core/ports.ts';
import { errorCode } from '../files/durable-file.ts';
import { isStillAt, openForAppending, openForReading, rotate } from './files.ts';
import { lastId } from './reader.ts';

export interface Appender {
  /**
   * Resolves to how many, counted from the first, were written whole; fewer than all only together with `failure`,
   * Node's error. A line that was cut off is written again if it is passed again.
   */
  append(entries: readonly AuditEntry[]): Promise<{ readonly written: number; readonly failure?: unknown }>;
  close(): Promise<void>;
}

interface Opened {
  readonly file: FileHandle;
  size: number;
  /** The file ends in the middle of a line. */
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
  /** A failed rotation costs a longer file, never a line. */
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
      let lines: string[] = [];
      let start = '';
      let bytesWritten = 0;
      try {
        const target = await ready();
        const id = nextId ?? (await newestId(path)) + 1;
        nextId = id;
        start = target.torn ? '\n' : '';
        lines = entries.map((entry, at) => `${plainJson({ id: id + at, ...entry })}\n`);
        await writeAll(target, Buffer.from(start + lines.join('')), (bytes) => {
          bytesWritten = bytes;
        });
        nextId = id + entries.length;
        return { written: entries.length };
      } catch (failure) {
        const written = wholeLines(lines, bytesWritten - start.length);
        if (nextId !== undefined) nextId += written;
        return { written, failure };
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

/** A nearly full disk accepts a part. `onProgress` hears how much is in the file. */
async function writeAll(target: Opened, bytes: Buffer, onProgress: (bytes: number) => void): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await target.file.write(bytes, done, bytes.length - done, null);
    done += bytesWritten;
    target.size += bytesWritten;
    if (bytesWritten > 0) target.torn = bytes[done - 1] !== 10;
    onProgress(done);
  }
}

/** A line that lacks only its line end is whole: it is ended before the next one. */
function wholeLines(lines: readonly string[], bytes: number): number {
  let end = 0;
  const firstBroken = lines.findIndex((line) => {
    end += Buffer.byteLength(line);
    return bytes < end - 1;
  });
  return firstBroken < 0 ? lines.length : firstBroken;
}
