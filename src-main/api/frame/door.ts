/** The door that a request came through, and what it may ask. Every route and every door shares these types. */
import type { Caller, CallerDoor } from '../../core/caller.ts';
import { LatchkeyError } from '../../core/errors.ts';

/** A door authenticates before it calls the handler. */
export interface Door {
  readonly name: CallerDoor;
  readonly rights: Rights;
  /** Who is at the door; absent: unknown. */
  readonly caller?: Caller | undefined;
}

export interface Rights {
  readonly tokens: boolean;
  /** May answer the questions to the person: only where a person sits, or a program could allow itself. */
  readonly answers?: true;
  /** Only tokens and credentials of these, each NAME or NAME/ROLE, and no command at all; see limited.ts. */
  readonly only?: ReadonlySet<string>;
}

export type Handler = (request: Request, door: Door) => Promise<Response>;

/** Who asks at a door. Never absent, since that would mean the agent itself, about which no one is asked. */
export function callerAt({ name, caller }: Pick<Door, 'name' | 'caller'>): Caller {
  return caller ?? { door: name, processes: [] };
}

/** Throws `not_allowed` at a door that may not hand out tokens or credentials of roles. */
export function demandTokenRight({ rights, name }: Door): void {
  if (!rights.tokens) throw new LatchkeyError('not_allowed', `The ${name} may not read tokens.`);
}
