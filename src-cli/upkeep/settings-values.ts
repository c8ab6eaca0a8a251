/** The settings by the names that you type, their possible values, and how words become API values. */
import { resolve } from 'node:path';
import type { Settings, SettingsPatch, SettingsResponse } from '../../src-main/api/types.ts';
import { TAGS } from '../../src-shared/language-tags.ts';
import { usageError } from '../line/errors.ts';

/** `logins`: programs that you always allowed; they can only be forgotten. */
type Kind = 'switch' | 'path' | 'text' | 'logins' | readonly string[];

export interface Setting {
  readonly name: string;
  readonly kind: Kind;
  /** The default, in words. */
  readonly otherwise: string;
}

export const SETTINGS: readonly Setting[] = [
  { name: 'language', kind: ['system', ...TAGS], otherwise: 'system' },
  { name: 'start_at_login', kind: 'switch', otherwise: 'off' },
  { name: 'start_when_needed', kind: 'switch', otherwise: 'on' },
  { name: 'notices.ending', kind: 'switch', otherwise: 'on' },
  { name: 'notices.failed', kind: 'switch', otherwise: 'on' },
  { name: 'notices.asked', kind: 'switch', otherwise: 'on' },
  { name: 'ask', kind: ['never', 'new', 'always'], otherwise: 'never' },
  { name: 'ask_logins', kind: ['never', 'new', 'always'], otherwise: 'never' },
  { name: 'logins_allowed', kind: 'logins', otherwise: 'none' },
  { name: 'proxy', kind: 'text', otherwise: 'none' },
  { name: 'ca_file', kind: 'path', otherwise: 'none' },
];

type Allowed = NonNullable<Settings['logins_allowed']>;

const SWITCH: Readonly<Record<string, boolean>> = {
  on: true,
  off: false,
  true: true,
  false: false,
  yes: true,
  no: false,
};

/** Throws a usage error that lists the possible values. */
export function valueFrom({ name, kind }: Setting, text: string): string | boolean {
  if (kind === 'text') return text;
  if (kind === 'logins') {
    const hint = 'Answer “always” when Latchkey asks you; `latchkey settings reset logins_allowed` forgets them all.';
    throw usageError(`${name} cannot be set here.`, hint);
  }
  // The agent runs in another folder.
  if (kind === 'path') return resolve(text);
  const may = kind === 'switch' ? ['on', 'off'] : kind;
  const found = kind === 'switch' ? SWITCH[text.toLowerCase()] : kind.find((one) => one === text);
  if (found === undefined) throw usageError(`${name} cannot be '${text}'.`, `Choose one of: ${may.join(', ')}.`);
  return found;
}

/** `null`: back to the default. */
export function patchOf({ name }: Setting, value: string | boolean | null): SettingsPatch {
  const [member = '', part] = name.split('.');
  return (part === undefined ? { [member]: value } : { [member]: { [part]: value } }) as SettingsPatch;
}

/** As you type it; undefined: not set. */
export function wordsFor(setting: Setting, settings: Readonly<Record<string, unknown>>): string | undefined {
  const value = setIn(setting, settings);
  if (value === undefined) return undefined;
  const { kind } = setting;
  if (kind === 'logins') return (value as Allowed).map(({ program, host }) => `${program} (${host})`).join(', ');
  return kind === 'switch' ? (value === true ? 'on' : 'off') : String(value);
}

function setIn({ name }: Setting, settings: Readonly<Record<string, unknown>>): unknown {
  const [member = '', part] = name.split('.');
  return part === undefined ? settings[member] : (settings[member] as Record<string, unknown> | undefined)?.[part];
}

/** The environment's value; it takes precedence. */
export function environmentFor({ name }: Setting, { about }: SettingsResponse): string | undefined {
  return name === 'proxy' || name === 'ca_file' ? about.environment[name] : undefined;
}

/** Every setting as it applies now: from the environment, as set, or the default; `null`: none. */
export function effective(settings: SettingsResponse): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const setting of SETTINGS) {
    const [member = '', part] = setting.name.split('.');
    const value = environmentFor(setting, settings) ?? setIn(setting, settings) ?? defaultOf(setting);
    all[member] = part === undefined ? value : { ...(all[member] as object | undefined), [part]: value };
  }
  return { ...all, about: settings.about };
}

function defaultOf({ kind, otherwise }: Setting): string | boolean | null | readonly [] {
  if (kind === 'switch') return otherwise === 'on';
  if (kind === 'logins') return [];
  return kind === 'path' || kind === 'text' ? null : otherwise;
}
