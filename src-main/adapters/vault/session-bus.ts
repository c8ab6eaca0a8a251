/**
 * Calls methods on the session bus of a Linux desktop, one at a time: as much of D-Bus as our questions need. keytar cannot ask whether a keychain is locked without opening its prompt.
 * https://dbus.freedesktop.org/doc/dbus-specification.html
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type BusCall, BusMessage, encodeCall } from './bus-message.ts';
import type { BusValue } from './bus-values.ts';

const BUS = 'org.freedesktop.DBus';
/** An answer to our questions takes a few hundred bytes. */
const MAX_BYTES = 64 * 1024;

/** The bus, or the service asked, answered with an error; `message` is its own sentence. */
export class BusError extends Error {}

export interface SessionBus {
  /** The values of the answer. Rejects with BusError, else with what broke the connection. */
  call(call: BusCall): Promise<readonly BusValue[]>;
  close(): void;
}

/** Rejects with Node's own errors when no bus can be reached at the address that the environment names. */
export async function openSessionBus(env: NodeJS.ProcessEnv): Promise<SessionBus> {
  const socket = connect({ path: busPath(env) });
  try {
    await once(socket, 'connect');
    await authenticate(socket);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  const exchange = exchanger(socket);
  const bus: SessionBus = { call: exchange, close: () => socket.destroy() };
  await bus.call({ to: BUS, path: '/org/freedesktop/DBus', member: `${BUS}.Hello`, args: [] });
  return bus;
}

/** The socket of the first unix address ("Server Addresses"); without a variable the user's bus, as in libdbus and GIO. */
function busPath(env: NodeJS.ProcessEnv): string {
  const address = env['DBUS_SESSION_BUS_ADDRESS'] ?? `unix:path=${env['XDG_RUNTIME_DIR']}/bus`;
  for (const [, kind, value = ''] of address.matchAll(/(?:^|;)unix:(?:[^;]*,)?(path|abstract)=([^,;]*)/g)) {
    const name = value.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return kind === 'abstract' ? `\0${name}` : name;
  }
  throw new Error('the bus address is of a kind that is not known here');
}

/** "Authentication Protocol", mechanism EXTERNAL: the kernel tells the bus who we are. */
async function authenticate(socket: Socket): Promise<void> {
  socket.write(`\0AUTH EXTERNAL ${Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')}\r\n`);
  const [line] = (await once(socket, 'data')) as [Buffer];
  if (!line.toString('latin1').startsWith('OK ')) throw new Error('the bus does not take our user');
  socket.write('BEGIN\r\n');
}

function exchanger(socket: Socket): SessionBus['call'] {
  let received = Buffer.alloc(0);
  let serial = 0;
  let onMessage: (message: BusMessage) => void = () => {};
  let onEnd: (error: Error) => void = () => {};
  socket.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    for (
      let length = BusMessage.lengthOf(received);
      length <= received.length;
      length = BusMessage.lengthOf(received)
    ) {
      onMessage(new BusMessage(received.subarray(0, length)));
      received = received.subarray(length);
    }
    if (received.length > MAX_BYTES) socket.destroy(new Error('the answer of the bus is too long'));
  });
  socket.on('error', (error) => onEnd(error));
  socket.on('close', () => onEnd(new Error('the bus closed the connection')));
  return (call) =>
    new Promise((resolve, reject) => {
      const mine = ++serial;
      onEnd = reject;
      onMessage = (message) => {
        if (message.replyTo !== mine) return; // a signal such as NameAcquired
        if (message.isError) reject(new BusError(String(message.values()[0] ?? message.errorName ?? '')));
        else resolve(message.values());
      };
      socket.write(encodeCall(mine, call));
    });
}
