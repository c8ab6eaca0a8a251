/** Which questions are new and which are over between two Views. Pure; each is reported once. */
import type { AskView, View } from '../../core/view.ts';
import { waitingAsks } from '../base/ask-text.ts';

export interface AskChanges {
  readonly came: readonly AskView[];
  /** Ids. */
  readonly over: readonly string[];
}

export function askChanges(before: View | undefined, after: View): AskChanges {
  const old = before === undefined ? [] : waitingAsks(before);
  const now = waitingAsks(after);
  const has = (asks: readonly AskView[], id: string) => asks.some((ask) => ask.id === id);
  return {
    came: now.filter(({ id }) => !has(old, id)),
    over: old.map(({ id }) => id).filter((id) => !has(now, id)),
  };
}
