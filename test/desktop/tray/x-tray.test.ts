/** A tray of the older kind: which X server is asked, with which cookie, and what its answers mean. */
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { findCookie } from '../../../src-main/desktop/tray/x-authority.ts';
import { hasXTray, parseDisplay } from '../../../src-main/desktop/tray/x-tray.ts';

const field = (bytes: string | Buffer): Buffer => {
  const data = Buffer.from(bytes);
  return Buffer.concat([Buffer.from([data.length >> 8, data.length & 255]), data]);
};
const entry = (family: number, address: string, display: string, [name, data]: readonly [string, Buffer]): Buffer =>
  Buffer.concat([Buffer.from([family >> 8, family & 255]), ...[address, display, name, data].map(field)]);

const [LOCAL, INTERNET, WILD] = [256, 0, 65_535];
const cookie = (byte: number) => ['MIT-MAGIC-COOKIE-1', Buffer.alloc(16, byte)] as const;

describe('the key to the X server', () => {
  const file = Buffer.concat([
    entry(INTERNET, '\u007f\u0000\u0000\u0001', '0', cookie(1)),
    entry(LOCAL, 'elsewhere', '0', cookie(2)),
    entry(LOCAL, 'here', '1', cookie(3)),
    entry(LOCAL, 'here', '0', ['XDM-AUTHORIZATION-1', Buffer.alloc(8)]),
    entry(LOCAL, 'here', '0', cookie(4)),
    entry(WILD, '', '', cookie(5)),
  ]);

  it.each([
    ['here', '0', 4],
    ['here', '1', 3],
    ['here', '2', 5],
    ['renamed', '0', 5],
  ])('on %s for display %s', (host, display, byte) => {
    expect(findCookie(file, display, host)?.data).toEqual(Buffer.alloc(16, byte));
  });

  it('is absent in a file that is empty, strange or cut off', () => {
    expect(findCookie(Buffer.alloc(0), '0', 'here')).toBeUndefined();
    expect(findCookie(Buffer.from('not a list of keys'), '0', 'here')).toBeUndefined();
    for (let length = 1; length < 40; length++)
      expect(findCookie(file.subarray(0, length), '9', 'here')).toBeUndefined();
  });
});

it.each([
  [':0', { host: undefined, number: '0', screen: '0' }],
  [':12.1', { host: undefined, number: '12', screen: '1' }],
  ['unix:0', { host: undefined, number: '0', screen: '0' }],
  ['localhost:10.0', { host: 'localhost', number: '10', screen: '0' }],
  ['', undefined],
  ['wayland-0', undefined],
  ['/private/tmp/x:0', undefined],
])('the display %s', (text, display) => {
  expect(parseDisplay(text)).toEqual(display);
});

/** Answers as an X server does, in pieces of `pieces` bytes; `closes`: goes away instead of the second answer. */
interface Script {
  readonly atom: number;
  readonly owner: number;
  readonly pieces?: number;
  readonly refuses?: boolean;
  readonly closes?: boolean;
}

const VENDOR = 40;

function welcome(refuses = false): Buffer {
  const bytes = Buffer.alloc(8 + VENDOR);
  bytes[0] = refuses ? 0 : 1;
  bytes.writeUInt16LE(VENDOR / 4, 6);
  return bytes;
}

function reply(value: number): Buffer {
  const [event, answer] = [Buffer.alloc(32), Buffer.alloc(32)];
  // MappingNotify goes to every client.
  event[0] = 34;
  answer[0] = 1;
  answer.writeUInt32LE(value, 8);
  return Buffer.concat([event, answer]);
}

/** Each request is answered when it has arrived; the client sends none before the last answer. */
function serve(socket: Socket, { atom, owner, pieces = 1 << 16, refuses, closes }: Script): void {
  const answers = [welcome(refuses), reply(atom), reply(owner)];
  socket.on('error', () => {});
  socket.on('data', () => {
    const bytes = answers.shift() ?? Buffer.alloc(0);
    if (closes && answers.length === 0) return void socket.destroy();
    for (let at = 0; at < bytes.length; at += pieces) socket.write(bytes.subarray(at, at + pieces));
  });
}

describe('desktops 5: a tray of the older kind', () => {
  let server: Server | undefined;
  afterEach(() => new Promise<void>((done) => (server === undefined ? done() : void server.close(() => done()))));

  /** Over TCP, as X is forwarded by SSH. */
  async function has(script: Script): Promise<boolean> {
    server = createServer((socket) => serve(socket, script));
    await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    return hasXTray({ DISPLAY: `127.0.0.1:${port - 6000}`, XAUTHORITY: '/nonexistent' });
  }

  it.each<[string, Script, boolean]>([
    ['has an owner', { atom: 300, owner: 0x200003 }, true],
    ['has an owner, told byte by byte', { atom: 300, owner: 0x200003, pieces: 7 }, true],
    ['has none', { atom: 300, owner: 0 }, false],
    ['was never heard of', { atom: 0, owner: 1 }, false],
    ['belongs to a server that lets no one in', { atom: 300, owner: 1, refuses: true }, false],
    ['belongs to a server that goes away', { atom: 300, owner: 1, closes: true }, false],
  ])('%s', async (_name, script, wanted) => {
    expect(await has(script)).toBe(wanted);
  });

  it('does not exist without an X server, and does not count for a client of Wayland', async () => {
    expect(await hasXTray({})).toBe(false);
    expect(await hasXTray({ DISPLAY: ':9876' })).toBe(false);
    expect(await hasXTray({ DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-1' })).toBe(false);
  });
});
