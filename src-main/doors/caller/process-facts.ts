/**
 * Whether a process is still the same one: its start, its parent and its command line, as far as the system says. A pid
 * alone says little, since pids are reused.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { RunOwner } from '../../core/container-run.ts';

export interface ProcessFacts {
  readonly parent: number;
  /** The same text for the same process as long as it lives; absent: the system does not say. */
  readonly startedAt?: string;
  readonly command: string;
}

/** Undefined: no such process, or it has ended and only waits for its parent to notice. */
export async function processFacts(pid: number): Promise<ProcessFacts | undefined> {
  if (process.platform === 'linux') return await fromProc(pid);
  if (process.platform === 'win32') return isAlive(pid) ? { parent: 0, command: '' } : undefined;
  return await fromPs(pid);
}

export async function isRunning({ pid, startedAt }: RunOwner): Promise<boolean> {
  const facts = await processFacts(pid);
  return facts !== undefined && (startedAt === undefined || facts.startedAt === startedAt);
}

/**
 * proc(5): after the name in parentheses, which may contain anything, come state, parent and, as the 20th, the start in
 * ticks since boot.
 */
async function fromProc(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const [stat, command, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'latin1'),
      readFile(`/proc/${pid}/cmdline`, 'latin1'),
      bootId(),
    ]);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent, start] = [fields[0], Number(fields[1]), fields[19]];
    if (state === 'Z' || state === 'X') return undefined;
    return { parent, startedAt: `${boot}/${start}`, command };
  } catch {
    return undefined;
  }
}

/** Ticks start over with each boot. */
let boot: Promise<string> | undefined;
function bootId(): Promise<string> {
  boot ??= readFile('/proc/sys/kernel/random/boot_id', 'latin1').then(
    (text) => text.trim(),
    () => '',
  );
  return boot;
}

function fromPs(pid: number): Promise<ProcessFacts | undefined> {
  return new Promise((resolve) => {
    const words = ['-o', 'ppid=,lstart=,command=', '-p', String(pid)];
    execFile('/bin/ps', words, { encoding: 'utf8', env: { LC_ALL: 'C' } }, (error, stdout) => {
      const [, parent, startedAt, command = ''] =
        /^\s*(\d+)\s+(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)/.exec(stdout) ?? [];
      if (error || startedAt === undefined) resolve(undefined);
      else resolve({ parent: Number(parent), startedAt, command });
    });
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
