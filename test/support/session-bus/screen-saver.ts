/**
 * The screen lock of a session bus, for tests: says when the screen is locked as GNOME's does. Raw messages, as in
 * tray-host.ts.
 */
import dbus from 'dbus-next';

const NAME = 'org.gnome.ScreenSaver';
const PATH = '/org/gnome/ScreenSaver';
const METHOD_CALL = 1;

export interface ScreenSaver {
  lock(): void;
  unlock(): void;
  close(): void;
}

export async function startScreenSaver(busAddress: string): Promise<ScreenSaver> {
  const bus = dbus.sessionBus({ busAddress });
  let active = false;
  let closed = false;
  bus.addMethodHandler((message: dbus.Message) => {
    // What had arrived before it left the bus gets no answer, as with a program that ends.
    if (closed) return true;
    if (message.type !== METHOD_CALL || message.path !== PATH || message.member !== 'GetActive') return false;
    bus.send(dbus.Message.newMethodReturn(message, 'b', [active]));
    return true;
  });
  await bus.requestName(NAME, 0);
  const become = (locked: boolean): void => {
    active = locked;
    bus.send(dbus.Message.newSignal(PATH, NAME, 'ActiveChanged', 'b', [locked]));
  };
  return {
    lock: () => become(true),
    unlock: () => become(false),
    close() {
      closed = true;
      bus.disconnect();
    },
  };
}
