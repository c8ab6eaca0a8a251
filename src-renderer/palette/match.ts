/** How well a text matches what was typed: the letters in order, anywhere. Pure and fast: it runs for thousands of texts. */

/** Characters that precede the start of a word. */
const BETWEEN: ReadonlySet<number> = new Set([...' :/._@-“'].map((letter) => letter.charCodeAt(0)));

/**
 * Higher is better; undefined: no match. Consecutive letters and letters that start a word count more; of two equal matches
 * the shorter wins. `typed` and `text` are in lower case, `typed` without spaces.
 */
export function scoreOf(typed: string, text: string): number | undefined {
  let score = 0;
  let from = 0;
  let before = -2;
  for (const letter of typed) {
    const at = best(text, letter, from, before);
    if (at < 0) return undefined;
    if (at === before + 1) score += 8;
    if (isStart(text, at)) score += 6;
    score -= Math.min(at - from, 6) / 2;
    before = at;
    from = at + letter.length;
  }
  return score - text.length / 50;
}

/** Next to the last letter, else at the start of a word, else the next one, as long as the rest still matches. */
function best(text: string, letter: string, from: number, before: number): number {
  const next = text.indexOf(letter, from);
  if (next < 0 || next === before + 1 || isStart(text, next)) return next;
  for (let at = text.indexOf(letter, next + 1); at >= 0; at = text.indexOf(letter, at + 1)) {
    if (isStart(text, at)) return at;
  }
  return next;
}

const isStart = (text: string, at: number): boolean => at === 0 || BETWEEN.has(text.charCodeAt(at - 1));

/**
 * The best `most`, best first, and all that match, which are the only ones to search when more letters follow. Equal ones
 * keep their order. If nothing is typed: the first ones.
 */
export function bestOf<T extends { readonly key: string }>(
  items: readonly T[],
  typed: string,
  most: number,
): { readonly found: readonly T[]; readonly fitting: readonly T[] } {
  const letters = typed.toLowerCase().replaceAll(/\s+/g, '');
  if (letters === '') return { found: items.slice(0, most), fitting: items };
  const top: { readonly item: T; readonly score: number }[] = [];
  const fitting: T[] = [];
  for (const item of items) {
    const score = scoreOf(letters, item.key) ?? plainScoreOf(letters, item.key);
    if (score === undefined) continue;
    fitting.push(item);
    // Sorting thousands to get a few would take longer than everything else.
    if (top.length === most && score <= (top.at(-1)?.score ?? 0)) continue;
    const after = top.findIndex((other) => other.score < score);
    top.splice(after < 0 ? top.length : after, 0, { item, score });
    if (top.length > most) top.pop();
  }
  return { found: top.map(({ item }) => item), fitting };
}

/** Ignores words: `scoreOf` may have skipped a letter that was needed. */
function plainScoreOf(typed: string, text: string): number | undefined {
  let at = -1;
  for (const letter of typed) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return undefined;
  }
  return -text.length / 50;
}
