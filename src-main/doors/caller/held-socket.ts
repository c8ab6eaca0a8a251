/** Whether a process has a socket open: Linux only, by the links in /proc/PID/fd; another user's cannot be read. */
import { readdirSync, readlinkSync } from 'node:fs';

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
