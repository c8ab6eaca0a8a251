/**
 * What asks for a keyring's password on a GNOME session bus, for tests: notes each prompt, and dismisses it as a person
 * would. Raw messages, as in tray-host.ts.
 */
import dbus from 'dbus-next';

/** gnome-keyring asks this name of gcr. */
const NAME = 'org.gnome.keyring.SystemPrompter';
const INTERFACE = 'org.gnome.keyring.internal.Prompter';
const METHOD_CALL = 1;

export interface Prompter {
  /** How many prompts were opened so far. */
  count(): number;
  close(): void;
}

export async function startPrompter(busAddress: string): Promise<Prompter> {
  const bus = dbus.sessionBus({ busAddress });
  let count = 0;
  const dismiss = (sender: string, path: string) => {
    const done = new dbus.Message({
      destination: sender,
      path,
      interface: `${INTERFACE}.Callback`,
      member: 'PromptDone',
    });
    void bus.call(done).catch(() => {});
  };
  bus.addMethodHandler((message: dbus.Message) => {
    if (message.type !== METHOD_CALL || message.interface !== INTERFACE) return false;
    bus.send(dbus.Message.newMethodReturn(message, '', []));
    if (message.member === 'BeginPrompting') {
      count += 1;
      dismiss(message.sender, String(message.body[0]));
    }
    return true;
  });
  await bus.requestName(NAME, 0);
  return { count: () => count, close: () => bus.disconnect() };
}
