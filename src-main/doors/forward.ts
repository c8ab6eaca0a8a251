/**
 * The door of one limited socket: the same listener as the agent's own, in a separate folder beside it, with rights to
 * some profiles only. api/frame/limited.ts decides what that means; no shortcut leads past it.
 */
import { dirname, join } from 'node:path';
import type { Handler, Rights } from '../api/frame/door.ts';
import type { Caller } from '../core/caller.ts';
import type { Log } from '../core/ports.ts';
import { callerAt } from './caller/caller.ts';
import type { PeerOf } from './caller/peer.ts';
import { openSocketDoor, type SocketDoor } from './socket.ts';

export interface ForwardDoorOptions {
  readonly handler: Handler;
  /** The agent's own socket. */
  readonly beside: string;
  /** Name of its folder; checked by the API. */
  readonly id: string;
  readonly host: string;
  /** The executable of the program that opened it; absent: unknown. */
  readonly openedBy?: string | undefined;
  /** NAME, or NAME/ROLE for that role's credentials only. */
  readonly profiles: readonly string[];
  /** False: a connection is closed as it comes. */
  readonly admits?: () => boolean;
  readonly log?: Log | undefined;
  readonly peerOf?: PeerOf | undefined;
}

/**
 * A folder for each, so that a container that has the folder mounted also sees the socket that a later agent creates
 * there.
 */
export function forwardPath(beside: string, id: string): string {
  return join(dirname(beside), 'forward', id, 'agent.sock');
}

/** Rejects with `folder_unsafe`, `agent_already_running`. */
export function openForwardDoor(options: ForwardDoorOptions): Promise<SocketDoor> {
  const { handler, beside, id, profiles, admits, log, peerOf } = options;
  const rights: Rights = { tokens: true, only: new Set(profiles) };
  const door = { name: 'forward', rights, callerOf: (pid: number | undefined) => callerFrom(options, pid) } as const;
  return openSocketDoor({ handler, door, path: forwardPath(beside, id), admits, log, peerOf });
}

/** The process is the one that carries it on this machine: ssh, or the container's program. */
function callerFrom({ host, openedBy }: ForwardDoorOptions, pid: number | undefined): Caller {
  const carrier = callerAt('forward', pid);
  return {
    door: 'forward',
    host,
    openedBy,
    get program() {
      return carrier.program;
    },
    get processes() {
      return carrier.processes;
    },
    run: carrier.run,
  };
}
