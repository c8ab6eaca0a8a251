/**
 * Walks the words of a language and calls its sentences with samples, whatever they take: so that a word added later is
 * looked at without a line more in the tests.
 */

/** A sentence may read any member of the one object it is given. */
const members = new Proxy({}, { get: (_target, key) => `<${String(key)}>` });

const kinds = (at: number): readonly unknown[] => [`<${at}>`, 71 + at * 10, [`<${at}a>`, `<${at}b>`], members];

export interface Word {
  /** As `signIn.title`. */
  readonly path: string;
  readonly word: string | ((...given: unknown[]) => string);
}

export function wordsOf(words: unknown, path = ''): Word[] {
  if (typeof words === 'string' || typeof words === 'function') return [{ path, word: words as Word['word'] }];
  return Object.entries(words as object).flatMap(([key, inner]) =>
    wordsOf(inner, path === '' ? key : `${path}.${key}`),
  );
}

export const markersIn = (text: string): string[] => [...new Set(text.match(/<[^>]+>|\d+/g) ?? [])].sort();

const combinations = (arity: number): unknown[][] =>
  Array.from({ length: arity }).reduce<unknown[][]>(
    (before, _none, at) => before.flatMap((given) => kinds(at).map((kind) => [...given, kind])),
    [[]],
  );

function said(word: (...given: unknown[]) => string, given: readonly unknown[]): string | undefined {
  try {
    const text = word(...given);
    // The last: a list that was taken for a name.
    return /NaN|\[object|undefined|>,</.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The arguments of which a sentence shows the most; undefined: it takes none of the kinds known here. */
export function samplesFor(word: (...given: unknown[]) => string): readonly unknown[] | undefined {
  const shown = combinations(word.length).flatMap((given) => {
    const text = said(word, given);
    return text === undefined ? [] : [{ given, count: markersIn(text).length }];
  });
  return shown.sort((a, b) => b.count - a.count)[0]?.given;
}
