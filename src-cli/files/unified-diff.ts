/** What would change in a file, as `diff -u` writes it and `patch` reads it. Imported only when it is shown, which is rare. */
import { createTwoFilesPatch, FILE_HEADERS_ONLY, formatPatch } from 'diff';

/** Each change with three lines around it; empty when nothing changes. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(path, path, before, after, undefined, undefined, options);
}

/** One hunk, from the first line that differs to the last, without context lines. */
export function oneHunk(path: string, before: string, after: string): string {
  if (before === after) return '';
  const old = before.split(/(?<=\n)/).filter(Boolean);
  const fresh = after.split(/(?<=\n)/).filter(Boolean);
  let at = 0;
  while (at < old.length && old[at] === fresh[at]) at += 1;
  let same = 0;
  const most = Math.min(old.length, fresh.length) - at;
  while (same < most && old[old.length - 1 - same] === fresh[fresh.length - 1 - same]) same += 1;
  const removed = old.slice(at, old.length - same);
  const added = fresh.slice(at, fresh.length - same);
  const hunk = {
    oldStart: at + 1,
    oldLines: removed.length,
    newStart: at + 1,
    newLines: added.length,
    lines: [...marked('-', removed), ...marked('+', added)],
  };
  const names = { oldFileName: path, newFileName: path, oldHeader: undefined, newHeader: undefined };
  return formatPatch({ ...names, hunks: [hunk] }, FILE_HEADERS_ONLY);
}

function marked(mark: string, lines: readonly string[]): string[] {
  return lines.flatMap((line) =>
    line.endsWith('\n') ? [mark + line.slice(0, -1)] : [mark + line, '\\ No newline at end of file'],
  );
}
