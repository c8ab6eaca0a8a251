/**
 * Reads and writes small private files so that a kill, a crash or a full disk leaves either the old or the new content.
 * Knows nothing about the content; errors are Node's own, for the caller to put into words.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, realpath, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from './private-folder.ts';

export class FileTooLargeError extends Error {}

/** A device, pipe or folder is never read or replaced. The code is in the place of Node's. */
export class NotAFileError extends Error {
  readonly code = 'not a regular file';

  constructor() {
    super('not a regular file');
  }
}

/** The content, or undefined if there is no such file. Rejects with FileTooLargeError, NotAFileError, or Node's error (ELOOP for a symbolic link). */
export async function readBounded(
  path: string,
  maxBytes: number,
  options: { followLinks: boolean },
): Promise<Uint8Array | undefined> {
  // Non-blocking: a named pipe in place of the file must not block the start. The flags are absent on Windows.
  const flags =
    constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (options.followLinks ? 0 : (constants.O_NOFOLLOW ?? 0));
  const file = await open(path, flags).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    if (!(await file.stat()).isFile()) throw new NotAFileError();
    // Read one byte more than allowed rather than trust the size: the file may be growing.
    const buffer = new Uint8Array(maxBytes + 1);
    let length = 0;
    for (let got = -1; got !== 0 && length < buffer.length; length += got) {
      got = (await file.read(buffer, length, buffer.length - length, null)).bytesRead;
    }
    if (length > maxBytes) throw new FileTooLargeError('the file is too large');
    return buffer.slice(0, length);
  } finally {
    await file.close();
  }
}

/** Replaces the file (mode 0600, in a folder made with 0700): temp, fsync, rename, fsync of the folder. Durable when it resolves. Rejects with NotAFileError, or Node's error. */
export async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  makeFolder(folder);
  await demandReplaceable(path);
  const temp = join(folder, `.${basename(path)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temp, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await syncFile(file);
    } finally {
      await file.close();
    }
    await rename(temp, path);
  } catch (error) {
    await unlink(temp).catch(() => {});
    throw error;
  }
  await syncFolder(folder);
}

async function demandReplaceable(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile() && !found.isSymbolicLink()) throw new NotAFileError();
}

/** Where a symbolic link leads (some people keep their configuration elsewhere); the path itself if there is no file yet. */
export async function resolveLink(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/**
 * Removes leftovers of a killed write of this file; one that another live process is writing stays. Call it before the
 * first write.
 */
export async function removeStaleTemps(path: string): Promise<void> {
  const prefix = `.${basename(path)}.`;
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names) {
    const pid = name.startsWith(prefix) ? /^(\d+)\.[0-9a-f]{12}\.tmp$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid === undefined) continue;
    // Our own process id is stale as well: in a container the agent has the same one at each start.
    if (Number(pid) === process.pid || !isProcessAlive(Number(pid)))
      await unlink(join(dirname(path), name)).catch(() => {});
  }
}

/** Also true for a live process of another user. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Node's code of a system error, such as ENOENT. */
export function errorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** The disk or a quota is full. */
export function isDiskFull(thrown: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errorCode(thrown) ?? '');
}

/** A rename is durable only with its folder. Windows has no such call and returns EPERM or EISDIR. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  // Writable but not readable: the file itself is durable.
  const handle = await open(folder, 'r').catch(() => undefined);
  if (handle === undefined) return;
  try {
    await syncFile(handle);
  } finally {
    await handle.close();
  }
}

/** The errors of file systems without the call (FUSE, SMB, 9p). As in SQLite and git, nothing better can be done. */
const NO_SYNC: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

export async function syncFile(file: FileHandle): Promise<void> {
  await file.sync().catch((error: unknown) => {
    if (!NO_SYNC.has(errorCode(error))) throw error;
  });
}
