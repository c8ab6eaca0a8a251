/**
 * Which TCP connections to this machine are of the user who runs the agent. A connection that the kernel does not know
 * is refused like one of another user.
 */
import { accessSync, constants } from 'node:fs';
import { release } from 'node:os';
import type { Connection, Ends, FindConnection } from './ends.ts';

export interface TcpPeers {
  /** False on macOS and Windows: the system does not say, and everyone on this machine is let in. */
  readonly isKnown: boolean;
  find(ends: Ends): Connection | undefined;
  /** F52. The same user only, as at the socket. */
  admits(ends: Ends): boolean;
}

/** `kernel`: in WSL, a browser on Windows comes as root or from outside of the table; other users' programs do not. */
export function peersBy(find: FindConnection, kernel = release()): TcpPeers {
  const isKnown = process.platform === 'linux' && isReadable('/proc/net/tcp');
  if (!isKnown) return { isKnown, find: () => undefined, admits: () => true };
  const isWsl = /microsoft/i.test(kernel);
  return {
    isKnown,
    find,
    admits(ends) {
      const uid = find(ends)?.uid;
      return uid === process.getuid?.() || (isWsl && (uid === undefined || uid === 0));
    },
  };
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
