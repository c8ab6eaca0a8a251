/**
 * The program behind a process id and those that started it (Linux; elsewhere the door alone is known). It names a tool
 * to the person and in the audit log, and is no proof: a program of the same user can start another one to ask for it,
 * pass its connection on, or run under any name; and the system tells who connected, not who sends now. A number is given
 * anew after its process has ended, so the peer is read when it connects, and a "parent" younger than its child is none.
 */
import type { Caller, CallerDoor, ProcessInfo } from '../core/caller.ts';
import { type Part, partOf } from './go-between.ts';
import { infoOf, type ProcStat, readExecutable, readStat } from './proc.ts';

interface Known {
  readonly info: ProcessInfo;
  readonly part: Part;
}

const MOST_PROCESSES = 16;

/** `pid` undefined: the system does not tell. About 20 µs; the parents are read when first asked for, in about 30 µs each. */
export function callerAt(door: CallerDoor, pid: number | undefined): Caller {
  if (pid === undefined || pid <= 0) return { door, processes: [] };
  const stat = process.platform === 'linux' ? readStat(pid) : undefined;
  if (stat === undefined) return { door, processes: [{ pid, name: '?' }] };
  const peer = knownFrom(stat);
  let chain: readonly Known[] | undefined;
  const known = () => {
    chain ??= [peer, ...parentsOf(stat)].slice(0, MOST_PROCESSES);
    return chain;
  };
  return {
    door,
    get program() {
      return peer.part === 'program' ? peer.info : programAmong(known());
    },
    get processes() {
      return known().map(({ info }) => info);
    },
  };
}

/** The nearest that is a program of its own; else a shell, which says more than our own command. */
function programAmong(chain: readonly Known[]): ProcessInfo | undefined {
  const of = (wanted: Part) => chain.find(({ part }) => part === wanted)?.info;
  return of('program') ?? of('go-between') ?? of('own-command');
}

function knownFrom(stat: ProcStat): Known {
  const executable = readExecutable(stat.pid);
  return { info: infoOf(stat, executable), part: partOf(stat.pid, executable) };
}

/** How long what was read of a parent is taken for true, milliseconds: scripts ask many times within one. */
const KEPT_MS = 2_000;
const MOST_KEPT = 256;
const kept = new Map<string, { readonly chain: readonly Known[]; readonly untilMs: number }>();

/** Nearest first; ends at pid 1 and at a process of another user. */
function parentsOf(child: ProcStat, depth = 1): readonly Known[] {
  if (child.parent <= 1 || depth >= MOST_PROCESSES) return [];
  const stat = readStat(child.parent);
  if (stat === undefined || stat.uid !== process.getuid?.() || stat.start > child.start) return [];
  // A process that becomes another program keeps its number and its start, but not its name.
  const key = `${stat.pid} ${stat.start} ${stat.name}`;
  const found = kept.get(key);
  if (found !== undefined && found.untilMs > performance.now()) return found.chain;
  const chain = [knownFrom(stat), ...parentsOf(stat, depth + 1)];
  kept.delete(key);
  kept.set(key, { chain, untilMs: performance.now() + KEPT_MS });
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  return chain;
}
