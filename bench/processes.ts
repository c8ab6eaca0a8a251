/** The cost of a program and everything that it started, from /proc (Linux): CPU time and memory. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A clock tick in /proc/PID/stat: 100 per second on every Linux that Node runs on. */
const TICK_MS = 10;

/** The fields after the name, which may contain anything: the parent is the second, user and system time are the 12th and 13th. */
function fields(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  } catch {
    return [];
  }
}

/** The process and its descendants. */
export function family(pid: number): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const parents = new Map(all.map((one) => [one, Number(fields(one)[1])]));
  const members = new Set([pid]);
  for (let before = 0; before < members.size; ) {
    before = members.size;
    for (const [one, parent] of parents) if (members.has(parent)) members.add(one);
  }
  return [...members];
}

/** CPU time of the process, and of its descendants unless `withFamily` is false. */
export function cpuMs(pid: number, withFamily = true): number {
  const ticks = (withFamily ? family(pid) : [pid]).map(
    (one) => Number(fields(one)[11] ?? 0) + Number(fields(one)[12] ?? 0),
  );
  return TICK_MS * ticks.reduce((a, b) => a + b, 0);
}

/** The processes of the family that run this executable. */
export function running(pid: number, executable: string): number[] {
  return family(pid).filter((one) => {
    try {
      return readlinkSync(`/proc/${one}/exe`) === executable;
    } catch {
      return false;
    }
  });
}

/** Proportional set size, MiB: shared pages count proportionally. */
export function pssMib(pids: readonly number[]): number {
  const parts = pids.map((one) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return parts.reduce((a, b) => a + b, 0) / 1024;
}

/** How often their threads gave up the CPU to wait for something, and were woken. */
export function wakeUps(pids: readonly number[]): number {
  const threads = pids.flatMap((pid) => {
    try {
      return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/status`);
    } catch {
      return [];
    }
  });
  const counts = threads.map((path) => {
    try {
      return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(path, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return counts.reduce((a, b) => a + b, 0);
}
