/**
 * The notification service of a session bus, for tests: notes what a program shows and takes back, and clicks on it as a
 * person would. Raw messages, as in tray-host.ts.
 */
import dbus from 'dbus-next';

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';
const METHOD_CALL = 1;

export interface Notice {
  readonly id: number;
  readonly title: string;
  readonly body: string;
  /** Keys of the buttons; `default` is a click on the notice itself. */
  readonly actions: readonly string[];
  /** A picture of its own, or one by name. */
  readonly hasIcon: boolean;
}

export interface NoticeHost {
  /** Those on the screen now, oldest first. */
  shown(): readonly Notice[];
  /** All that were ever shown. */
  ever(): readonly Notice[];
  /** How many were shown so far. */
  count(): number;
  click(id: number): void;
  /** A click that leaves it on the screen. */
  press(id: number): void;
  /** Shows another program's notification; returns its number. */
  stranger(title: string): number;
  close(): void;
}

/** Reason of NotificationClosed. */
const DISMISSED = 2;
const SERVER = ['Test desktop', 'Latchkey', '1', '1.2'];

type Parameters = [string, number, string, string, string, string[], Record<string, unknown>];

export async function startNoticeHost(busAddress: string): Promise<NoticeHost> {
  const bus = dbus.sessionBus({ busAddress });
  const shown = new Map<number, Notice>();
  const ever: Notice[] = [];
  let last = 0;

  const notify = (body: unknown[]): number => {
    const [, replaces, icon, title, text, actions, hints] = body as Parameters;
    const id = replaces > 0 ? replaces : ++last;
    const hasIcon = icon !== '' || ['image-data', 'image_data', 'icon_data'].some((name) => name in hints);
    const notice = { id, title, body: text, actions: actions.filter((_key, index) => index % 2 === 0), hasIcon };
    shown.set(id, notice);
    ever.push(notice);
    return id;
  };
  const answers: Record<string, (body: unknown[]) => [signature: string, body: unknown[]]> = {
    GetCapabilities: () => ['as', [['body', 'actions']]],
    GetServerInformation: () => ['ssss', SERVER],
    Notify: (body) => ['u', [notify(body)]],
    CloseNotification: ([id]) => {
      shown.delete(Number(id));
      return ['', []];
    },
  };
  let closed = false;
  bus.addMethodHandler((message: dbus.Message) => {
    // What had arrived before it left the bus gets no answer, as with a program that ends.
    if (closed) return true;
    if (message.type !== METHOD_CALL || message.path !== PATH || message.interface !== NAME) return false;
    const answer = answers[String(message.member)];
    if (answer === undefined) return false;
    const [signature, body] = answer(message.body as unknown[]);
    bus.send(dbus.Message.newMethodReturn(message, signature, body));
    return true;
  });
  await bus.requestName(NAME, 0);
  return {
    shown: () => [...shown.values()],
    ever: () => ever,
    count: () => last,
    stranger: (title) => notify(['another program', 0, '', title, '', [], {}]),
    press(id) {
      bus.send(dbus.Message.newSignal(PATH, NAME, 'ActionInvoked', 'us', [id, 'default']));
    },
    click(id) {
      bus.send(dbus.Message.newSignal(PATH, NAME, 'ActionInvoked', 'us', [id, 'default']));
      shown.delete(id);
      bus.send(dbus.Message.newSignal(PATH, NAME, 'NotificationClosed', 'uu', [id, DISMISSED]));
    },
    close() {
      closed = true;
      bus.disconnect();
    },
  };
}
