/** The window's words in the chosen language, and what the agent says in it. */
import type { Tag } from '../src-shared/language-tags.ts';
import { LANGUAGES } from './index.ts';
import type { ErrorWords, Language, Words } from './language.ts';
import { setLocale } from './locale.ts';

let chosen: Language = LANGUAGES.en;
/** A module that keeps a word at its top level is loaded after the choice (main.ts). */
export let strings: Words = chosen.window;

export function setLanguage(tag: Tag): void {
  chosen = LANGUAGES[tag];
  strings = chosen.window;
  setLocale(tag);
}

/** Undefined: the agent's own sentence and hint are in this language, or it has no words for this code. */
export const meaningOf = (code: string): ErrorWords | undefined => chosen.errors[code];

/** The window's own hint for an error where the agent's names a command. */
export const hintOf = (code: string): string | undefined => chosen.hints?.[code];

/** A text of the agent's that is not an error, in this language where it has words for it. */
export const ofAgent = (text: string): string => chosen.told[text] ?? text;
