/**
 * Shows a question wherever the person is: as a desktop notification, and in the window on top of other windows. Neither
 * takes the keyboard, and neither can allow anything. Both disappear when the question is over.
 */
import type { AskView, View } from '../../core/view.ts';
import { waitingAsks } from '../base/ask-text.ts';
import type { PageWindow } from '../window/window.ts';
import { askChanges } from './ask-changes.ts';
import type { Notices } from './notices.ts';

export interface QuestionsWorld {
  readonly window: Pick<PageWindow, 'ask' | 'answered'>;
  readonly notices: Pick<Notices, 'asks' | 'answered'>;
  /** From the settings: whether to notify, besides window and tray. */
  wanted(): boolean;
  /** If true, `look` is called after the unlock. */
  isScreenLocked(): boolean;
}

export interface Questions {
  /** Call with each new View. */
  seen(view: View): void;
  /** Something else changed: the screen, the settings. */
  look(): void;
  stop(): void;
}

export function createQuestions({ window, notices, wanted, isScreenLocked }: QuestionsWorld): Questions {
  let before: View | undefined;
  /** Waits for the screen: whoever reads a locked one may not be the person. */
  let untold: readonly AskView[] = [];
  const tell = (): void => {
    if (untold.length === 0 || isScreenLocked()) return;
    if (wanted()) for (const ask of untold) notices.asks(ask);
    untold = [];
  };
  const takeBack = (): void => {
    for (const { id } of before === undefined ? [] : waitingAsks(before)) notices.answered(id);
  };
  return {
    seen(view) {
      const { came, over } = askChanges(before, view);
      before = view;
      for (const id of over) notices.answered(id);
      untold = [...untold, ...came].filter(({ id }) => !over.includes(id));
      tell();
      if (came.length > 0) window.ask();
      else if (over.length > 0 && waitingAsks(view).length === 0) window.answered();
    },
    look() {
      if (!wanted()) takeBack();
      tell();
    },
    stop() {
      untold = [];
      takeBack();
    },
  };
}
