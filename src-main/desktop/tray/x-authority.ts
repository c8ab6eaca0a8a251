/** The key to an X server, from the file in which X clients find it (Xau(3)). */
import { readFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';

export interface Cookie {
  readonly name: string;
  readonly data: Buffer;
}

const NAME = 'MIT-MAGIC-COOKIE-1';
/** Families of addresses: this machine by its name, and any. */
const [LOCAL, WILD] = [256, 65_535];

/** Of the display with this number on this machine; undefined: none, and the server may let us in without. Never rejects. */
export async function cookieFor(display: string, env = process.env): Promise<Cookie | undefined> {
  const path = env['XAUTHORITY'] || join(env['HOME'] || homedir(), '.Xauthority');
  const file = await readFile(path).catch(() => Buffer.alloc(0));
  return findCookie(file, display, hostname());
}

/** A file that breaks off counts up to there. */
export function findCookie(file: Buffer, display: string, host: string): Cookie | undefined {
  let at = 0;
  const next = (): Buffer => {
    const start = at + 2;
    at = start + file.readUInt16BE(at);
    return file.subarray(start, at);
  };
  try {
    while (at < file.length) {
      const family = file.readUInt16BE(at);
      at += 2;
      const [address, number, name, data] = [next(), next().toString(), next().toString(), next()];
      const isHere = family === WILD || (family === LOCAL && address.toString() === host);
      if (isHere && name === NAME && (number === '' || number === display)) return { name, data };
    }
  } catch {
    // It ends in the middle of an entry.
  }
  return undefined;
}
