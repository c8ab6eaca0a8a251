/**
 * Reads and replaces a file of another tool. A kill or a full disk leaves either the old or the new file; its mode and a
 * symbolic link to it stay, and no other program's change is overwritten.
 */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolders } from '../../src-shared/make-folder.ts';
import { CliError, EXIT } from '../line/errors.ts';

/** Another program may write the file at the same moment, but not this many times in a row. */
const ATTEMPTS = 10;
const MAX_BYTES = 8 * 1024 * 1024;

/** One character for each byte (`latin1`); undefined when there is no such file. Throws `config_broken`. */
export function readForeignFile(path: string): string | undefined {
  try {
    return readRegular(path);
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw unusable('read', path, thrown);
  }
}

/** Without blocking: a named pipe would wait forever, and a device (`KUBECONFIG=/dev/null`) must not be replaced. */
function readRegular(path: string): string {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const { size } = demandRegular(fstatSync(file));
    if (size > MAX_BYTES) throw new Error('it is too large');
    return readFileSync(file, 'latin1');
  } finally {
    closeSync(file);
  }
}

function demandRegular(found: Stats): Stats {
  if (!found.isFile()) throw new Error('it is not a regular file');
  return found;
}

/**
 * Writes the content that `edit` returns (undefined: the file stays as it is), and tries again if another program wrote
 * the file first. Returns the last result of `edit`. Throws `config_broken`, `config_unwritable`, and what `edit` throws.
 */
export function editForeignFile<Edit extends { readonly content: string | undefined }>(
  path: string,
  edit: (previous: string | undefined) => Edit,
): Edit {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const previous = readForeignFile(path);
    const edited = edit(previous);
    if (edited.content === undefined || replaceForeignFile(path, previous, edited.content)) return edited;
  }
  const hint = 'Run the command again when the other program is done.';
  throw new CliError('config_unwritable', EXIT.usage, `Another program keeps changing ${path}.`, hint);
}

/**
 * Replaces the file if it still has the content `previous` (undefined: does not exist); otherwise does nothing and returns
 * false. A new file gets mode 0600. Throws `config_unwritable`.
 */
export function replaceForeignFile(path: string, previous: string | undefined, content: string): boolean {
  try {
    const target = targetOf(path);
    makeFolders(dirname(target), { mkdir: (folder) => mkdirSync(folder, 0o700), isFolder, parentOf: dirname });
    const temp = join(dirname(target), `.${basename(target)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      writeTemp(temp, content, target);
      if (readForeignFile(target) !== previous) return false;
      renameSync(temp, target);
    } finally {
      rmSync(temp, { force: true });
    }
    syncFolder(dirname(target));
    return true;
  } catch (thrown) {
    throw thrown instanceof CliError ? thrown : unusable('written', path, thrown);
  }
}

/** The target of a symbolic link, even if it does not exist yet: the link stays. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown;
  }
  try {
    return resolve(dirname(path), readlinkSync(path));
  } catch {
    return path;
  }
}

function writeTemp(temp: string, content: string, target: string): void {
  const found = statSync(target, { throwIfNoEntry: false });
  const previous = found && demandRegular(found);
  const file = openSync(temp, 'wx', 0o600);
  try {
    const bytes = Buffer.from(content, 'latin1');
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    if (previous) keepMode(file, previous);
    sync(file);
  } finally {
    closeSync(file);
  }
  if (previous && previous.uid !== statSync(temp).uid) {
    chownSync(temp, previous.uid, previous.gid); // run as root: the file keeps its owner
    chmodSync(temp, previous.mode & 0o7777);
  }
}

/** A rename is durable only once its folder is synced; Windows has no such call. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  let handle: number;
  try {
    handle = openSync(folder, 'r');
  } catch {
    return; // writable but not readable: the file itself is durable
  }
  try {
    sync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The errors of file systems without the call (FUSE, SMB, FAT). Nothing better can be done there. */
const NO_SUCH_CALL: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

function sync(file: number): void {
  try {
    fsyncSync(file);
  } catch (thrown) {
    if (!NO_SUCH_CALL.has(codeOf(thrown))) throw thrown;
  }
}

/** A file system without modes gives all files the same one. */
function keepMode(file: number, { mode }: Stats): void {
  try {
    if ((fstatSync(file).mode & 0o7777) !== (mode & 0o7777)) fchmodSync(file, mode & 0o7777);
  } catch (thrown) {
    if (codeOf(thrown) !== 'EPERM' && !NO_SUCH_CALL.has(codeOf(thrown))) throw thrown;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** By Node's code, or our own reason. */
const HINTS: Readonly<Record<string, string>> = {
  // A rename cannot replace it.
  EBUSY: 'The file itself is a mount point, as in a container. Mount its folder instead, or name another file.',
  ENOSPC: 'Free some disk space. Nothing was lost.',
  EDQUOT: 'Free some space in your quota. Nothing was lost.',
  EROFS: 'The disk is read-only. Name another file.',
  'it is not a regular file': 'Name a regular file.',
  'it is too large': 'Name another file.',
};

function unusable(what: 'read' | 'written', path: string, thrown: unknown): CliError {
  const reason = codeOf(thrown) ?? (thrown instanceof Error ? thrown.message : 'unknown reason');
  const hint = HINTS[reason] ?? 'Fix the permissions of the file and its folder, or name another file.';
  const code = what === 'read' ? 'config_broken' : 'config_unwritable';
  return new CliError(code, EXIT.usage, `The file ${path} cannot be ${what} (${reason}).`, hint);
}
