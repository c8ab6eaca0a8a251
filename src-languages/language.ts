/**
 * A language: every word in the window and on the desktop, and what each error means. The types are made from English, so
 * the compiler reports missing or extra words in the others. Types only.
 */
import type { ChangeWords } from '../src-shared/change-words.ts';
import type { en } from './en.ts';

/** The same shape with any words: sentences stay functions of the same arguments, tables keep their keys. */
type Worded<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Key in keyof T]: Worded<T[Key]> };

export type Words = Worded<typeof en.window>;
export type DesktopWords = Worded<typeof en.desktop>;

/** What went wrong, in a few words without a full stop, and what to do next. The agent's own sentence is shown below. */
export type ErrorWords = readonly [headline: string, hint: string];

export interface Language {
  /** The language's name for itself. */
  readonly name: string;
  readonly window: Words;
  readonly desktop: DesktopWords;
  /** What a program wants to change. */
  readonly changes: ChangeWords;
  /** By error code: all codes, or none in English, which shows the agent's own sentences. A test compares the codes. */
  readonly errors: Readonly<Record<string, ErrorWords>>;
  /** By error code, in English only: the window's hint in place of an agent's hint that names a command. */
  readonly hints?: Readonly<Record<string, string>>;
  /**
   * By text: anything else the agent says in English that a person reads, such as notes about providers or an unknown
   * program.
   */
  readonly told: Readonly<Record<string, string>>;
}
