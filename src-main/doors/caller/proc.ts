/**
 * What Linux says about one process, read from /proc (proc(5)). Synchronous on purpose: the kernel generates these
 * files on the spot, in 5 to 15 µs each, and a program that has its answer may be gone a moment later. Never throws.
 */
import { closeSync, fstatSync, openSync, readlinkSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { present } from '../../../src-shared/present.ts';
import type { ProcessInfo } from '../../core/caller.ts';

export interface ProcStat {
  readonly pid: number;
  readonly name: string;
  readonly parent: number;
  /** In ticks since boot; together with the pid it identifies a process for good. */
  readonly start: number;
  /** The owner; also root if the system protects it from its own user. */
  readonly uid: number;
}

/** Enough for any stat file, and for the first words of a command line. */
const buffer = Buffer.alloc(4096);

/** Undefined: gone, or not visible from here. */
export function readStat(pid: number): ProcStat | undefined {
  const read = readStart(`/proc/${pid}/stat`);
  if (read === undefined) return undefined;
  // The name is in parentheses and may itself contain spaces and parentheses.
  const open = read.text.indexOf('(');
  const close = read.text.lastIndexOf(')');
  const fields = read.text.slice(close + 2).split(' ', 20);
  const [parent, start] = [Number(fields[1]), Number(fields[19])];
  if (open < 0 || !Number.isInteger(parent) || !Number.isInteger(start)) return undefined;
  return { pid, name: read.text.slice(open + 1, close), parent, start, uid: read.uid };
}

/**
 * Two checks that are quicker than reading: the same text for the same process as long as it runs the same file. The
 * kernel gives the folder of a later process with that pid another inode. Undefined: gone, or not visible from here.
 */
export function identityOf(pid: number): string | undefined {
  try {
    const { ino, ctimeMs } = statSync(`/proc/${pid}`);
    const file = runFileId(pid);
    return file === undefined ? undefined : `${pid} ${ino} ${ctimeMs} ${file}`;
  } catch {
    return undefined;
  }
}

/** `RunFile.id` alone, which is quicker. */
export function runFileId(pid: number): string | undefined {
  return fileAt(`/proc/${pid}/exe`)?.id;
}

/** The file that a process runs. */
export interface RunFile {
  readonly path: string;
  /** The same text for the same file. */
  readonly id: string;
  /** The file's owner. */
  readonly uid: number;
  /** What the agent finds at that path is another file, or none, or the process sees other files than the agent does. */
  readonly elsewhere: boolean;
}

/** Undefined: gone, another user's, or the kernel's own. */
export function readRunFile(pid: number): RunFile | undefined {
  // A file that an upgrade has replaced keeps its path, and is another one than the one there now.
  const path = readLink(`/proc/${pid}/exe`)?.replace(/ \(deleted\)$/, '');
  const file = path === undefined ? undefined : fileAt(`/proc/${pid}/exe`);
  if (path === undefined || file === undefined) return undefined;
  return { path, ...file, elsewhere: fileAt(path)?.id !== file.id || !seesOurFiles(pid) };
}

function fileAt(path: string): { id: string; uid: number } | undefined {
  try {
    const { dev, ino, uid } = statSync(path);
    return { id: `${dev} ${ino}`, uid };
  } catch {
    return undefined;
  }
}

const SEEN = ['ns/mnt', 'root'].map((link) => [link, readLink(`/proc/self/${link}`)] as const);

/** In another mount namespace or below another root, even the same program may have loaded other libraries. */
function seesOurFiles(pid: number): boolean {
  return SEEN.every(([link, ours]) => readLink(`/proc/${pid}/${link}`) === ours);
}

export function readFolder(pid: number): string | undefined {
  return readLink(`/proc/${pid}/cwd`);
}

/** The first words of its command line. For decisions only: they may contain a secret and go nowhere. */
export function readWords(pid: number): readonly string[] {
  return readStart(`/proc/${pid}/cmdline`)?.text.split('\0').slice(0, 32) ?? [];
}

export function infoOf({ pid, name }: ProcStat, file: RunFile | undefined): ProcessInfo {
  const executable = file?.path;
  // Node names its main thread, which hides the program's name.
  const shown = /MainThread$/.test(name) && executable !== undefined ? basename(executable) : name;
  return present({ pid, name: shown, executable, elsewhere: file?.elsewhere ? true : undefined });
}

function readStart(path: string): { text: string; uid: number } | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const { uid } = fstatSync(fd);
    return { text: buffer.toString('utf8', 0, readSync(fd, buffer, 0, buffer.length, null)), uid };
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
