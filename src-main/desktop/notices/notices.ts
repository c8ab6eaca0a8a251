/**
 * Notifications of the desktop: what is due (due-notices.ts), a program that waits for the person's word, and a tray command
 * that failed. Says names and sentences only; a click leads to the window, and no button allows anything.
 */
import { Notification, type NotificationConstructorOptions } from 'electron';
import { told, words } from '../../../src-languages/desktop.ts';
import type { LatchkeyError } from '../../core/errors.ts';
import type { AskView } from '../../core/view.ts';
import { askLines, askTitle } from '../base/ask-text.ts';
import type { DueNotice } from './due-notices.ts';

export interface Notices {
  failed(what: string, error: LatchkeyError): void;
  /** Gives what takes it back. */
  due(notice: DueNotice, answer: { click(): void; later(): void }): () => void;
  /** Where there is no tray: that it goes on without its window. */
  stays(): void;
  /** Stays until `answered`, or as long as the desktop keeps it. */
  asks(ask: AskView): void;
  answered(askId: string): void;
}

/** Some desktops read the text of a notice as markup, and a program may have any name. */
const MARKUP = /[<>&]/g;

export function createNotices(showWindow: () => void): Notices {
  // A notification without a reference is collected, and its click with it.
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
      // Linux shows no buttons of ours, and some systems hide them: the tray has the same.
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
