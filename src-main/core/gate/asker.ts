/**
 * Who asks, as a question to the person names it, and by what it is known again. Reads a Caller once: what it tells may
 * have to be found out first, and may be gone a moment later.
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
  /** What a permission is remembered by: the path of the executable, or `host:NAME`. Absent: it cannot be told who it is. */
  readonly key?: string;
  /** This run of the program; absent: one run cannot be told from another. */
  readonly run?: string;
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
    // The path as well: the system gives a process id again once its process has ended.
    run: pid === undefined ? undefined : JSON.stringify([key ?? null, pid]),
  });
}
