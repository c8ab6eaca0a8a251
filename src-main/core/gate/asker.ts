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
  /** See ProcessInfo. */
  readonly elsewhere?: boolean;
  /** Short names of the processes, the one at the door first. */
  readonly chain: readonly string[];
  readonly host?: string;
  /** What a permission is remembered by: the path of the executable, or `host:NAME`. Absent: nothing that would be sure. */
  readonly key?: string;
  /** This run of the program; absent: runs cannot be distinguished. */
  readonly run?: string;
  /** What a refusal is kept by. */
  readonly who: string;
  /** What its questions are counted by. */
  readonly origin: string;
}

const UNKNOWN = 'an unknown program';

export function askerOf({ program, processes, host, claim, run, origin }: Caller): Asker {
  const { executable, elsewhere } = program ?? {};
  const key = host === undefined ? (elsewhere ? undefined : executable) : `host:${host}`;
  const who = key ?? (executable === undefined ? UNKNOWN : `another file than ${executable}`);
  return present({
    program: program?.name ?? processes[0]?.name ?? claim ?? UNKNOWN,
    executable,
    elsewhere: host === undefined ? elsewhere : undefined,
    chain: processes.map(({ name }) => name),
    host,
    key,
    run: run === undefined ? undefined : JSON.stringify([key ?? null, run]),
    who,
    origin: origin ?? who,
  });
}
