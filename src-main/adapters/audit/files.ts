/**
 * The files of the audit log: audit.jsonl, and audit.1.jsonl (newest) to audit.4.jsonl. Opens them, and moves them on
 * when the current one has grown. Nothing else ends a file; if killed between two of its steps, all lines are still
 * there and the next call continues. Never follows a symbolic link, never writes to anything but a plain file.
 */
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../files/durable-file.ts';
import { makeFolder } from '../files/private-folder.ts';

export const MOST_OLD_FILES = 4;
/** The flags are absent on Windows. A named pipe in place of the file must not block us. */
const GUARD = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** `age` 0 is the file that is written to. */
export function pathOfAge(path: string, age: number): string {
  return age === 0 ? path : path.replace(/(\.jsonl)?$/, `.${age}$1`);
}

/** For appending; created with mode 0600 in a folder of 0700 if it does not exist. */
export async function openForAppending(path: string): Promise<FileHandle> {
  makeFolder(dirname(path));
  const file = await open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | GUARD, 0o600);
  try {
    const { mode, uid } = await demandPlain(file);
    if (process.platform !== 'win32') {
      // Another user's file would show them who asked for what.
      if (uid !== process.getuid?.()) throw Object.assign(new Error('of another user'), { code: 'NOT_OURS' });
      if ((mode & 0o077) !== 0) await file.chmod(0o600);
    }
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Newest first; those that exist and may be read. The caller must prevent a rotation during this. */
export async function openForReading(path: string): Promise<FileHandle[]> {
  const files: FileHandle[] = [];
  for (let age = 0; age <= MOST_OLD_FILES; age += 1) {
    const file = await open(pathOfAge(path, age), constants.O_RDONLY | GUARD).catch(() => undefined);
    if (file === undefined) continue;
    if ((await file.stat()).isFile()) files.push(file);
    else await file.close();
  }
  return files;
}

/** True while the path still leads to the open file: people and other programs may have moved or removed it. */
export async function isStillAt(path: string, file: FileHandle): Promise<boolean> {
  const [here, opened] = await Promise.all([lstat(path).catch(() => undefined), file.stat()]);
  return here !== undefined && here.ino === opened.ino && here.dev === opened.dev;
}

/**
 * Makes room at `path`: every file becomes one older and the oldest is dropped, or the first free place is filled (an
 * earlier rotation may have been killed). Starts with the oldest, so that no file is overwritten before it has moved
 * on.
 */
export async function rotate(path: string): Promise<void> {
  let free = 1;
  while (free < MOST_OLD_FILES && (await isThere(pathOfAge(path, free)))) free += 1;
  for (let age = free; age >= 1; age -= 1) await rename(pathOfAge(path, age - 1), pathOfAge(path, age));
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error: unknown) => errorCode(error) !== 'ENOENT',
  );
}

async function demandPlain(file: FileHandle) {
  const found = await file.stat();
  if (!found.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'NOT_A_FILE' });
  return found;
}
