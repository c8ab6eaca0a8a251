/**
 * Which process is at the other end of a TCP connection from 127.0.0.1 to us. Linux only, and no more than a hint: the
 * socket's inode is looked up in /proc/net/tcp, then among the open files of our user's processes. Bounded in time.
 */
import { readdirSync, readlinkSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';

/** 127.0.0.1 as the kernel prints it: in the byte order of the machine, and Node runs on little-endian ones but for s390x. */
const LOOPBACK = '0100007F';
const DEADLINE_MS = 250;

/**
 * `localPort` is ours, `remotePort` the client's. Undefined: another user's, another network namespace's, gone, or not
 * found within 250 ms. Costs about a millisecond per 10 processes, without blocking: remember the answer per connection.
 */
export async function tcpPeerPid(localPort: number, remotePort: number): Promise<number | undefined> {
  if (process.platform !== 'linux') return undefined;
  const inode = await inodeOf(localPort, remotePort);
  return inode === undefined ? undefined : await holderOf(inode);
}

/** A dual-stack client (Java's) has its connection to 127.0.0.1 in the table of IPv6, as ::ffff:127.0.0.1. */
async function inodeOf(localPort: number, remotePort: number): Promise<string | undefined> {
  const end = (port: number) => `${LOOPBACK}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  for (const table of ['/proc/self/net/tcp', '/proc/self/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const [, from = '', to = '', , , , , uid, , inode] = line.trim().split(/\s+/);
      if (!from.endsWith(end(remotePort)) || !to.endsWith(end(localPort))) continue;
      // 0: nobody holds it any more.
      return Number(uid) === process.getuid?.() && inode !== '0' ? inode : undefined;
    }
  }
  return undefined;
}

/** The youngest first: a tool that asks was mostly started a moment ago. */
async function holderOf(inode: string): Promise<number | undefined> {
  const untilMs = performance.now() + DEADLINE_MS;
  const wanted = `socket:[${inode}]`;
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  for (const pid of pids.sort((a, b) => b - a)) {
    if (performance.now() > untilMs) return undefined;
    const folder = `/proc/${pid}/fd`;
    // Another user's folder of open files cannot be read.
    const files = await readdir(folder).catch(() => []);
    const links = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => '')));
    if (links.includes(wanted)) return pid;
  }
  return undefined;
}

/**
 * The number under which the process has the socket open; undefined: it has not. Of one process the answer is there in some
 * microseconds per open file: to wait for it would take longer. `likely` are looked at first, since numbers are used again.
 */
export function numberOf(inode: string, pid: number, likely: readonly string[] = []): string | undefined {
  const folder = `/proc/${pid}/fd`;
  const isIt = (file: string) => linkOf(`${folder}/${file}`) === `socket:[${inode}]`;
  try {
    // What was opened last mostly has the highest number.
    return likely.find(isIt) ?? readdirSync(folder).reverse().find(isIt);
  } catch {
    return undefined;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
