/**
 * The open files that this process was started with and the child program should get too: a shell's `<(…)` and `3<file`,
 * make's job server. Node closes some of them for its children unless they are named. Only Linux says which are not Node's own.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

type Given = 'inherit' | 'ignore' | number;

interface OpenFile {
  readonly fd: number;
  /** As `pipe:[123]`, or a path. */
  readonly target: string;
}

const HIGHEST = 255;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;

/** For `stdio` of `spawn`. */
export function inheritedFiles(): readonly Given[] {
  const given: Given[] = ['inherit', 'inherit', 'inherit'];
  for (const fd of further()) {
    while (given.length < fd) given.push('ignore');
    given[fd] = fd;
  }
  return given;
}

function further(): readonly number[] {
  if (process.platform !== 'linux') return [];
  const theirs = new Set(openFiles(String(process.ppid)).map(({ target }) => target));
  const ours = openFiles('self').filter(({ fd }) => fd > 2 && fd <= HIGHEST);
  return ours
    .filter(({ fd }) => (flagsOf(fd) & O_CLOEXEC) !== 0) // the others are inherited anyway
    .filter((file) => theirs.has(file.target) || !isNodesOwn(file, ours))
    .map(({ fd }) => fd)
    .sort((a, b) => a - b);
}

/** Node opens event queues, sockets, and pipes to itself; a file or a terminal comes from our parent. */
function isNodesOwn({ fd, target }: OpenFile, ours: readonly OpenFile[]): boolean {
  if (target.startsWith('socket:')) return true;
  const isToUs = ours.some((other) => other.fd !== fd && other.target === target);
  return target.startsWith('pipe:') && (isToUs || (flagsOf(fd) & O_NONBLOCK) !== 0);
}

/** proc(5). */
function flagsOf(fd: number): number {
  try {
    return Number.parseInt(/^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1] ?? '0', 8);
  } catch {
    return O_NONBLOCK;
  }
}

function openFiles(pid: string): OpenFile[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((name) => openFile(Number(name), `${folder}/${name}`));
  } catch {
    return [];
  }
}

/** Empty: it was closed in between, like the file of the listing itself. */
function openFile(fd: number, path: string): OpenFile[] {
  try {
    return [{ fd, target: readlinkSync(path) }].filter(({ target }) => !target.startsWith('anon_inode:'));
  } catch {
    return [];
  }
}
