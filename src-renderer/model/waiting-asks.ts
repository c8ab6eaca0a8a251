/** What to say about the waiting questions, from Views. Pure. */

import { ofAgent, strings } from '../../src-languages/window.ts';
import type { AskView, View } from '../../src-main/api/types.ts';

/** A question that disappeared within this time of its deadline was not answered. */
const END_S = 1.5;

/** Line breaks, text direction marks and the like: a program can call itself anything. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const plain = (told: string): string => told.replaceAll(UNSEEN, '\u{fffd}');
const LONGEST_NAME = 64;
const LONGEST_PATH = 240;

/** A name from a question, made safe for use in a sentence. */
export function shortName(told: string): string {
  const seen = told.trim();
  return seen.length > LONGEST_NAME ? `${seen.slice(0, LONGEST_NAME - 1)}…` : seen;
}

/** Both ends of a path that is too long to read: the folder and the file. */
export function shortPath(told: string): string {
  const half = LONGEST_PATH / 2;
  return told.length > LONGEST_PATH ? `${told.slice(0, half)}…${told.slice(-half)}` : told;
}

/** A name exactly as recorded or remembered. */
export const plainName = (told: string): string => shortName(plain(told));
export const plainPath = (told: string): string => shortPath(plain(told));

export interface Asking {
  readonly program: string;
  readonly wanted: string;
  /** The request is not for a token but for a change to who may have one. */
  readonly changes: boolean;
}

export function askingOf(ask: AskView): Asking {
  return { program: ofAgent(shortName(ask.program)), wanted: wantedOf(ask), changes: ask.change !== undefined };
}

/** `work`, `work/prod-admin`, a stored login, or Latchkey's own settings. */
export function wantedOf({ profile, role, login }: AskView): string {
  if (login !== undefined) return strings.ask.loginFor(login);
  if (profile === undefined) return strings.ask.settings;
  return role === undefined ? profile : `${profile}/${role}`;
}

/** The questions that can be answered now, oldest first. */
export function waitingAsks(view: View | undefined): readonly AskView[] {
  return view?.agent.locked ? [] : (view?.asks ?? []);
}

/** Announced for a question whose time ran out between two Views. */
export function unanswered(before: View | undefined, after: View, nowMs: number): string | undefined {
  const still = new Set((after.asks ?? []).map(({ id }) => id));
  const gone = waitingAsks(before).find(({ id, expires_at }) => !still.has(id) && expires_at - END_S <= nowMs / 1000);
  return gone && strings.ask.unanswered(askingOf(gone));
}
