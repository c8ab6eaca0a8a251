/** Guesses what was meant by an unknown word. Pure. */

/** A hint such as "Did you mean `token`?", or undefined when nothing is close. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const ranked = known.map((name) => ({ name, edits: editDistance(word, name) })).sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  const limit = Math.max(1, Math.floor(word.length / 3));
  if (best && best.edits <= limit) return `Did you mean \`${best.name}\`?`;
  const begun = known.filter((name) => word.length > 1 && name.startsWith(word));
  return begun.length === 1 ? `Did you mean \`${begun[0]}\`?` : undefined;
}

/** Number of insertions, deletions, replacements and swaps of neighbors between two words. */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  const cell = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cell(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, replaced, swapped));
    }
  }
  return cell(a.length, b.length);
}
