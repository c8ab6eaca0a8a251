/**
 * Reads and replaces a file of another tool. A kill or a full disk leaves either the old or the new file; its mode and a
 * symbolic link to it stay, and no other program's change is overwritten.
 */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CliError, EXIT } from '../line/errors.ts';

/** Another program may write the file at the same moment, but not this many times in a row. */
const ATTEMPTS = 10;
const MAX_BYTES = 8 * 1024 * 1024;

/** One character for each byte (`latin1`); undefined when there is no such file. Throws `config_broken`. */
export function readForeignFile(path: string): string | undefined {
  try {
    if (statSync(path).size > MAX_BYTES) throw new Error('it is too large');
    return readFileSync(path, 'latin1');
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw unusable('read', path, thrown);
  }
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
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
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
  const previous = statSync(target, { throwIfNoEntry: false });
  const file = openSync(temp, 'wx', 0o600);
  try {
    const bytes = Buffer.from(content, 'latin1');
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    if (previous) fchmodSync(file, previous.mode & 0o7777);
    fsyncSync(file);
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
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}

function unusable(what: 'read' | 'written', path: string, thrown: unknown): CliError {
  const reason = codeOf(thrown) ?? (thrown instanceof Error ? thrown.message : 'unknown reason');
  const hint = 'Fix the permissions of the file and its folder, or name another file.';
  const code = what === 'read' ? 'config_broken' : 'config_unwritable';
  return new CliError(code, EXIT.usage, `The file ${path} cannot be ${what} (${reason}).`, hint);
}
