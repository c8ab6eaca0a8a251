/** What `latchkey profile export aws` changes in the AWS config file, as edits of its lines. Pure. */
import { type AwsConfig, type AwsEdit, type AwsSection, sectionsOf } from '../../src-shared/aws-config.ts';
import { ourRole } from './process.ts';

export interface WantedProfile {
  /** Of the AWS profile. */
  readonly name: string;
  /** The value of `credential_process`. */
  readonly command: string;
  /** For new AWS profiles. */
  readonly region?: string | undefined;
}

export type Change = 'added' | 'updated' | 'unchanged';

export interface ExportPlan {
  readonly edits: readonly AwsEdit[];
  readonly changes: ReadonlyMap<string, Change>;
  /** Profiles of the same name that are not ours; if there is one, nothing may be written. */
  readonly foreign: readonly AwsSection[];
}

export function planExport(config: AwsConfig, wanted: readonly WantedProfile[]): ExportPlan {
  const present = sectionsOf(config, 'profile');
  const end = lineEnd(config.lines);
  const changes = new Map<string, Change>();
  const foreign: AwsSection[] = [];
  const updates: AwsEdit[] = [];
  const added: string[] = [];
  for (const profile of wanted) {
    const section = present.get(profile.name);
    const setting = section?.settings.get('credential_process');
    if (section === undefined) {
      added.push(...sectionLines(profile, end));
      changes.set(profile.name, 'added');
    } else if (setting === undefined || ourRole(setting.value) === undefined) {
      foreign.push(section);
    } else if (setting.value === profile.command) {
      changes.set(profile.name, 'unchanged');
    } else {
      const at = setting.line - 1;
      const last = config.lines[at + setting.count - 1] ?? '';
      const indent = /^\s*/.exec(config.lines[at] ?? '')?.[0] ?? '';
      const line = `${indent}credential_process = ${bytes(profile.command)}${endOf(last)}`;
      updates.push({ at, remove: setting.count, insert: [line] });
      changes.set(profile.name, 'updated');
    }
  }
  const edits = [...updates.sort((a, b) => a.at - b.at), ...appended(config.lines, added, end)];
  return { edits: merged(edits), changes, foreign };
}

/** The line end of the file's first line. */
function lineEnd(lines: readonly string[]): string {
  return endOf(lines[0] ?? '') || '\n';
}

const endOf = (line: string): string => /[\r\n]*$/.exec(line)?.[0] ?? '';

function sectionLines({ name, command, region }: WantedProfile, end: string): string[] {
  const header = name === 'default' ? '[default]' : `[profile ${name}]`;
  const rest = region === undefined ? [] : [`region = ${region}`];
  return ['', header, `credential_process = ${bytes(command)}`, ...rest].map((line) => `${line}${end}`);
}

/** After the last line, separated by one empty line. A last line without a line end gets one first. */
function appended(lines: readonly string[], added: readonly string[], end: string): AwsEdit[] {
  if (added.length === 0) return [];
  const last = lines.at(-1);
  const isParted = last === undefined || /^\s*$/.test(last);
  const insert = isParted ? added.slice(1) : added;
  if (last === undefined || endOf(last) !== '') return [{ at: lines.length, remove: 0, insert }];
  return [{ at: lines.length - 1, remove: 1, insert: [`${last}${end}`, ...insert] }];
}

/** The last line may be both updated and given its line end. */
function merged(edits: readonly AwsEdit[]): AwsEdit[] {
  const result: AwsEdit[] = [];
  for (const edit of edits) {
    const previous = result.at(-1);
    if (previous === undefined || edit.at >= previous.at + previous.remove) {
      result.push(edit);
      continue;
    }
    const [first = '', ...rest] = edit.insert;
    const end = endOf(first);
    const kept = previous.insert.map((line) => (endOf(line) !== '' ? line : `${line}${end}`));
    result[result.length - 1] = { ...previous, insert: [...kept, ...rest] };
  }
  return result;
}

/** One character per byte, like the lines of the file. */
function bytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
