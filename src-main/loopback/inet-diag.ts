/**
 * The owner of a TCP connection to us, asked of Linux for this one connection (sock_diag(7)) in a few microseconds:
 * proc-net.ts reads a list of all connections of the machine instead. koffi is optional.
 */
import { type Connection, type FindConnection, type Place, type Places, placesOf } from './ends.ts';

interface Netlink {
  send(fd: number, message: Uint8Array, length: number, flags: number): number;
  recv(fd: number, answer: Uint8Array, length: number, flags: number): number;
}

const [AF_INET, AF_INET6, AF_NETLINK, SOCK_RAW, SOCK_CLOEXEC, NETLINK_INET_DIAG] = [2, 10, 16, 3, 0o2000000, 4];
const [SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, MSG_DONTWAIT, IPPROTO_TCP] = [20, 1, 0x40, 6];
/** struct nlmsghdr and struct inet_diag_req_v2; in the answer (struct inet_diag_msg) the user and the inode come last. */
const REQUEST_BYTES = 16 + 56;
const [OTHER_PORT_AT, UID_AT, INODE_AT, ANSWER_BYTES] = [22, 80, 84, 88];

/** Undefined if this system or installation has no way to find out. */
export async function loadInetDiag(): Promise<FindConnection | undefined> {
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
    return (ends) => {
      const places = placesOf(ends);
      serial = (serial + 1) % 0x8000_0000;
      return places && ask(netlink, fd, serial, places);
    };
  } catch {
    return undefined;
  }
}

/** The kernel answers before `send` returns, so there is no waiting. */
function ask(netlink: Netlink, fd: number, serial: number, { ours, theirs }: Places): Connection | undefined {
  const request = requestFor(serial, theirs, ours);
  if (netlink.send(fd, request, request.length, 0) !== request.length) return undefined;
  const answer = new Uint8Array(4096);
  const view = new DataView(answer.buffer);
  for (;;) {
    if (netlink.recv(fd, answer, answer.length, MSG_DONTWAIT) < ANSWER_BYTES) return undefined;
    // Leftovers of an earlier query are skipped.
    if (view.getUint32(8, isLittle) === serial) break;
  }
  if (view.getUint16(4, isLittle) !== SOCK_DIAG_BY_FAMILY) return undefined;
  // With the connection gone, the kernel names whoever listens at the client's port.
  if (view.getUint16(OTHER_PORT_AT) !== ours.port) return undefined;
  const inode = view.getUint32(INODE_AT, isLittle);
  // 0: no process holds it any longer.
  if (inode === 0) return undefined;
  return { inode: String(inode), uid: view.getUint32(UID_AT, isLittle) };
}

const isLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The client's end: its port first. A connection of a dual-stack client (Java's) is also found by its IPv4 addresses. */
function requestFor(serial: number, client: Place, server: Place): Uint8Array {
  const bytes = new Uint8Array(REQUEST_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, REQUEST_BYTES, isLittle);
  view.setUint16(4, SOCK_DIAG_BY_FAMILY, isLittle);
  view.setUint16(6, NLM_F_REQUEST, isLittle);
  view.setUint32(8, serial, isLittle);
  bytes.set([client.address.length === 4 ? AF_INET : AF_INET6, IPPROTO_TCP], 16);
  view.setUint32(20, 0xffff_ffff, isLittle); // in any state
  view.setUint16(24, client.port);
  view.setUint16(26, server.port);
  bytes.set(client.address, 28);
  bytes.set(server.address, 44);
  bytes.fill(0xff, 64, 72); // no cookie
  return bytes;
}
