/**
 * AWS's configuration file as lines, sections and settings. The lines contain every byte of the file, so it can be written
 * back unchanged except for the edits. Pure: it opens no file. The rules are those of AWS's own tools: `#` and `;` start
 * comments, a line that is indented deeper than its key continues it.
 */

export interface AwsSetting {
  /** Without comments; lines of a nested block are joined with line feeds. */
  readonly value: string;
  /** Counted from 1. */
  readonly line: number;
  /** The lines that it spans, including continuation lines. */
  readonly count: number;
}

export interface AwsSection {
  /** `profile`, `sso-session`, `services`, …; empty for a name without a kind, which is how the credentials file names profiles. */
  readonly kind: string;
  readonly name: string;
  /** As it is written between the brackets. */
  readonly header: string;
  /** The header's line, counted from 1. */
  readonly line: number;
  /** By name in lower case; the last setting with a name counts. */
  readonly settings: ReadonlyMap<string, AwsSetting>;
}

export interface AwsConfig {
  /** With their line ends, one character per byte. */
  readonly lines: readonly string[];
  readonly sections: readonly AwsSection[];
}

/** `bytes`: one character per byte (`latin1`), so that a file in any encoding survives. */
export function parseAwsConfig(bytes: string): AwsConfig {
  const lines = bytes.match(/[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
  const sections: AwsSection[] = [];
  let settings: Map<string, AwsSetting> | undefined;
  let open: { name: string; setting: AwsSetting } | undefined;
  /** Of the last header or key. Lines that are indented deeper continue the key; comments and empty lines do not count. */
  let indent = 0;
  for (const [at, raw] of lines.entries()) {
    const text = textOf(at === 0 ? raw.replace(/^\xef\xbb\xbf/, '') : raw);
    if (/^\s*([#;]|$)/.test(text)) continue;
    const depth = text.search(/\S/);
    if (open && settings && depth > indent) {
      open = { name: open.name, setting: continued(open.setting, text, at) };
      settings.set(open.name, open.setting);
      continue;
    }
    indent = depth;
    open = undefined;
    const header = headerOf(text.trim());
    if (header !== undefined) {
      settings = new Map();
      sections.push({ ...titleOf(header), header, line: at + 1, settings });
      continue;
    }
    const [, name, value = ''] = /^\s*([^=:\s][^=:]*?)\s*[=:](.*)$/.exec(text) ?? [];
    if (name === undefined || !settings) continue; // AWS's tools differ here; not ours to decide
    open = { name: name.toLowerCase(), setting: { value: bare(value), line: at + 1, count: 1 } };
    settings.set(open.name, open.setting);
  }
  return { lines, sections };
}

function textOf(raw: string): string {
  return Buffer.from(raw.replace(/[\r\n]+$/, ''), 'latin1').toString('utf8');
}

/** Comments within and after a block's lines are not part of it. */
function continued({ value, line }: AwsSetting, text: string, at: number): AwsSetting {
  return { value: `${value}\n${bare(text)}`, line, count: at + 2 - line };
}

/** A comment after a value starts with a blank, so that an address keeps its `#`. */
function bare(value: string): string {
  return value.replace(/(^|\s)[#;].*$/, '').trim();
}

/** A name may have brackets in it, so it ends at the last one before a comment. */
function headerOf(text: string): string | undefined {
  return (/^\[(.+?)\]\s*(?:\s[#;].*)?$/.exec(text) ?? /^\[(.+)\]/.exec(text))?.[1];
}

/** `profile dev`, `profile "my dev"`, `sso-session corp`, and `default`, which is an unlabeled profile. */
function titleOf(header: string): { kind: string; name: string } {
  const [, kind = '', rest = ''] = /^\s*(\S+)\s+(.+?)\s*$/.exec(header) ?? [];
  if (kind !== '') return { kind, name: oneWord(rest) ?? rest };
  const name = header.trim();
  return { kind: name === 'default' ? 'profile' : '', name };
}

/** Unquotes like a POSIX shell, as AWS's command line does. Undefined if it is not exactly one word. */
function oneWord(text: string): string | undefined {
  if (!/^(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+$/.test(text)) return undefined;
  return text.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double?: string, single?: string, plain?: string) =>
    double === undefined ? (single ?? plain ?? '') : double.replace(/\\(["\\])/g, '$1'),
  );
}

/**
 * All sections of a kind by name. Sections with the same header are merged, and later settings win. The same name written
 * differently, such as `[default]` and `[profile default]`, is another section, and the later one replaces the earlier one.
 */
export function sectionsOf(config: AwsConfig, kind: string): Map<string, AwsSection> {
  const found = new Map<string, AwsSection>();
  for (const section of config.sections.filter((candidate) => candidate.kind === kind)) {
    const former = found.get(section.name);
    const same = former?.header === section.header ? former : undefined;
    const settings = new Map([...(same?.settings ?? []), ...section.settings]);
    found.set(section.name, { ...section, line: same?.line ?? section.line, settings });
  }
  return found;
}

export const ENCODING_HINT = 'Save the file as UTF-8.';

/** Why AWS's tools cannot read the file: some editors on Windows write UTF-16. Undefined if they can. */
export function encodingFault(bytes: string): string | undefined {
  const isWide = /^(?:\xff\xfe|\xfe\xff|\0\0\xfe\xff)/.test(bytes) || bytes.includes('\0');
  return isWide ? 'it is not UTF-8, but probably UTF-16' : undefined;
}

/** Removes `remove` lines from line `at` (counted from 0) and puts `insert` there, line ends included. */
export interface AwsEdit {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly string[];
}

/** The lines after the edits, which are in order and do not overlap. */
export function applyEdits(lines: readonly string[], edits: readonly AwsEdit[]): string[] {
  const result: string[] = [];
  let from = 0;
  for (const { at, remove, insert } of edits) {
    result.push(...lines.slice(from, at), ...insert);
    from = at + remove;
  }
  return [...result, ...lines.slice(from)];
}
