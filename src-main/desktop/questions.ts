/**
 * Puts a question before the person, wherever they are: a notice of the desktop, and the window over the others. Neither
 * takes the keyboard, and neither can allow anything by itself. Both go when the question is over.
 */
import type { View } from '../core/view.ts';
import { askChanges } from './ask-changes.ts';
import type { Notices } from './notices.ts';
import { waitingAsks } from './tray-asks.ts';
import type { PageWindow } from './window.ts';

export interface Questions {
  /** To be called with each new View. */
  seen(view: View): void;
}

/** `wanted`: whether a notice is, beside window and tray; not while the screen is locked, which may show it to anybody. */
export function createQuestions(window: PageWindow, notices: Notices, wanted: () => boolean): Questions {
  let before: View | undefined;
  return {
    seen(view) {
      const { came, over } = askChanges(before, view);
      before = view;
      for (const id of over) notices.answered(id);
      if (wanted()) for (const ask of came) notices.asks(ask);
      if (came.length > 0) window.ask();
      else if (over.length > 0 && waitingAsks(view).length === 0) window.answered();
    },
  };
}
