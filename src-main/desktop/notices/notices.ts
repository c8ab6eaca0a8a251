/**
 * Desktop notifications: what is due (due-notices.ts), a program waiting for an answer, and a failed tray command. They
 * contain only names and sentences; a click opens the window, and no button allows anything.
 */
import { fileURLToPath } from 'node:url';
import { Notification, type NotificationConstructorOptions, nativeImage } from 'electron';
import { told, words } from '../../../src-languages/desktop.ts';
import { ownerOf } from '../../adapters/system/bus.ts';
import type { LatchkeyError } from '../../core/errors.ts';
import type { AskView } from '../../core/view.ts';
import { askLines, askTitle } from '../base/ask-text.ts';
import type { DueNotice } from './due-notices.ts';

export interface Notices {
  failed(what: string, error: LatchkeyError): void;
  /** Returns a function that closes it. */
  due(notice: DueNotice, answer: { click(): void; later(): void }): () => void;
  /** Without a tray: says that Latchkey keeps running without its window. */
  stays(): void;
  /** Stays until answered, or as long as the desktop keeps it. */
  asks(ask: AskView): void;
  answered(askId: string): void;
  /** Everything that was to be closed is closed. */
  settled(): Promise<void>;
}

/** Some desktops read a notification's text as markup, and a program can have any name. */
const MARKUP = /[<>&]/g;

/** Linux numbers notifications, and a service that was restarted begins again: our number is then someone else's. */
const service = async (): Promise<string | undefined> =>
  process.platform === 'linux' ? ownerOf('org.freedesktop.Notifications') : undefined;

/** Elsewhere, the system shows the program's own. */
function icon(): NotificationConstructorOptions {
  if (process.platform !== 'linux') return {};
  const path = fileURLToPath(new URL('../assets/icon-256.png', import.meta.url));
  return { icon: nativeImage.createFromPath(path).resize({ width: 64, height: 64 }) };
}

/** Shows it; the functions close it, and say whether it is still ours. */
function show(notification: Notification): { close(): Promise<void>; isOurs(): Promise<boolean> } {
  let shownBy: Promise<string | undefined> | undefined;
  notification.once('show', () => {
    shownBy = service();
  });
  notification.show();
  shownBy ??= service();
  const isOurs = async (): Promise<boolean> => (await shownBy) === (await service());
  return {
    isOurs,
    async close() {
      if (await isOurs()) notification.close();
    },
  };
}

export function createNotices(showWindow: () => void): Notices {
  // An unreferenced notification is garbage-collected, and its click handler with it.
  const shown = new Set<Notification>();
  const questions = new Map<string, () => void>();
  const closing = new Set<Promise<void>>();
  /** Returns what closes it. */
  const tell = (
    title: string,
    body: string,
    options: NotificationConstructorOptions = {},
    { click = showWindow, later = (): void => {} } = {},
  ): (() => void) => {
    if (!Notification.isSupported()) return () => {};
    const text = { title: title.replaceAll(MARKUP, '\u{fffd}'), body: body.replaceAll(MARKUP, '\u{fffd}') };
    const notification = new Notification({ ...text, ...icon(), ...options });
    shown.add(notification);
    for (const end of ['click', 'close', 'failed'] as const) {
      notification.on(end as 'close', () => shown.delete(notification));
    }
    notification.on('action', later);
    const { close, isOurs } = show(notification);
    notification.on('click', () => void isOurs().then((ours) => ours && click()));
    return () => {
      const closed = close().finally(() => {
        shown.delete(notification);
        closing.delete(closed);
      });
      closing.add(closed);
    };
  };
  return {
    failed(what, error) {
      const { sentence, hint } = told(error);
      tell(what, `${sentence}\n${hint}`);
    },
    due({ title, body }, { click, later }) {
      // Linux shows no buttons of ours, and some systems hide them: the tray has the same commands.
      const actions = [{ type: 'button', text: words.command.remindLater } as const];
      return tell(title, body, { timeoutType: 'never', actions }, { click, later });
    },
    stays() {
      tell(words.notice.staysTitle, words.notice.staysBody);
    },
    asks(ask) {
      const body = [...askLines(ask), words.notice.answerInWindow].join('\n');
      questions.set(ask.id, tell(askTitle(ask), body, { urgency: 'critical', timeoutType: 'never' }));
    },
    answered(askId) {
      questions.get(askId)?.();
      questions.delete(askId);
    },
    async settled() {
      await Promise.all(closing);
    },
  };
}
