/**
 * The owner of a TCP connection to us, asked of Linux for this one connection (sock_diag(7)) in a few microseconds:
 * /proc/net/tcp lists all connections of a machine, which takes up to 30 ms. koffi is optional: without it the owner is
 * unknown.
 */

export interface Connection {
  /** Of the client's end, as in /proc/PID/fd. */
  readonly inode: string;
  /** False: another user's. */
  readonly isOurs: boolean;
}

/**
 * `localPort` is ours, `remotePort` the client's, both of 127.0.0.1. Undefined: in another network namespace, gone, or
 * unknown.
 */
export type ConnectionAt = (localPort: number, remotePort: number) => Connection | undefined;

interface Netlink {
  send(fd: number, message: Uint8Array, length: number, flags: number): number;
  recv(fd: number, answer: Uint8Array, length: number, flags: number): number;
}

const [AF_INET, AF_NETLINK, SOCK_RAW, SOCK_CLOEXEC, NETLINK_INET_DIAG] = [2, 16, 3, 0o2000000, 4];
const [SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, MSG_DONTWAIT, IPPROTO_TCP] = [20, 1, 0x40, 6];
/** struct nlmsghdr and struct inet_diag_req_v2; in the answer (struct inet_diag_msg) the user and the inode come last. */
const REQUEST_BYTES = 16 + 56;
const [UID_AT, INODE_AT, ANSWER_BYTES] = [80, 84, 88];
const LOOPBACK = [127, 0, 0, 1];

/** Undefined if this system or installation has no way to find out. */
export async function loadConnectionAt(): Promise<ConnectionAt | undefined> {
  if (process.platform !== 'linux' || /mips|sparc|alpha/.test(process.arch)) return undefined;
  try {
    const { default: koffi } = await import('koffi');
    const libc = koffi.load(null);
    const fd = libc.func('int socket(int domain, int type, int protocol)')(
      AF_NETLINK,
      SOCK_RAW | SOCK_CLOEXEC,
      NETLINK_INET_DIAG,
    );
    const netlink: Netlink = {
      send: libc.func('intptr_t send(int fd, const uint8_t *message, size_t length, int flags)'),
      recv: libc.func('intptr_t recv(int fd, _Out_ uint8_t *answer, size_t length, int flags)'),
    };
    if (typeof fd !== 'number' || fd < 0) return undefined;
    let serial = 0;
    return (localPort, remotePort) => {
      serial = (serial + 1) % 0x8000_0000;
      return ask(netlink, fd, serial, requestFor(serial, localPort, remotePort));
    };
  } catch {
    return undefined;
  }
}

/** The kernel answers before `send` returns, so there is no waiting. */
function ask(netlink: Netlink, fd: number, serial: number, request: Uint8Array): Connection | undefined {
  if (netlink.send(fd, request, request.length, 0) !== request.length) return undefined;
  const answer = new Uint8Array(4096);
  const view = new DataView(answer.buffer);
  for (;;) {
    if (netlink.recv(fd, answer, answer.length, MSG_DONTWAIT) < ANSWER_BYTES) return undefined;
    // Leftovers of an earlier query are skipped.
    if (view.getUint32(8, isLittle) === serial) break;
  }
  if (view.getUint16(4, isLittle) !== SOCK_DIAG_BY_FAMILY) return undefined;
  const inode = view.getUint32(INODE_AT, isLittle);
  // 0: no process holds it any longer.
  if (inode === 0) return undefined;
  return { inode: String(inode), isOurs: view.getUint32(UID_AT, isLittle) === process.getuid?.() };
}

const isLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The client's end: its port first. A connection of a dual-stack client (Java's) is also found by its IPv4 addresses. */
function requestFor(serial: number, localPort: number, remotePort: number): Uint8Array {
  const bytes = new Uint8Array(REQUEST_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, REQUEST_BYTES, isLittle);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, isLittle);
  view.setUint16(6, NLM_F_REQUEST, isLittle);
  view.setUint32(8, serial, isLittle);
  bytes.set([AF_INET, IPPROTO_TCP], 16);
  view.setUint32(20, 0xffff_ffff, isLittle); // in any state
  view.setUint16(24, remotePort);
  view.setUint16(26, localPort);
  bytes.set(LOOPBACK, 28);
  bytes.set(LOOPBACK, 44);
  bytes.fill(0xff, 64, 72); // no cookie
  return bytes;
}
