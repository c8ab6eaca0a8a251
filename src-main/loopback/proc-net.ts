/**
 * The owner of a TCP connection to us, read from the kernel's table of all connections, /proc/net/tcp and tcp6
 * (proc(5)). It needs nothing but the file, and takes up to 30 ms on a machine with thousands of connections.
 */
import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import { type Connection, type Ends, type Place, placesOf } from './ends.ts';

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

export function findInProcNet(ends: Ends): Connection | undefined {
  const places = placesOf(ends);
  if (places === undefined) return undefined;
  const { ours, theirs } = places;
  const found = inTable('/proc/net/tcp6', asIpv6(theirs), asIpv6(ours));
  if (found !== undefined || ours.address.length === 16) return found;
  return inTable('/proc/net/tcp', theirs, ours);
}

/** The line of the client's end: its own address first. */
function inTable(file: string, client: Place, server: Place): Connection | undefined {
  const wanted = `: ${written(client)} ${written(server)} `;
  const line = read(file)
    .split('\n')
    .find((each) => each.includes(wanted));
  const [, , , , , , , uid, , inode = '0'] = line?.trim().split(/\s+/) ?? [];
  // 0: no process holds it any longer.
  return inode === '0' ? undefined : { inode, uid: Number(uid) };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

/** As the kernel prints it: 32 bits at a time, in the machine's own order. */
function written({ address, port }: Place): string {
  const bytes = [...address].map((byte) => hex(byte, 2));
  const words = Array.from({ length: bytes.length / 4 }, (_, at) => bytes.slice(4 * at, 4 * at + 4));
  const ordered = endianness() === 'LE' ? words.map((word) => word.reverse()) : words;
  return `${ordered.flat().join('')}:${hex(port, 4)}`;
}

function hex(number: number, digits: number): string {
  return number.toString(16).toUpperCase().padStart(digits, '0');
}

function asIpv6({ address, port }: Place): Place {
  return { address: address.length === 16 ? address : Uint8Array.from([...MAPPED, ...address]), port };
}
