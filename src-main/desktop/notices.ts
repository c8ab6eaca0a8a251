/**
 * Notifications of the desktop: a sign-in that ended in the background, and the answer to a tray command that failed.
 * Says names and sentences only; a click leads to the window.
 */
import { Notification } from 'electron';
import type { LatchkeyError } from '../core/errors.ts';
import type { View } from '../core/view.ts';
import { endedSignIns } from './ended-sign-ins.ts';

export interface Notices {
  /** To be called with each new View. */
  seen(view: View): void;
  failed(what: string, error: LatchkeyError): void;
}

export function createNotices(showWindow: () => void): Notices {
  let before: View | undefined;
  // A notification without a reference is collected, and its click with it.
  const shown = new Set<Notification>();
  const tell = (title: string, body: string): void => {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    shown.add(notification);
    notification.on('click', showWindow);
    for (const end of ['click', 'close', 'failed'] as const) {
      notification.on(end as 'close', () => shown.delete(notification));
    }
    notification.show();
  };
  return {
    seen(view) {
      for (const { name, display_name, problem } of endedSignIns(before, view)) {
        tell(`${name}: sign in again`, problem?.message ?? `The sign-in to ${display_name} has ended.`);
      }
      before = view;
    },
    failed(what, error) {
      tell(what, `${error.message}\n${error.hint}`);
    },
  };
}
