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
  bus.addMethodHandler((message: dbus.Message) => {
    if (message.type !== METHOD_CALL || message.path !== PATH || message.member !== 'GetActive') return false;
    bus.send(dbus.Message.newMethodReturn(message, 'b', [active]));
    return true;
  });
  await bus.requestName(NAME, 0);
  const become = (locked: boolean): void => {
    active = locked;
    bus.send(dbus.Message.newSignal(PATH, NAME, 'ActiveChanged', 'b', [locked]));
  };
  return { lock: () => become(true), unlock: () => become(false), close: () => bus.disconnect() };
}
