/**
 * Whether the X server has a tray of the older kind (XEmbed: trayer, i3bar, polybar), which D-Bus does not know: whether
 * anyone owns its selection. Three requests of the X protocol, over the server's own socket.
 */
import { createConnection, type Socket } from 'node:net';
import { type Cookie, cookieFor } from './x-authority.ts';

export interface Display {
  /** Undefined: on this machine, by its unix socket. */
  readonly host: string | undefined;
  readonly number: string;
  readonly screen: string;
}

const WITHIN_MS = 3_000;
const FIRST_PORT = 6000;
const [INTERN_ATOM, GET_SELECTION_OWNER, REPLY] = [16, 23, 1];

/** Never rejects. In a Wayland session Electron is no client of the X server, whatever tray that one has. */
export async function hasXTray(env = process.env): Promise<boolean> {
  const display = env['WAYLAND_DISPLAY'] ? undefined : parseDisplay(env['DISPLAY']);
  if (display === undefined) return false;
  const { host, number } = display;
  const port = FIRST_PORT + Number(number);
  const socket = createConnection(host === undefined ? { path: `/tmp/.X11-unix/X${number}` } : { host, port });
  socket.on('error', () => {});
  const late = setTimeout(() => socket.destroy(new Error('no answer in time')), WITHIN_MS);
  try {
    return await hasOwner(socket, display, await cookieFor(number, env));
  } catch {
    return false;
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}

/** `:0`, `:0.0`, `unix:0`, `localhost:10.0`. */
export function parseDisplay(text = ''): Display | undefined {
  const [, host = '', number, screen = '0'] = /^([\w.-]*):(\d{1,5})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  return { host: host === '' || host === 'unix' ? undefined : host, number, screen };
}

async function hasOwner(socket: Socket, { screen }: Display, cookie: Cookie | undefined): Promise<boolean> {
  const take = taker(socket);
  socket.write(hello(cookie));
  const welcome = await take(8);
  if (welcome[0] !== REPLY) return false;
  await take(welcome.readUInt16LE(6) * 4);
  const answer = async (request: Buffer): Promise<number> => {
    socket.write(request);
    for (;;) {
      const packet = await take(32);
      if (packet[0] === REPLY) return packet.readUInt32LE(8);
      // An error; anything else is an event, which every client gets.
      if (packet[0] === 0) return 0;
    }
  };
  const atom = await answer(internAtom(`_NET_SYSTEM_TRAY_S${screen}`));
  return atom !== 0 && (await answer(selectionOwner(atom))) !== 0;
}

/** Reads exactly so many bytes; rejects at the end. */
function taker(socket: Socket): (bytes: number) => Promise<Buffer> {
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  let rest = Buffer.alloc(0);
  return async (bytes) => {
    while (rest.length < bytes) {
      const { value } = await chunks.next();
      if (value === undefined) throw new Error('the X server closed the connection');
      rest = Buffer.concat([rest, value]);
    }
    const taken = rest.subarray(0, bytes);
    rest = rest.subarray(bytes);
    return taken;
  };
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);

/** Little-endian, protocol 11.0. */
function hello({ name, data }: Cookie = { name: '', data: Buffer.alloc(0) }): Buffer {
  const head = Buffer.alloc(12);
  head.write('l');
  head.writeUInt16LE(11, 2);
  head.writeUInt16LE(name.length, 6);
  head.writeUInt16LE(data.length, 8);
  return Buffer.concat([head, padded(Buffer.from(name)), padded(data)]);
}

/** Only if it exists: without a tray, no one may ever have named it. */
function internAtom(name: string): Buffer {
  const text = padded(Buffer.from(name));
  const head = Buffer.from([INTERN_ATOM, 1, 0, 0, 0, 0, 0, 0]);
  head.writeUInt16LE(2 + text.length / 4, 2);
  head.writeUInt16LE(name.length, 4);
  return Buffer.concat([head, text]);
}

function selectionOwner(atom: number): Buffer {
  const request = Buffer.from([GET_SELECTION_OWNER, 0, 2, 0, 0, 0, 0, 0]);
  request.writeUInt32LE(atom, 4);
  return request;
}
