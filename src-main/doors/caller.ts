/** The program behind a process id: what the system says of it and of those that started it. */
import type { Caller, CallerDoor } from '../core/caller.ts';

/** `pid` undefined: the system does not tell. */
export function callerAt(door: CallerDoor, pid: number | undefined): Caller {
  return { door, processes: pid === undefined ? [] : [{ pid, name: '?' }] };
}
