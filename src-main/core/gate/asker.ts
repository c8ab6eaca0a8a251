/**
 * Who asks, as a question to the person names it, and how it is recognized again. Reads a Caller once: its facts may
 * have to be looked up first, and may be gone a moment later.
 */
import { present } from '../../../src-shared/present.ts';
import type { Caller } from '../caller.ts';
import type { AllowedProgram } from '../profile.ts';

/** What a permission is remembered by. */
export type Remembered = Pick<AllowedProgram, 'program' | 'opened_by'>;

export interface Asker {
  /** Short name, for the question. */
  readonly program: string;
  readonly executable?: string;
  /** See ProcessInfo. */
  readonly elsewhere?: boolean;
  /** Short names of the processes, the one at the door first. */
  readonly chain: readonly string[];
  readonly host?: string;
  /** What its runs have in common: the path of the executable, or the machine and who opened the way to it. Absent: nothing that would be sure. */
  readonly key?: string;
  /** Absent: cannot be recognized for certain, and can only be allowed once. */
  readonly remembered?: Remembered;
  /** This run of the program; absent: runs cannot be distinguished. */
  readonly run?: string;
  /** What a refusal is kept by. */
  readonly who: string;
  /** What its questions are counted by. */
  readonly origin: string;
}

/** No system but Linux says which program it is: this one may be any. */
export const UNKNOWN = 'an unknown program';

export function askerOf({ program, processes, host, openedBy, claim, run, origin }: Caller): Asker {
  const { executable, elsewhere } = program ?? {};
  const sure = elsewhere ? undefined : executable;
  const key = host === undefined ? sure : JSON.stringify([host, openedBy ?? null]);
  const who = key ?? (executable === undefined ? UNKNOWN : `another file than ${executable}`);
  return present({
    program: program?.name ?? processes[0]?.name ?? claim ?? UNKNOWN,
    executable,
    elsewhere: host === undefined ? elsewhere : undefined,
    chain: processes.map(({ name }) => name),
    host,
    key,
    remembered: host === undefined ? ofProgram(sure) : ofMachine(host, openedBy),
    run: run === undefined ? undefined : JSON.stringify([key ?? null, run]),
    who,
    origin: origin ?? who,
  });
}

const ofProgram = (executable: string | undefined): Remembered | undefined =>
  executable === undefined ? undefined : { program: executable };

/** Anyone can give a connection any name: who opened it is part of what was allowed. */
const ofMachine = (host: string, openedBy: string | undefined): Remembered | undefined =>
  openedBy === undefined ? undefined : { program: `host:${host}`, opened_by: openedBy };
