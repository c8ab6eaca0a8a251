/**
 * The program behind a process id and those that started it (Linux; elsewhere only the door is known). It names a
 * program to the person and in the audit log, and is no proof: a program of the same user can start another one to ask
 * for it, pass its connection on, or run under any name; and the system says who connected, not who sends now. A
 * process id is reused after its process has ended, so the peer is read when it connects, and a "parent" younger than
 * its child is not one.
 */
import type { Caller, CallerDoor, ProcessInfo } from '../../core/caller.ts';
import { type Part, partOf } from './go-between.ts';
import { identityOf, infoOf, type ProcStat, readRunFile, readStat, runFileId } from './proc.ts';

interface Known {
  readonly info: ProcessInfo;
  readonly part: Part;
  readonly run: string;
  /** See Caller. */
  readonly origin: string | undefined;
}

const MOST_PROCESSES = 16;
/** All programs whose file is not the system's: of these, there could be any number of copies. */
const COPYABLE = 'programs that can be copied';

/**
 * `pid` undefined: the system does not say. Everything is read at once, since a script may end with its last command:
 * about 10 µs for a process seen a moment ago, else 20 to 50 µs for it and for each unknown one above it.
 */
export function callerAt(door: CallerDoor, pid: number | undefined): Caller {
  if (pid === undefined || pid <= 0) return { door, processes: [] };
  const chain = process.platform === 'linux' ? chainOf(pid) : [];
  if (chain.length === 0) return { door, processes: [{ pid, name: '?' }] };
  const { info: program, run, origin } = programAmong(chain) ?? {};
  return { door, program, run, origin, processes: chain.map(({ info }) => info) };
}

function chainOf(pid: number): readonly Known[] {
  const identity = identityOf(pid);
  const nowMs = performance.now();
  const found = identity === undefined ? undefined : recall(identity, nowMs);
  if (found !== undefined) return found;
  const stat = readStat(pid);
  const chain = stat === undefined ? [] : chainFrom(stat).slice(0, MOST_PROCESSES);
  if (identity !== undefined) keep(identity, chain, nowMs);
  return chain;
}

/** The nearest real program; else a shell, which says more than our own command. */
function programAmong(chain: readonly Known[]): Known | undefined {
  const of = (wanted: Part) => chain.find(({ part }) => part === wanted);
  return of('program') ?? of('go-between') ?? of('own-command');
}

/** How long a result is trusted, milliseconds: scripts ask many times within one. */
const KEPT_MS = 2_000;
const MOST_KEPT = 256;
const kept = new Map<string, { readonly chain: readonly Known[]; readonly untilMs: number }>();

/** The process, then those above it; ends at pid 1 and at a process of another user. */
function chainFrom(stat: ProcStat, depth = 1): readonly Known[] {
  // A process that becomes another program keeps its pid, its start and, if it likes, its name.
  const key = `${stat.pid} ${stat.start} ${stat.name} ${runFileId(stat.pid)}`;
  const nowMs = performance.now();
  const found = recall(key, nowMs);
  if (found !== undefined) return found;
  const parent = depth < MOST_PROCESSES ? parentOf(stat) : undefined;
  const chain = [knownFrom(stat), ...(parent === undefined ? [] : chainFrom(parent, depth + 1))];
  keep(key, chain, nowMs);
  return chain;
}

function knownFrom(stat: ProcStat): Known {
  const file = readRunFile(stat.pid);
  return {
    info: infoOf(stat, file),
    part: partOf(stat.pid, file),
    run: `${stat.pid} ${stat.start} ${file?.id}`,
    // A program that cannot be read has made itself so: it is counted with the copies.
    origin: file?.uid === 0 && !file.elsewhere ? undefined : COPYABLE,
  };
}

function parentOf(child: ProcStat): ProcStat | undefined {
  const stat = child.parent <= 1 ? undefined : readStat(child.parent);
  return stat === undefined || stat.uid !== process.getuid?.() || stat.start > child.start ? undefined : stat;
}

function recall(key: string, nowMs: number): readonly Known[] | undefined {
  const found = kept.get(key);
  return found !== undefined && found.untilMs > nowMs ? found.chain : undefined;
}

function keep(key: string, chain: readonly Known[], nowMs: number): void {
  kept.delete(key);
  kept.set(key, { chain, untilMs: nowMs + KEPT_MS });
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
}
