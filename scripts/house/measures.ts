/** Counts over the sources: long parameter lists, full folders, lines, repeated lines. Pure. */
import { dirname } from 'node:path/posix';
import { code, type Source } from './sources.ts';

const MANY_PARAMETERS = 5;
const REPEATED_LINES = 6;

const isCode = ({ path }: Source): boolean => path.endsWith('.ts');

export const lines = (sources: readonly Source[]): number =>
  sources.filter(isCode).reduce((total, { text }) => total + text.split('\n').length - 1, 0);

/** Each folder with its number of source files, without subfolders; the fullest first. */
export function fullestFolders(sources: readonly Source[]): [folder: string, files: number][] {
  const counts = new Map<string, number>();
  for (const { path } of sources.filter(isCode)) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** `path: first parameters` of each function, method or signature with five or more typed parameters. */
export function longParameterLists(sources: readonly Source[]): string[] {
  return sources.filter(isCode).flatMap(({ path, text }) => {
    const plain = code(text);
    return [...plain.matchAll(/\(/g)].flatMap(({ index }) => {
      const parameters = topLevelParts(plain, index + 1);
      const declared = parameters.length >= MANY_PARAMETERS && parameters.every(isTyped);
      return declared ? [`${path}: ${parameters.map((part) => part.split(':')[0]?.trim()).join(', ')}`] : [];
    });
  });
}

/** A parameter has a type, or gets one from its default; an argument of a call has neither. */
const isTyped = (part: string): boolean =>
  /^\s*(?:readonly\s+)?(?:\.\.\.)?(?:[\w$]+|\{[^}]*\}|\[[^\]]*\])\??\s*(?::|=[^=>])/.test(part);

/** The parts between commas from `start` to the closing bracket; nothing after a trailing comma. */
function topLevelParts(text: string, start: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    const arrow = sign === '>' && text[at - 1] === '=';
    if ('([{<'.includes(sign)) depth += 1;
    else if (depth === 0 && (sign === ',' || sign === ')')) {
      parts.push(text.slice(from, at));
      from = at + 1;
      if (sign === ')') break;
    } else if (')]}>'.includes(sign) && !arrow) depth -= 1;
  }
  return parts.filter((part) => part.trim() !== '');
}

/** The number of lines in runs of six or more that occur elsewhere too, ignoring white space and comments. */
export function repeatedLines(sources: readonly Source[]): number {
  const places = new Map<string, string[]>();
  for (const source of sources.filter(isCode)) {
    const kept = meaningfulLines(source);
    for (let at = 0; at + REPEATED_LINES <= kept.length; at += 1) {
      const run = kept.slice(at, at + REPEATED_LINES).join('\n');
      places.set(run, [
        ...(places.get(run) ?? []),
        ...Array.from({ length: REPEATED_LINES }, (_, i) => `${source.path}:${at + i}`),
      ]);
    }
  }
  const repeated = [...places.values()].filter((found) => found.length > REPEATED_LINES);
  return new Set(repeated.flat()).size;
}

/** Without imports and lines with only brackets. */
const meaningfulLines = ({ text }: Source): string[] =>
  code(text)
    .replace(/^[ \t]*import\b[^;]*;/gm, '')
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => /\w/.test(line));
