/**
 * What a language is: every word of the window and of the desktop, and what each error means. English is the measure: the
 * types are made from it, so that a word too few or too many anywhere is an error of the compiler. Types only, and the choice.
 * A language is one file: all of its words stand there, whatever part of the program says them.
 */
import type { ErrorCode } from '../src-main/api/types.ts';
import type { englishDesktop } from '../src-main/desktop/words.ts';
import type { english } from '../src-renderer/strings.ts';

/** The same shape, any words: sentences stay functions of the same arguments, tables keep their keys. */
type Worded<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Key in keyof T]: Worded<T[Key]> };

export type Words = Worded<typeof english>;
export type DesktopWords = Worded<typeof englishDesktop>;

/** What went wrong, in a few words without a full stop, and the next thing to do. The agent's own sentence stands below. */
export type ErrorWords = readonly [headline: string, hint: string];

export interface Language {
  /** As the language calls itself. */
  readonly name: string;
  readonly window: Words;
  readonly desktop: DesktopWords;
  /** Undefined: the agent's own sentences are in this language. */
  readonly errors?: Readonly<Record<ErrorCode, ErrorWords>>;
  /** What else the agent says in English and a person reads here: notes about providers, an unknown program. By its text. */
  readonly told?: Readonly<Record<string, string>>;
}

export const TAGS = ['en', 'de', 'zh-CN'] as const;
export type Tag = (typeof TAGS)[number];

const isTag = (value: unknown): value is Tag => TAGS.some((tag) => tag === value);

/** Traditional Chinese is another language to read; English serves its readers better than a wrong script. */
const TRADITIONAL = /^zh-(?:hant|tw|hk|mo)\b/i;

function known(wanted: string): Tag | undefined {
  if (TRADITIONAL.test(wanted)) return undefined;
  const [base] = wanted.toLowerCase().split(/[-_]/);
  return TAGS.find((tag) => tag.split('-')[0] === base);
}

/** The one set, else the first of the system's (`de-AT`, `zh-Hans-CN`, …) that there is, else English. */
export function chooseTag(setting: unknown, system: readonly string[]): Tag {
  if (isTag(setting)) return setting;
  for (const wanted of system) {
    const tag = known(wanted);
    if (tag !== undefined) return tag;
  }
  return 'en';
}
