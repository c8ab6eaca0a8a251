/**
 * Which process is at the other end of a TCP connection from 127.0.0.1 to us. Linux only, and no more than a hint: the
 * socket's inode is looked up in /proc/net/tcp, then among the open files of our user's processes. Bounded in time.
 */
import { readdir, readFile, readlink } from 'node:fs/promises';

/** 127.0.0.1 as the kernel prints it: in the byte order of the machine, and Node runs on little-endian ones but for s390x. */
const LOOPBACK = '0100007F';
const DEADLINE_MS = 250;

export interface TcpPeer {
  /** False: another user's. */
  readonly isOurs: boolean;
  /** Undefined: another user's, gone, or not found within 250 ms. */
  readonly pid: number | undefined;
}

/**
 * `localPort` is ours, `remotePort` the client's. Undefined: another network namespace's, gone, or the system does not tell.
 * Costs about a millisecond per 10 processes, without blocking: remember the answer per connection. `likely`: looked at first.
 */
export async function tcpPeer(
  localPort: number,
  remotePort: number,
  likely: () => Promise<readonly number[]> = async () => [],
): Promise<TcpPeer | undefined> {
  if (process.platform !== 'linux') return undefined;
  const found = await inodeOf(localPort, remotePort);
  if (found === undefined) return undefined;
  if (!found.isOurs) return { isOurs: false, pid: undefined };
  const wanted = `socket:[${found.inode}]`;
  const untilMs = performance.now() + DEADLINE_MS;
  const pid =
    (await holderAmong(await likely(), wanted, untilMs)) ?? (await holderAmong(await allPids(), wanted, untilMs));
  return { isOurs: true, pid };
}

/** As `tcpPeer`, for those who need the process only. */
export async function tcpPeerPid(localPort: number, remotePort: number): Promise<number | undefined> {
  return (await tcpPeer(localPort, remotePort))?.pid;
}

/** A dual-stack client (Java's) has its connection to 127.0.0.1 in the table of IPv6, as ::ffff:127.0.0.1. */
async function inodeOf(localPort: number, remotePort: number): Promise<{ inode: string; isOurs: boolean } | undefined> {
  const end = (port: number) => `${LOOPBACK}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/self/net/tcp', '/proc/self/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const [, from = '', to = '', , , , , uid, , inode] = line.trim().split(/\s+/);
      if (!from.endsWith(end(remotePort)) || !to.endsWith(end(localPort))) continue;
      // 0: nobody holds it any more.
      return inode === undefined || inode === '0' ? undefined : { inode, isOurs: Number(uid) === process.getuid?.() };
    }
  }
  return undefined;
}

/** The youngest first: a tool that asks was mostly started a moment ago. */
async function allPids(): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  return pids.sort((a, b) => b - a);
}

async function holderAmong(pids: readonly number[], wanted: string, untilMs: number): Promise<number | undefined> {
  for (const pid of pids) {
    if (performance.now() > untilMs) return undefined;
    const folder = `/proc/${pid}/fd`;
    // Another user's folder of open files cannot be read.
    const files = await readdir(folder).catch(() => []);
    const links = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => '')));
    if (links.includes(wanted)) return pid;
  }
  return undefined;
}
