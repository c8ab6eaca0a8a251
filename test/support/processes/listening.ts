/** The TCP ports that processes listen on, as Linux shows them. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export function portsOf(...pids: readonly number[]): number[] {
  const sockets = new Set(pids.flatMap(socketsOf));
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((field) => field[3] === '0A' && sockets.has(`socket:[${field[9]}]`))
      .map((field) => Number.parseInt(String(field[1]?.split(':')[1]), 16)),
  );
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}
