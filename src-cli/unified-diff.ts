/** The edits of a file as a unified diff, as `diff -u` writes it and `patch` reads it. Pure. */
import type { AwsEdit } from '../src-shared/aws-config.ts';

const CONTEXT = 3;

/** Empty without edits. `edits` are in order and do not overlap. `context`: how many lines around a change are shown. */
export function unifiedDiff(
  path: string,
  lines: readonly string[],
  edits: readonly AwsEdit[],
  context = CONTEXT,
): string {
  if (edits.length === 0) return '';
  let shift = 0;
  const hunks = hunksOf(edits, context).map((hunk) => {
    const text = hunkText(lines, hunk, shift, context);
    for (const { remove, insert } of hunk) shift += insert.length - remove;
    return text;
  });
  return [`--- ${path}\n`, `+++ ${path}\n`, ...hunks].join('');
}

/** Edits with fewer unchanged lines between them than two contexts share a hunk. */
function hunksOf(edits: readonly AwsEdit[], context: number): AwsEdit[][] {
  const hunks: AwsEdit[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const edit of edits) {
    if (edit.at - end <= 2 * context) hunks.at(-1)?.push(edit);
    else hunks.push([edit]);
    end = edit.at + edit.remove;
  }
  return hunks;
}

function hunkText(lines: readonly string[], hunk: readonly AwsEdit[], shift: number, context: number): string {
  const first = Math.max(0, (hunk[0]?.at ?? 0) - context);
  const parts: string[] = [];
  let old = 0;
  let fresh = 0;
  const keep = (from: number, to: number) => {
    const kept = lines.slice(from, to);
    parts.push(...kept.map((line) => marked(' ', line)));
    old += kept.length;
    fresh += kept.length;
  };
  let from = first;
  for (const { at, remove, insert } of hunk) {
    keep(from, at);
    parts.push(...lines.slice(at, at + remove).map((line) => marked('-', line)));
    parts.push(...insert.map((line) => marked('+', line)));
    old += remove;
    fresh += insert.length;
    from = at + remove;
  }
  keep(from, Math.min(lines.length, from + context));
  return `@@ -${range(first, old)} +${range(first + shift, fresh)} @@\n${parts.join('')}`;
}

/** An empty range names the line before it. */
function range(start: number, count: number): string {
  return `${count === 0 ? start : start + 1},${count}`;
}

function marked(mark: string, line: string): string {
  return line.endsWith('\n') ? `${mark}${line}` : `${mark}${line}\n\\ No newline at end of file\n`;
}
