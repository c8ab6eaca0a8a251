/**
 * The open files that this process was started with and the program is to have, too: `<(…)` of a shell, make's job server.
 * Node closes them for its children unless they are named. Beyond the first three they are told apart on Linux only.
 */
import { readdirSync, readlinkSync } from 'node:fs';

type Given = 'inherit' | 'ignore' | number;

const HIGHEST = 255;

export function inheritedFiles(): readonly Given[] {
  const given: Given[] = ['inherit', 'inherit', 'inherit'];
  for (const fd of further()) {
    while (given.length < fd) given.push('ignore');
    given[fd] = fd;
  }
  return given;
}

/** What our parent has open, too: Node's own files are known to nobody else. */
function further(): readonly number[] {
  if (process.platform !== 'linux') return [];
  const theirs = new Set(openFiles(String(process.ppid)).map(([, target]) => target));
  return openFiles('self')
    .filter(([fd, target]) => fd > 2 && fd <= HIGHEST && !target.startsWith('anon_inode:') && theirs.has(target))
    .map(([fd]) => fd)
    .sort((a, b) => a - b);
}

function openFiles(pid: string): (readonly [fd: number, target: string])[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((name) => target(pid, name));
  } catch {
    return [];
  }
}

function target(pid: string, name: string): (readonly [fd: number, target: string])[] {
  try {
    return [[Number(name), readlinkSync(`/proc/${pid}/fd/${name}`)]];
  } catch {
    return [];
  }
}
