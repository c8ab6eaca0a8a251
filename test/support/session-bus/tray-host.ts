/**
 * A panel for tests: the StatusNotifierWatcher and host of a session bus, which reads a tray icon and its menu over D-Bus
 * and presses what is in it, as a desktop's panel does. Raw messages, so that nothing is introspected or cached.
 */
import dbus from 'dbus-next';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = { path: '/StatusNotifierItem', interface: 'org.kde.StatusNotifierItem' };
const MENU = 'com.canonical.dbusmenu';
const PROPERTIES = 'org.freedesktop.DBus.Properties';
const METHOD_CALL = 1;
const SIGNAL = 4;

export interface MenuEntry {
  readonly id: number;
  readonly label: string;
  readonly enabled: boolean;
  readonly children: readonly MenuEntry[];
}

export interface TrayHost {
  /** Resolves when an item is there; again after `forget`. */
  untilItem(): Promise<void>;
  /** Waits for another item than the present one, e.g. after a restart. */
  forget(): void;
  tooltip(): Promise<string>;
  /** The widths of the pixmaps and their bytes as one text, to tell one icon from another. */
  icon(): Promise<{ widths: number[]; fingerprint: string }>;
  menu(): Promise<readonly MenuEntry[]>;
  /** The menu once `wanted` holds for its labels (separators are left out); rejects with the last labels after `withinMs`. */
  untilMenu(wanted: (labels: string[]) => boolean, withinMs?: number): Promise<string[]>;
  /** Presses the entry whose label is, or begins with, each of `path` in turn. */
  press(...path: string[]): Promise<void>;
  /** Opens the submenu whose label is, or begins with, `label`, as a panel does when the pointer is on it. */
  open(label: string): Promise<void>;
  /** A plain click on the icon. */
  activate(): Promise<void>;
  close(): void;
}

interface Variant {
  readonly value: unknown;
}
type Layout = [id: number, properties: Record<string, Variant | undefined>, children: { value: Layout }[]];

export async function startTrayHost(busAddress: string): Promise<TrayHost> {
  const bus = dbus.sessionBus({ busAddress });
  let owner: string | undefined;
  let onItem: (() => void)[] = [];
  const onChange = new Set<() => void>();

  const call = async (
    destination: string,
    path: string,
    iface: string,
    member: string,
    signature = '',
    body: unknown[] = [],
  ) => {
    const message = new dbus.Message({ destination, path, interface: iface, member, signature, body });
    return (await bus.call(message))?.body ?? [];
  };
  const rule = (text: string) =>
    call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'AddMatch', 's', [text]);

  bus.on('message', (message: dbus.Message) => {
    if (message.type !== SIGNAL) return;
    if (message.interface === MENU || message.interface === ITEM.interface) for (const look of onChange) look();
  });
  bus.addMethodHandler((message: dbus.Message) => {
    if (message.type !== METHOD_CALL || message.path !== '/StatusNotifierWatcher') return false;
    const reply = answer(message);
    if (reply === undefined) return false;
    bus.send(dbus.Message.newMethodReturn(message, reply.signature, reply.body));
    if (message.member === 'RegisterStatusNotifierItem') {
      const [name] = message.body as [string];
      owner = name.startsWith('/') ? message.sender : name;
      for (const resolve of onItem.splice(0)) resolve();
    }
    return true;
  });
  await bus.requestName(WATCHER, 0);
  await rule(`type='signal',interface='${MENU}'`);
  await rule(`type='signal',interface='${ITEM.interface}'`);

  const item = (): string => {
    if (owner === undefined) throw new Error('no tray item has come');
    return owner;
  };
  const property = async (name: string): Promise<unknown> => {
    const [variant] = await call(item(), ITEM.path, PROPERTIES, 'Get', 'ss', [ITEM.interface, name]);
    return (variant as Variant).value;
  };
  const menuPath = async (): Promise<string> => String(await property('Menu'));
  const entry = ([id, properties, children]: Layout): MenuEntry => ({
    id,
    // A single underscore marks a shortcut letter, two are one.
    label: String(properties['label']?.value ?? '').replaceAll(/_(_?)/g, '$1'),
    enabled: properties['enabled']?.value !== false,
    children: children.map((child) => entry(child.value)).filter(({ label }) => label !== ''),
  });

  const host: TrayHost = {
    untilItem: () => (owner !== undefined ? Promise.resolve() : new Promise((resolve) => onItem.push(resolve))),
    forget() {
      owner = undefined;
      onItem = [];
    },
    async tooltip() {
      const [, , title, text] = (await property('ToolTip')) as [string, unknown, string, string];
      return [title, text].filter((part) => part !== '').join(' ');
    },
    async icon() {
      const pixmaps = (await property('IconPixmap')) as [number, number, Uint8Array][];
      const bytes = Buffer.concat(pixmaps.map(([, , data]) => Buffer.from(data)));
      return { widths: pixmaps.map(([width]) => width), fingerprint: bytes.toString('base64') };
    },
    async menu() {
      const path = await menuPath();
      const [, layout] = await call(item(), path, MENU, 'GetLayout', 'iias', [0, -1, ['label', 'enabled', 'type']]);
      return entry(layout as Layout).children;
    },
    async untilMenu(wanted, withinMs = 15_000) {
      const giveUpMs = Date.now() + withinMs;
      for (;;) {
        let look = (): void => {};
        const changed = new Promise<void>((resolve) => {
          look = resolve;
        });
        onChange.add(look);
        const labels = (await host.menu()).map(({ label }) => label);
        if (wanted(labels)) return labels;
        if (Date.now() > giveUpMs) throw new Error(`the tray still says: ${labels.join(' | ')}`);
        await Promise.race([changed, new Promise((resolve) => setTimeout(resolve, 1000))]);
        onChange.delete(look);
      }
    },
    async press(...path) {
      let level = await host.menu();
      let found: MenuEntry | undefined;
      for (const wanted of path) {
        found = level.find(({ label }) => label === wanted || label.startsWith(`${wanted} ·`));
        if (found === undefined)
          throw new Error(`no "${wanted}" among: ${level.map(({ label }) => label).join(' | ')}`);
        level = found.children;
      }
      if (found?.enabled !== true) throw new Error(`"${path.join(' > ')}" cannot be pressed`);
      const event = [found.id, 'clicked', new dbus.Variant('i', 0), Math.floor(Date.now() / 1000)];
      await call(item(), await menuPath(), MENU, 'Event', 'isvu', event);
    },
    async open(label) {
      const found = (await host.menu()).find((item) => item.label.startsWith(`${label} ·`));
      await call(item(), await menuPath(), MENU, 'AboutToShow', 'i', [found?.id ?? -1]);
    },
    async activate() {
      await call(item(), ITEM.path, ITEM.interface, 'Activate', 'ii', [0, 0]);
    },
    close: () => bus.disconnect(),
  };
  return host;
}

/** What the watcher says; the items call it before they show themselves. */
function answer(message: dbus.Message): { signature: string; body: unknown[] } | undefined {
  if (message.interface === PROPERTIES && message.member === 'Get') {
    const values: Record<string, dbus.Variant> = {
      IsStatusNotifierHostRegistered: new dbus.Variant('b', true),
      ProtocolVersion: new dbus.Variant('i', 0),
      RegisteredStatusNotifierItems: new dbus.Variant('as', []),
    };
    const value = values[String(message.body[1])];
    return value === undefined ? undefined : { signature: 'v', body: [value] };
  }
  if (message.interface !== WATCHER) return undefined;
  return { signature: '', body: [] };
}
