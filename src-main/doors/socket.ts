/**
 * The door for programs of the same user: HTTP over a unix socket of mode 0600 in a folder of mode 0700 (a named pipe
 * on Windows). The only door with the right to read every token. Refuses other users and web pages.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Handler, Rights } from '../api/frame/door.ts';
import type { TokenShortcut } from '../api/token-shortcut.ts';
import type { Caller, CallerDoor } from '../core/caller.ts';
import { LatchkeyError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { Secret } from '../core/secret.ts';
import { callerAt } from './caller/caller.ts';
import { loadPeerOf, type PeerOf } from './caller/peer.ts';
import { closeServer, httpServer, type Limits } from './http/http-server.ts';
import { listen } from './http/listen.ts';
import { sameText } from './http/same-text.ts';
import { pipeValuePath, writePipeValue } from './pipe-value.ts';
import { preparePath, socketPath } from './socket-path.ts';

/** Which door it is. */
export interface SocketDoorKind {
  readonly name: CallerDoor;
  readonly rights: Rights;
  /** `pid` undefined: the system does not say. */
  callerOf(pid: number | undefined): Caller;
}

const AGENTS_OWN: SocketDoorKind = {
  name: 'socket',
  rights: { tokens: true },
  callerOf: (pid) => callerAt('socket', pid),
};

export interface SocketDoorOptions {
  readonly handler: Handler;
  /** Absent: every request goes through the handler. */
  readonly shortcut?: TokenShortcut | undefined;
  /** Absent: `socketPath()`. */
  readonly path?: string | undefined;
  /** Absent: the agent's own. */
  readonly door?: SocketDoorKind | undefined;
  /** Asked at each connection; false: it is closed. */
  readonly admits?: (() => boolean) | undefined;
  readonly log?: Log | undefined;
  readonly limits?: Limits | undefined;
  /** For tests; absent: asked of the system. */
  readonly peerOf?: PeerOf | undefined;
}

export interface SocketDoor {
  readonly path: string;
  /** True if each caller's uid is compared, which not every system allows. */
  readonly checksPeers: boolean;
  /** Resolves when all connections are closed and the socket file is gone. */
  close(): Promise<void>;
}

/** Rejects with `folder_unsafe`, `agent_already_running`. */
export async function openSocketDoor(options: SocketDoorOptions): Promise<SocketDoor> {
  const { path = socketPath(), door = AGENTS_OWN } = options;
  const { name, rights } = door;
  await preparePath(path);
  const peerOf = options.peerOf ?? (await loadPeerOf());
  if (peerOf === undefined) options.log?.info('peer_check_unavailable', { platform: process.platform });
  const strangers = new WeakSet<Socket>();
  const callers = new WeakMap<Socket, Caller>();
  const callerOf = ({ socket }: IncomingMessage) => callers.get(socket);
  let value: Secret | undefined;
  const server = httpServer({
    refuse: (incoming) => (strangers.has(incoming.socket) ? stranger(name) : refuse(incoming, value)),
    respond: (request, incoming) => options.handler(request, { name, rights, caller: callerOf(incoming) }),
    callerOf,
    shortcut: options.shortcut,
    limits: options.limits,
  });
  server.prependListener('connection', (socket) => {
    if (options.admits?.() === false) return void socket.destroy();
    const peer = peerOf?.(socket);
    if (peer !== undefined && peer.uid !== process.getuid?.()) strangers.add(socket);
    else callers.set(socket, door.callerOf(peer?.pid));
  });
  await listen(server, path);
  if (process.platform === 'win32') value = writePipeValue(pipeValuePath());
  return { path, checksPeers: peerOf !== undefined, close: () => closeServer(server) };
}

/** F52. The same user only: root can read a process's memory anyway, but a script under sudo must not get a person's token by accident. */
function stranger(door: CallerDoor): LatchkeyError {
  const inContainer = door === 'forward' ? "; in a container, start it with --user and that user's number" : '';
  return new LatchkeyError('not_allowed', 'The socket is only for the user who runs the agent.', {
    hint: `Run the command as the user who runs the agent${inContainer}.`,
  });
}

const HOSTS: ReadonlySet<string | undefined> = new Set(['localhost', 'latchkey']);

/** A browser always sends one of these when a page asks; no program has a reason to. */
function refuse(incoming: IncomingMessage, value: Secret | undefined): LatchkeyError | undefined {
  const { origin, referer, host, authorization } = incoming.headers;
  if (origin !== undefined || referer !== undefined) {
    return new LatchkeyError('not_allowed', 'Requests from web pages are not accepted at the socket.');
  }
  if (!HOSTS.has(host)) {
    return new LatchkeyError('not_allowed', 'The Host header does not name this agent.', {
      hint: 'Use http://localhost/ in the URL, e.g. curl --unix-socket PATH http://localhost/v1/status.',
    });
  }
  if (value !== undefined && !sameText(authorization ?? '', `Bearer ${value.reveal()}`)) {
    return new LatchkeyError('not_allowed', 'The pipe value is missing or wrong.');
  }
  return undefined;
}
