/**
 * Who asks for a token, as far as the system knows: the program at the other end of a door and the programs that
 * started it. It names a program for the person and the audit log; it is no proof against a hostile program of the same
 * user.
 */

export interface ProcessInfo {
  readonly pid: number;
  /** The short name that the system shows. */
  readonly name: string;
  /** Absolute path; absent: the system does not say. */
  readonly executable?: string;
  /** True: it runs another file than the one that the agent sees at that path, or sees other files than the agent. */
  readonly elsewhere?: boolean;
}

export type CallerDoor = 'socket' | 'window' | 'page' | 'tray' | 'container' | 'oidc-agent' | 'forward';

export interface Caller {
  readonly door: CallerDoor;
  /** The program that wants it: the nearest process that is neither Latchkey's own command nor a shell that only ran it. */
  readonly program?: ProcessInfo | undefined;
  /** The process at the other end, then its parents; empty: unknown. */
  readonly processes: readonly ProcessInfo[];
  /** The same text for one run of the program as long as it runs the same file; absent: runs cannot be distinguished. */
  readonly run?: string | undefined;
  /** What its questions are counted with, if not by its path: anyone can make copies of a file that is not the system's. */
  readonly origin?: string | undefined;
  /** The other machine, for requests through a forwarded socket. */
  readonly host?: string;
  /** For requests through a forwarded socket: the executable of the program that opened it. Absent: unknown. */
  readonly openedBy?: string | undefined;
  /** What the program says about itself (oidc-agent's `application_hint`); proves nothing. */
  readonly claim?: string;
}
