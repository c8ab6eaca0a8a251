/** Whether a process has a socket open: Linux only, by the links in /proc/PID/fd; those of another user cannot be read. */
import { readdirSync, readlinkSync } from 'node:fs';

/**
 * The descriptor under which the process has the socket open; undefined: it does not. The answer takes a few
 * microseconds per open file: waiting for it would take longer. `likely` are checked first, since descriptors are
 * reused.
 */
export function numberOf(inode: string, pid: number, likely: readonly string[] = []): string | undefined {
  const folder = `/proc/${pid}/fd`;
  const isIt = (file: string) => linkOf(`${folder}/${file}`) === `socket:[${inode}]`;
  try {
    // The descriptor opened last usually has the highest number.
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
