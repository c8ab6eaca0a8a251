/**
 * Reads the audit log from its end, file by file, in pieces: memory holds one piece, one line and the answer, however
 * long the log. A line that is damaged or of another version is skipped.
 */
import type { FileHandle } from 'node:fs/promises';
import { AuditEntry, type AuditQuery } from '../../core/audit.ts';

/** Small, since nothing else is served while one is searched: about a millisecond. */
const PIECE_BYTES = 32 * 1024;
/** Longer than any line that is written (16 processes with the longest paths). */
const MAX_LINE_BYTES = 256 * 1024;
const DEFAULT_LIMIT = 100;
const LINE_END = 10;

/** Oldest first. `files`: youngest first. */
export async function readEntries(files: readonly FileHandle[], query: AuditQuery): Promise<AuditEntry[]> {
  const limit = query.limit ?? DEFAULT_LIMIT;
  const found: AuditEntry[] = [];
  for (const file of files) {
    for await (const line of linesFromEnd(file)) {
      const entry = entryOf(line);
      if (entry === undefined) continue;
      if (isBefore(entry, query)) return found.reverse();
      if (!fits(entry, query)) continue;
      found.push(entry);
      // After an id the oldest are wanted: the newer ones come with the next request.
      if (query.afterId !== undefined && found.length > limit) found.shift();
      if (query.afterId === undefined && found.length >= limit) return found.reverse();
    }
  }
  return found.reverse();
}

/** The id of the last line that has one; 0 in an empty log. */
export async function lastId(files: readonly FileHandle[]): Promise<number> {
  const [last] = await readEntries(files, { limit: 1 });
  return last?.id ?? 0;
}

/** All older ones are out of range as well. */
function isBefore({ id, time }: AuditEntry, { afterId, sinceMs }: AuditQuery): boolean {
  if (afterId !== undefined) return (id ?? 0) <= afterId;
  return sinceMs !== undefined && Date.parse(time) < sinceMs;
}

function fits(entry: AuditEntry, { profile, outcome, sinceMs }: AuditQuery): boolean {
  if (profile !== undefined && entry.profile !== profile) return false;
  if (sinceMs !== undefined && Date.parse(entry.time) < sinceMs) return false;
  return outcome === undefined || entry.outcome === outcome;
}

function entryOf(line: string): AuditEntry | undefined {
  if (line === '') return undefined;
  try {
    return AuditEntry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Of the file as it is now: anything appended in the meantime is not read. */
async function* linesFromEnd(file: FileHandle): AsyncGenerator<string> {
  let position = (await file.stat()).size;
  // The part of a line that begins in the previous piece; undefined while an endless line is skipped.
  let rest: Buffer | undefined = Buffer.alloc(0);
  while (position > 0) {
    const length = Math.min(PIECE_BYTES, position);
    position -= length;
    let piece: Buffer = await readPiece(file, position, length);
    for (let end = piece.lastIndexOf(LINE_END); end >= 0; end = piece.lastIndexOf(LINE_END)) {
      if (rest !== undefined) yield Buffer.concat([piece.subarray(end + 1), rest]).toString('utf8');
      rest = Buffer.alloc(0);
      piece = piece.subarray(0, end);
    }
    const joined: Buffer | undefined = rest && Buffer.concat([piece, rest]);
    rest = joined !== undefined && joined.length <= MAX_LINE_BYTES ? joined : undefined;
  }
  if (rest !== undefined) yield rest.toString('utf8');
}

async function readPiece(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const piece = Buffer.alloc(length);
  let got = 0;
  while (got < length) {
    const { bytesRead } = await file.read(piece, got, length - got, position + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return piece.subarray(0, got);
}
