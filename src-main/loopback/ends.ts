/** The two ends of a TCP connection as Node names them, and as the kernel does. Pure. */
import { isIPv4, isIPv6 } from 'node:net';

/** As at our end: a net.Socket is one. */
export interface Ends {
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

/** The client's end of it. */
export interface Connection {
  /** As in /proc/PID/fd. */
  readonly inode: string;
  readonly uid: number;
}

/** Undefined: gone, or of another network namespace. */
export type FindConnection = (ends: Ends) => Connection | undefined;

export interface Place {
  /** 4 bytes, or 16. */
  readonly address: Uint8Array;
  readonly port: number;
}

export interface Places {
  readonly ours: Place;
  readonly theirs: Place;
}

/** Undefined: the connection has already ended. */
export function placesOf({ localAddress, localPort, remoteAddress, remotePort }: Ends): Places | undefined {
  const [ours, theirs] = [placeOf(localAddress, localPort), placeOf(remoteAddress, remotePort)];
  return ours && theirs && { ours, theirs };
}

function placeOf(address = '', port = 0): Place | undefined {
  const bytes = addressBytes(address);
  return bytes && port > 0 ? { address: bytes, port } : undefined;
}

/** An IPv4 address that IPv6 carries (::ffff:127.0.0.1) is that IPv4 address. */
function addressBytes(text: string): Uint8Array | undefined {
  const plain = text.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIPv4(plain)) return Uint8Array.from(plain.split('.'), Number);
  if (!isIPv6(plain) || plain.includes('.')) return undefined;
  const [head = [], tail] = plain.split('::').map((half) => half.split(':').filter((word) => word !== ''));
  const zeros = tail === undefined ? [] : Array<string>(8 - head.length - tail.length).fill('0');
  const words = [...head, ...zeros, ...(tail ?? [])].map((word) => Number.parseInt(word, 16));
  return Uint8Array.from(words.flatMap((word) => [word >> 8, word & 0xff]));
}
