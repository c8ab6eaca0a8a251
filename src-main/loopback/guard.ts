/**
 * Guards an HTTP server on loopback: who is at the other end of each connection, and how many there may be. Another
 * user's connection may hear why it is refused and is closed; it never keeps the place of one of ours.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { TcpPeers } from './admission.ts';

const MOST = 100;
const MOST_STRANGERS = 10;
/** How long a stranger's connection lives. */
const STRANGER_MS = 1_000;
const KEEP_ALIVE_MS = 5_000;

export interface Guard {
  /** Of another user, or of unknown origin: its requests get a refusal and nothing else. */
  isStranger(socket: Socket): boolean;
}

export function guardLoopback(server: Server, peers: Pick<TcpPeers, 'admits'>): Guard {
  const strangers = new WeakSet<Socket>();
  const ours = new Set<Socket>();
  const theirs = new Set<Socket>();
  const busy = new Set<Socket>();
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.prependListener('connection', (socket: Socket) => {
    if (peers.admits(socket)) {
      makeRoom(ours, busy);
      return takeIn(socket, ours, MOST);
    }
    strangers.add(socket);
    setTimeout(() => socket.destroy(), STRANGER_MS).unref();
    takeIn(socket, theirs, MOST_STRANGERS);
  });
  server.on('request', ({ socket }, response) => {
    busy.add(socket);
    response.once('close', () => busy.delete(socket));
  });
  return { isStranger: (socket) => strangers.has(socket) };
}

function takeIn(socket: Socket, open: Set<Socket>, most: number): void {
  if (open.size >= most) return void socket.destroy();
  open.add(socket);
  socket.once('close', () => open.delete(socket));
}

/** The oldest connection that waits for nothing makes way for a new one. */
function makeRoom(open: Set<Socket>, busy: ReadonlySet<Socket>): void {
  if (open.size < MOST) return;
  for (const socket of open) {
    if (busy.has(socket)) continue;
    open.delete(socket);
    socket.destroy();
    return;
  }
}
