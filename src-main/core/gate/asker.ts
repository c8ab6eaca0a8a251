/**
 * Who asks, as a question to the person names it, and how it is recognized again. Reads a Caller once: its facts may
 * have to be looked up first, and may be gone a moment later.
 */
import { present } from '../../../src-shared/present.ts';
import type { Caller } from '../caller.ts';

export interface Asker {
  /** Short name, for the question. */
  readonly program: string;
  readonly executable?: string;
  /** Short names of the processes, the one at the door first. */
  readonly chain: readonly string[];
  readonly host?: string;
  /** What a permission is remembered by: the path of the executable, or `host:NAME`. Absent: unknown. */
  readonly key?: string;
  /** This run of the program; absent: runs cannot be distinguished. */
  readonly run?: string;
  /** What its questions are counted by. */
  readonly origin: string;
}

const UNKNOWN = 'an unknown program';

export function askerOf({ program, processes, host, claim }: Caller): Asker {
  const key = host === undefined ? program?.executable : `host:${host}`;
  const pid = program?.pid ?? processes[0]?.pid;
  return present({
    program: program?.name ?? processes[0]?.name ?? claim ?? UNKNOWN,
    executable: program?.executable,
    chain: processes.map(({ name }) => name),
    host,
    key,
    // The path as well: the system reuses a process id after its process has ended.
    run: pid === undefined ? undefined : JSON.stringify([key ?? null, pid]),
    origin: key ?? UNKNOWN,
  });
}
