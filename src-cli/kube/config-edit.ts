/**
 * Puts an entry into the text of a kubeconfig. Lines are changed in place, so that comments and formatting stay. The
 * result is read back and must say exactly what was wanted; otherwise the whole document is rewritten. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { CliError, EXIT } from '../line/errors.ts';

export type Members = Readonly<Record<string, unknown>>;
export type ListName = 'clusters' | 'contexts' | 'users';

export interface Entry {
  readonly list: ListName;
  readonly name: string;
  /** The member next to the name: `user`, `cluster` or `context`. */
  readonly content: Members;
}

/** js-yaml's two functions; it is loaded only when needed. `json`: of a key that is there twice, the last value counts. */
export interface Yaml {
  load(text: string, options?: { json?: boolean }): unknown;
  dump(value: unknown, options?: { seqNoIndent?: boolean; lineWidth?: number; noRefs?: boolean }): string;
}

/** As kubectl itself writes it. */
export const FORM = { seqNoIndent: true, lineWidth: -1, noRefs: true } as const;
const EMPTY = 'apiVersion: v1\nkind: Config\n';

/** As kubectl reads it: the first document of the file, and nothing at all is an empty one. Throws `config_broken`. */
export function readKubeconfig({ load }: Yaml, text: string, path: string): Members {
  const [first] = documentsOf(text);
  if (/^(\s*(#.*)?\n?)*$/.test(first)) return {};
  try {
    const document = load(first, { json: true }) ?? {};
    if (isMembers(document)) return document;
  } catch {
    // Its message may quote a line, and with it a secret.
  }
  const hint = 'Fix it, or name another file with --kubeconfig. Nothing was written.';
  throw new CliError('config_broken', EXIT.usage, `The file ${path} is not a kubeconfig.`, hint);
}

/** The first document, and everything from the line that ends it. */
function documentsOf(text: string): [first: string, rest: string] {
  const begins = /^(?:[ \t]*(?:#.*)?\r?\n|%.*\n)*---(?=\s|$)/.exec(text)?.[0].length ?? 0;
  const ends = text.slice(begins).search(/^(?:---|\.\.\.)(?=\s|$)/m);
  return ends < 0 ? [text, ''] : [text.slice(0, begins + ends), text.slice(begins + ends)];
}

export function entriesOf(document: Members, list: ListName): readonly Members[] {
  const found = document[list];
  return Array.isArray(found) ? found.filter(isMembers) : [];
}

export function entryNamed(document: Members, list: ListName, name: string): Members | undefined {
  return entriesOf(document, list).find((entry) => entry['name'] === name);
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface Edited {
  readonly text: string;
  /** The whole document was rewritten in another form, because its lines could not be changed one by one. */
  readonly isRewritten: boolean;
}

/**
 * The text with the entry added, or in place of the one with its name. Throws `config_broken` if the document would have
 * to be rewritten and contains values that would change with it.
 */
export function putEntry(yaml: Yaml, text: string, entry: Entry, path: string): Edited {
  const [first, rest] = documentsOf(text);
  const previous = readKubeconfig(yaml, first, path);
  const isNew = Object.keys(previous).length === 0;
  const wanted = withEntry(isNew ? { apiVersion: 'v1', kind: 'Config' } : previous, entry);
  if (isDeepStrictEqual(wanted, previous)) return { text, isRewritten: false };
  const edited = editedLines(yaml, isNew ? `${ended(first)}${EMPTY}` : ended(first), previous, entry);
  if (edited !== undefined && says(yaml, edited, wanted)) return { text: edited + rest, isRewritten: false };
  if (CHANGES_WHEN_WRITTEN.test(first)) throw notRewritten(path);
  return { text: yaml.dump(wanted, FORM) + rest, isRewritten: true };
}

/** Values that mean something else to kubectl (YAML 1.1, 64-bit integers) than to JavaScript. */
const CHANGES_WHEN_WRITTEN = /(?<![\w.'"/-])(?:\d{16,}|0\d+|yes|no|on|off)(?![\w.'"/-])/i;

function notRewritten(path: string): CliError {
  const message = `The file ${path} cannot be changed line by line, and writing it out again would change some of its values.`;
  const hint = 'Run the command without --write and add what it prints, or name another file with --kubeconfig.';
  return new CliError('config_broken', EXIT.usage, message, hint);
}

function withEntry(document: Members, { list, name, content }: Entry): Members {
  const present = Array.isArray(document[list]) ? document[list] : [];
  const entry = { name, ...content };
  const at = present.findIndex((other) => isMembers(other) && other['name'] === name);
  return { ...document, [list]: at < 0 ? [...present, entry] : present.with(at, entry) };
}

function says({ load }: Yaml, text: string, wanted: Members): boolean {
  try {
    return isDeepStrictEqual(load(text, { json: true }), wanted);
  } catch {
    return false;
  }
}

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** Undefined: the list is not a block whose lines can be distinguished. */
function editedLines(
  { dump }: Yaml,
  text: string,
  previous: Members,
  { list, name, content }: Entry,
): string | undefined {
  const lines = text.split(/(?<=\n)/);
  const entry = dump([{ name, ...content }], FORM).split(/(?<=\n)/);
  const head = lines.findLastIndex((line) => line.startsWith(`${list}:`));
  if (head < 0) return [...lines, `${list}:\n`, ...entry].join('');
  if (!Array.isArray(previous[list]) || previous[list].length === 0) {
    return lines.toSpliced(head, 1, `${list}:\n`, ...entry).join('');
  }
  const block = blockAt(lines, head);
  const indent = /^ *(?=-)/.exec(lines[block.starts[0] ?? head] ?? '')?.[0];
  if (indent === undefined) return undefined;
  const indented = entry.map((line) => indent + line);
  const item = previous[list].findIndex((other) => isMembers(other) && other['name'] === name);
  if (item < 0) return lines.toSpliced(block.end, 0, ...indented).join('');
  const from = block.starts[item] ?? block.end;
  const to = contentEnd(lines, from, block.starts[item + 1] ?? block.end);
  return lines.toSpliced(from, to - from, ...indented).join('');
}

/** Where the items of the list under `head` begin, and the line after the last one. */
function blockAt(lines: readonly string[], head: number): { starts: readonly number[]; end: number } {
  const starts: number[] = [];
  let depth = -1;
  let at = head + 1;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (isEmpty(line)) continue;
    const indent = line.search(/\S/);
    const isItem = /^ *-(\s|$)/.test(line);
    if (depth < 0 && isItem) depth = indent;
    if (indent < depth || (indent === depth && !isItem) || depth < 0) break;
    if (indent === depth) starts.push(at);
  }
  return { starts, end: contentEnd(lines, head, at) };
}

/** Empty lines and comments before `end` belong to what follows. */
function contentEnd(lines: readonly string[], from: number, end: number): number {
  let at = end;
  while (at > from + 1 && isEmpty(lines[at - 1] ?? '')) at -= 1;
  return at;
}

function isEmpty(line: string): boolean {
  return /^\s*(#.*)?\s*$/.test(line);
}
