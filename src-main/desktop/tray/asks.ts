/**
 * What the tray shows while programs wait for an answer, and while the agent is locked. Pure: no electron, no clock. Every
 * question is a menu of its own, so that no one answers it with a click meant for something else.
 */

import { words } from '../../../src-languages/desktop.ts';
import type { AskAnswer, AskView, Overall, View } from '../../core/view.ts';
import { askLines, askTitle, short, waitingAsks } from '../base/ask-text.ts';
import type { TrayItem, TrayMenu } from './model.ts';

function askItem(ask: AskView): TrayItem {
  const item = (label: string, answer: AskAnswer): TrayItem => ({
    label,
    action: { kind: 'answer', id: ask.id, answer },
  });
  const always = ask.host === undefined ? words.ask.always : words.ask.alwaysMachine(short(ask.host));
  return {
    label: askTitle(ask),
    submenu: [
      ...askLines(ask).map((label) => ({ label })),
      null,
      item(words.ask.no, 'no'),
      item(ask.change === undefined ? words.ask.once : words.ask.allowChange, 'once'),
      ...(ask.can_remember ? [item(always, 'always')] : []),
    ],
  };
}

/** The first lines of the menu; empty: no questions. */
export function askItems(view: View): TrayMenu {
  const items = waitingAsks(view).map(askItem);
  return items.length === 0 ? [] : [...items, null];
}

/** While the agent is locked: only unlock, open and quit. */
export const lockedMenu = (): TrayMenu => [
  { label: words.menu.locked },
  { label: words.menu.unlock, action: { kind: 'open' } },
  null,
  { label: words.menu.quit, action: { kind: 'quit' } },
];

/** Undefined: the tooltip is about the sign-ins. */
export function askTooltip(view: View): string | undefined {
  if (view.agent.locked) return words.menu.locked;
  const [first, ...more] = waitingAsks(view);
  if (first === undefined) return undefined;
  return words.tip.about(words.tip.asked(askTitle(first), more.length));
}

/** What the icon shows. */
export const shownOverall = (view: View): Overall => (waitingAsks(view).length > 0 ? 'needs-you' : view.overall);

/** A menu may be open while it is replaced, and a click in progress could hit an answer. */
const SETTLE_MS = 1_000;

export interface AskTiming {
  seen(view: View, nowMs: number): void;
  /** True when the question has been in the menu long enough for an answer to be deliberate. */
  settled(id: string, nowMs: number): boolean;
}

export function askTiming(): AskTiming {
  let since = new Map<string, number>();
  return {
    seen(view, nowMs) {
      since = new Map(waitingAsks(view).map(({ id }) => [id, since.get(id) ?? nowMs]));
    },
    settled(id, nowMs) {
      const firstMs = since.get(id);
      return firstMs !== undefined && Math.abs(nowMs - firstMs) >= SETTLE_MS;
    },
  };
}
