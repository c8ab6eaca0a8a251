/**
 * Desktop notifications: what is due (due-notices.ts), a program waiting for an answer, and a failed tray command. They
 * contain only names and sentences; a click opens the window, and no button allows anything.
 */
import { Notification, type NotificationConstructorOptions } from 'electron';
import { told, words } from '../../../src-languages/desktop.ts';
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
}

/** Some desktops read a notification's text as markup, and a program can have any name. */
const MARKUP = /[<>&]/g;

export function createNotices(showWindow: () => void): Notices {
  // An unreferenced notification is garbage-collected, and its click handler with it.
  const shown = new Set<Notification>();
  const questions = new Map<string, Notification>();
  const tell = (
    title: string,
    body: string,
    options: NotificationConstructorOptions = {},
    click = showWindow,
  ): Notification | undefined => {
    if (!Notification.isSupported()) return undefined;
    const text = { title: title.replaceAll(MARKUP, '\u{fffd}'), body: body.replaceAll(MARKUP, '\u{fffd}') };
    const notification = new Notification({ ...text, ...options });
    shown.add(notification);
    notification.on('click', click);
    for (const end of ['click', 'close', 'failed'] as const) {
      notification.on(end as 'close', () => shown.delete(notification));
    }
    notification.show();
    return notification;
  };
  return {
    failed(what, error) {
      const { sentence, hint } = told(error);
      tell(what, `${sentence}\n${hint}`);
    },
    due({ title, body }, { click, later }) {
      // Linux shows no buttons of ours, and some systems hide them: the tray has the same commands.
      const actions = [{ type: 'button', text: words.command.remindLater } as const];
      const notification = tell(title, body, { timeoutType: 'never', actions }, click);
      notification?.on('action', later);
      return () => notification?.close();
    },
    stays() {
      tell(words.notice.staysTitle, words.notice.staysBody);
    },
    asks(ask) {
      const body = [...askLines(ask), words.notice.answerInWindow].join('\n');
      const notification = tell(askTitle(ask), body, { urgency: 'critical', timeoutType: 'never' });
      if (notification !== undefined) questions.set(ask.id, notification);
    },
    answered(askId) {
      questions.get(askId)?.close();
      questions.delete(askId);
    },
  };
}
