/**
 * What a language is: every word of the window and of the desktop, and what each error means. The types are made from
 * English, so that the compiler names a word too few or too many in any other. Types only.
 */
import type { en } from './en.ts';

/** The same shape, any words: sentences stay functions of the same arguments, tables keep their keys. */
type Worded<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Key in keyof T]: Worded<T[Key]> };

export type Words = Worded<typeof en.window>;
export type DesktopWords = Worded<typeof en.desktop>;

/** What went wrong, in a few words without a full stop, and the next thing to do. The agent's own sentence is shown below. */
export type ErrorWords = readonly [headline: string, hint: string];

export interface Language {
  /** As the language calls itself. */
  readonly name: string;
  readonly window: Words;
  readonly desktop: DesktopWords;
  /** By error code: all of them, or in English none, where the agent's own sentences are shown. A test compares the codes. */
  readonly errors: Readonly<Record<string, ErrorWords>>;
  /** By error code, only in English: the window's hint where the agent's own names a command. */
  readonly hints?: Readonly<Record<string, string>>;
  /** What else the agent says in English and a person reads: notes about providers, an unknown program. By its text. */
  readonly told: Readonly<Record<string, string>>;
}
