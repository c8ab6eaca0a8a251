/**
 * Finds where a text stops being JSON, so that a person can be pointed to the line. JSON.parse does not always say.
 * Only for texts that JSON.parse refused; returns a place and no value.
 */

const DEEPEST = 200;
const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])/y;

export interface Place {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

export function placeOfJsonError(text: string): Place {
  const scanner = { text, at: 0 };
  const whole = value(scanner, 0);
  if (whole) skip(scanner, SPACE);
  const before = text.slice(0, scanner.at).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

interface Scanner {
  readonly text: string;
  at: number;
}

function skip(scanner: Scanner, pattern: RegExp): boolean {
  pattern.lastIndex = scanner.at;
  const found = pattern.exec(scanner.text);
  if (found === null) return false;
  scanner.at += found[0].length;
  return true;
}

function literal(scanner: Scanner, character: string): boolean {
  skip(scanner, SPACE);
  if (scanner.text[scanner.at] !== character) return false;
  scanner.at += 1;
  return true;
}

/** False: the scanner is where the text is wrong. */
function value(scanner: Scanner, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (literal(scanner, '{')) return members(scanner, '}', () => key(scanner) && value(scanner, depth + 1));
  if (literal(scanner, '[')) return members(scanner, ']', () => value(scanner, depth + 1));
  return skip(scanner, STRING) || skip(scanner, SCALAR);
}

function key(scanner: Scanner): boolean {
  skip(scanner, SPACE);
  return skip(scanner, STRING) && literal(scanner, ':');
}

function members(scanner: Scanner, end: string, member: () => boolean): boolean {
  if (literal(scanner, end)) return true;
  do {
    if (!member()) return false;
  } while (literal(scanner, ','));
  return literal(scanner, end);
}
