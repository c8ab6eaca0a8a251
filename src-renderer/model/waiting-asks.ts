/** What is to be said of the questions that wait, out of Views. Pure. */

import { ofAgent, strings } from '../../src-languages/window.ts';
import type { AskView, View } from '../../src-main/api/types.ts';

/** Within this of its end, a question that went away was not answered by anybody. */
const END_S = 1.5;

/** Line breaks, marks that turn the direction of writing, and the like: a program may call itself anything. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const plain = (told: string): string => told.replaceAll(UNSEEN, '\u{fffd}');
const LONGEST_NAME = 64;
const LONGEST_PATH = 240;

/** A name out of a question, fit to stand in a sentence. */
export function shortName(told: string): string {
  const seen = told.trim();
  return seen.length > LONGEST_NAME ? `${seen.slice(0, LONGEST_NAME - 1)}…` : seen;
}

/** Both ends, where it is too long to be read: the folder and the file. */
export function shortPath(told: string): string {
  const half = LONGEST_PATH / 2;
  return told.length > LONGEST_PATH ? `${told.slice(0, half)}…${told.slice(-half)}` : told;
}

/** A name as it was recorded or remembered, exactly. */
export const plainName = (told: string): string => shortName(plain(told));
export const plainPath = (told: string): string => shortPath(plain(told));

export interface Asking {
  readonly program: string;
  /** `work`, or `work/prod-admin`. */
  readonly wanted: string;
  /** Not a token is wanted, but another rule for who may have one. */
  readonly changes: boolean;
}

export function askingOf({ program, profile, role, change }: AskView): Asking {
  const wanted = role === undefined ? profile : `${profile}/${role}`;
  return { program: ofAgent(shortName(program)), wanted, changes: change !== undefined };
}

/** The questions that can be answered now, oldest first. */
export function waitingAsks(view: View | undefined): readonly AskView[] {
  return view?.agent.locked ? [] : (view?.asks ?? []);
}

/** Said of a question whose time ran out between two Views. */
export function unanswered(before: View | undefined, after: View, nowMs: number): string | undefined {
  const still = new Set((after.asks ?? []).map(({ id }) => id));
  const gone = waitingAsks(before).find(({ id, expires_at }) => !still.has(id) && expires_at - END_S <= nowMs / 1000);
  return gone && strings.ask.unanswered(askingOf(gone));
}
