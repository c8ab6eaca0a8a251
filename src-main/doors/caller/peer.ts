/**
 * Who is at the other end of a unix socket, on Linux: SO_PEERCRED (unix(7)), which Node does not offer. koffi is
 * optional: without it, and on other systems, the folder of mode 0700 is the only protection, and the caller learns so.
 */
import type { Socket } from 'node:net';

export interface Peer {
  readonly pid: number;
  readonly uid: number;
}

/** Undefined if the system does not say. */
export type PeerOf = (socket: Socket) => Peer | undefined;

const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
/** struct ucred: pid, uid, gid, each of 32 bits. */
const UCRED_BYTES = 12;
/** As plain memory: nothing is copied back and forth. */
const SIGNATURE = 'int getsockopt(int fd, int level, int name, void *value, void *length)';

/** Undefined if this system or installation has no way to find out. Takes about 25 ms, once. */
export async function loadPeerOf(): Promise<PeerOf | undefined> {
  // The numbers above are those of the architectures that Node runs on, except MIPS and SPARC.
  if (process.platform !== 'linux' || /mips|sparc/.test(process.arch)) return undefined;
  try {
    const { default: koffi } = await import('koffi');
    const getsockopt = koffi.load(null).func(SIGNATURE);
    return (socket) => peerOf(socket, getsockopt);
  } catch {
    return undefined;
  }
}

type GetSockOpt = (fd: number, level: number, name: number, value: Uint32Array, length: Uint32Array) => unknown;

const value = new Uint32Array(UCRED_BYTES / 4);
const length = new Uint32Array(1);

function peerOf(socket: Socket, getsockopt: GetSockOpt): Peer | undefined {
  const fd = fileDescriptor(socket);
  if (fd === undefined) return undefined;
  length[0] = UCRED_BYTES;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, value, length) !== 0 || length[0] !== UCRED_BYTES) return undefined;
  const [pid, uid] = value;
  return pid === undefined || uid === undefined ? undefined : { pid, uid };
}

/** Node keeps it in an undocumented member; anything unexpected there means: unknown. */
function fileDescriptor(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, '_handle');
  if (typeof handle !== 'object' || handle === null) return undefined;
  const fd: unknown = Reflect.get(handle, 'fd');
  return typeof fd === 'number' && fd >= 0 ? fd : undefined;
}
