/** The window's words in the chosen language, and the agent's texts in it. */
import { type ChangeShown, changeText } from '../src-shared/change-words.ts';
import type { Tag } from '../src-shared/language-tags.ts';
import { LANGUAGES } from './index.ts';
import type { ErrorWords, Language, Words } from './language.ts';
import { setLocale } from './locale.ts';

let chosen: Language = LANGUAGES.en;
/** A module that stores a word at its top level must load after the choice (main.ts). */
export let strings: Words = chosen.window;

export function setLanguage(tag: Tag): void {
  chosen = LANGUAGES[tag];
  strings = chosen.window;
  setLocale(tag);
}

/** Undefined: the agent's own sentence and hint are in this language, or this code is not translated. */
export const meaningOf = (code: string): ErrorWords | undefined => chosen.errors[code];

/** The window's own hint, for an error whose agent hint names a command. */
export const hintOf = (code: string): string | undefined => chosen.hints?.[code];

/** What a program wants to change. */
export const changesText = (changes: readonly ChangeShown[]): string => changeText(chosen.changes, changes);

/** One of the agent's texts that is not an error, in this language if it is translated. */
export const ofAgent = (text: string): string => chosen.told[text] ?? text;
