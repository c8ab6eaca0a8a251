/**
 * Notifications of the desktop: a sign-in that ended in the background, a program that waits for the person's word, and a
 * tray command that failed. Says names and sentences only; a click leads to the window, and no button allows anything.
 */
import { Notification, type NotificationConstructorOptions } from 'electron';
import type { LatchkeyError } from '../core/errors.ts';
import type { AskView, View } from '../core/view.ts';
import { endedSignIns } from './ended-sign-ins.ts';
import { askLines, askTitle } from './tray-asks.ts';
import { told, words } from './words.ts';

export interface Notices {
  /** To be called with each new View. */
  seen(view: View): void;
  failed(what: string, error: LatchkeyError): void;
  /** Stays until `answered`, or as long as the desktop keeps it. */
  asks(ask: AskView): void;
  answered(askId: string): void;
}

/** Some desktops read the text of a notice as markup, and a program may have any name. */
const MARKUP = /[<>&]/g;

export function createNotices(showWindow: () => void): Notices {
  let before: View | undefined;
  // A notification without a reference is collected, and its click with it.
  const shown = new Set<Notification>();
  const questions = new Map<string, Notification>();
  const tell = (
    title: string,
    body: string,
    options: NotificationConstructorOptions = {},
  ): Notification | undefined => {
    if (!Notification.isSupported()) return undefined;
    const notification = new Notification({ title, body, ...options });
    shown.add(notification);
    notification.on('click', showWindow);
    for (const end of ['click', 'close', 'failed'] as const) {
      notification.on(end as 'close', () => shown.delete(notification));
    }
    notification.show();
    return notification;
  };
  return {
    seen(view) {
      for (const { name, display_name, problem } of endedSignIns(before, view)) {
        tell(words.notice.signInAgain(name), problem ? told(problem).sentence : words.notice.ended(display_name));
      }
      before = view;
    },
    failed(what, error) {
      const { sentence, hint } = told(error);
      tell(what, `${sentence}\n${hint}`);
    },
    asks(ask) {
      const body = [...askLines(ask), words.notice.answerInWindow].join('\n').replaceAll(MARKUP, '\u{fffd}');
      const title = askTitle(ask).replaceAll(MARKUP, '\u{fffd}');
      const notification = tell(title, body, { urgency: 'critical', timeoutType: 'never' });
      if (notification !== undefined) questions.set(ask.id, notification);
    },
    answered(askId) {
      questions.get(askId)?.close();
      questions.delete(askId);
    },
  };
}
