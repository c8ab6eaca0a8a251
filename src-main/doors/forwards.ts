/**
 * The limited sockets that are open: each has an owner, the process that asked for it, and is closed when the owner is
 * gone, on request, or when the agent stops. It decides no rights (see forward.ts).
 */
import { rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { asName, FORWARD_RULE } from '../../src-shared/names.ts';
import { present } from '../../src-shared/present.ts';
import type { Handler } from '../api/frame/door.ts';
import type { Forwards, NewForward } from '../api/frame/info.ts';
import type { ForwardEntry } from '../api/schemas/forward-schemas.ts';
import { LatchkeyError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { PeerOf } from './caller/peer.ts';
import { openForwardDoor } from './forward.ts';
import type { SocketDoor } from './socket.ts';

const SWEEP_MS = 60_000;

interface Open {
  readonly entry: ForwardEntry;
  readonly door: SocketDoor;
  /** Named by the person: a container may have the folder mounted, and sees the next socket only in the same one. */
  readonly keepsFolder: boolean;
}

export interface ForwardDoorsOptions {
  readonly handler: Handler;
  /** The agent's own socket; the others are in `forward/` beside it. */
  readonly beside: string;
  readonly nowMs: () => number;
  readonly log?: Log | undefined;
  /** For tests; absent: as the system says. */
  readonly isAlive?: (pid: number) => boolean;
  readonly peerOf?: PeerOf | undefined;
  readonly sweepMs?: number;
}

export interface ForwardDoors extends Forwards {
  /** Closes all. */
  stop(): Promise<void>;
}

export function forwardDoors(options: ForwardDoorsOptions): ForwardDoors {
  const { isAlive = processIsAlive, log } = options;
  const open = new Map<string, Open>();
  /** Ids that are being opened, so that two at once do not use the same. */
  const taken = new Set<string>();
  let sweeper: NodeJS.Timeout | undefined;

  const close = async (id: string): Promise<boolean> => {
    const found = open.get(id);
    if (found === undefined) return false;
    open.delete(id);
    if (open.size === 0) clearInterval(sweeper);
    await found.door.close();
    if (!found.keepsFolder) removeFolder(found.entry.socket);
    log?.info('forward_closed', { id });
    return true;
  };
  const isOwned = ({ owner }: ForwardEntry) => owner === undefined || isAlive(owner);
  const sweep = async (): Promise<void> => {
    const left = [...open.values()].filter(({ entry }) => !isOwned(entry));
    await Promise.all(left.map(({ entry }) => close(entry.id)));
  };
  const admits = (id: string): boolean => {
    const found = open.get(id);
    if (found === undefined || isOwned(found.entry)) return true;
    void close(id);
    return false;
  };
  const freeId = (wanted: NewForward): string => {
    const isTaken = (id: string) => open.has(id) || taken.has(id);
    const { name } = wanted;
    if (name === undefined) return firstFree(slug(wanted.host), isTaken);
    if (!isTaken(name)) return name;
    throw new LatchkeyError('forward_exists', `There is already a forward named '${name}'.`);
  };

  return {
    async open(wanted) {
      if (process.platform === 'win32') {
        throw new LatchkeyError('forward_refused', 'On Windows there is no socket to forward.');
      }
      await sweep();
      const id = freeId(wanted);
      taken.add(id);
      try {
        const { host, profiles, owner, openedBy } = wanted;
        const door = await openForwardDoor({ ...options, id, host, profiles, openedBy, admits: () => admits(id) });
        const openedAt = Math.floor(options.nowMs() / 1000);
        const entry = present({ id, host, profiles: [...profiles], socket: door.path, opened_at: openedAt, owner });
        const keepsFolder = wanted.name !== undefined;
        open.set(id, { entry, door, keepsFolder });
      } finally {
        taken.delete(id);
      }
      if (open.size === 1) sweeper = setInterval(() => void sweep(), options.sweepMs ?? SWEEP_MS).unref();
      log?.info('forward_opened', { id });
      return entryOf(open, id);
    },
    list: () => [...open.values()].filter(({ entry }) => isOwned(entry)).map(({ entry }) => entry),
    close,
    async stop() {
      await Promise.all([...open.keys()].map(close));
    },
  };
}

function entryOf(open: ReadonlyMap<string, Open>, id: string): ForwardEntry {
  const found = open.get(id);
  if (found === undefined)
    throw new LatchkeyError('forward_refused', 'The forward was closed while it was being opened.');
  return found.entry;
}

/** The host as the name of a folder, short enough for a socket's path. */
function slug(host: string): string {
  return asName({ ...FORWARD_RULE, longest: 24 }, host) || 'host';
}

function firstFree(name: string, isTaken: (id: string) => boolean): string {
  let id = name;
  for (let count = 2; isTaken(id); count += 1) id = `${name}-${count}`;
  return id;
}

function removeFolder(socket: string): void {
  try {
    rmdirSync(dirname(socket));
  } catch {
    // It contains something else: not ours to remove.
  }
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
