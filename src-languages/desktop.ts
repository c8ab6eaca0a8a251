/** The words of the tray, notifications and dialogs in the chosen language, and the agent's texts in it. */
import { type ChangeShown, changeText } from '../src-shared/change-words.ts';
import type { Tag } from '../src-shared/language-tags.ts';
import { LANGUAGES } from './index.ts';
import type { DesktopWords, Language } from './language.ts';
import { setLocale } from './locale.ts';

let chosen: Language = LANGUAGES.en;
/** Read it each time: it changes with the language. */
export let words: DesktopWords = chosen.desktop;

export function setDesktopLanguage(tag: Tag): void {
  chosen = LANGUAGES[tag];
  words = chosen.desktop;
  setLocale(tag);
}

/** What a program wants to change. */
export const changesText = (changes: readonly ChangeShown[]): string => changeText(chosen.changes, changes);

/** One of the agent's texts that is not an error, in the chosen language if it is translated. */
export const ofAgent = (text: string): string => chosen.told[text] ?? text;

interface AgentError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** What went wrong and what to do next, in the chosen language; `original`, if it is not English: the agent's sentence. */
export function told({ code, message, hint }: AgentError): { sentence: string; hint: string; original?: string } {
  const meaning = chosen.errors[code];
  return meaning === undefined
    ? { sentence: message, hint }
    : { sentence: meaning[0], hint: meaning[1], original: message };
}
