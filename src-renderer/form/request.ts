/** Converts a profile's settings to form values, and form values to API requests. Pure. */
import type { AddProfileRequest, EditProfileRequest, ProfileView } from '../../src-main/api/types.ts';
import { present } from '../../src-shared/present.ts';
import type { Values } from './checks.ts';
import { type FieldRow, fieldsOf, type ProviderKind } from './provider-kinds.ts';

type Secrets = NonNullable<AddProfileRequest['secrets']>;
type Settings = Record<string, unknown>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A setting as a field's text; a switch that is on is `true`. */
function typed(setting: unknown, { as }: FieldRow): string {
  if (as === 'list') return Array.isArray(setting) ? setting.map(text).join(' ') : '';
  if (as === 'switch') return setting === true ? 'true' : '';
  return text(setting);
}

/** Undefined: not given. */
function setting(value: string, { as }: FieldRow): unknown {
  if (value.trim() === '') return undefined;
  if (as === 'list') return [...new Set(value.trim().split(/\s+/))];
  return as === 'switch' ? true : value.trim();
}

/** Secrets are never shown, so their fields start empty. */
export function valuesOf(kind: ProviderKind, profile: ProfileView | undefined): Values {
  const settings = profile?.settings ?? {};
  const values = fieldsOf(kind).map((row) => [row.name, row.as === 'secret' ? '' : typed(settings[row.name], row)]);
  return { ...Object.fromEntries(values), name: profile?.name ?? '' };
}

function settingsOf(kind: ProviderKind, values: Values): Settings {
  const given = fieldsOf(kind)
    .filter(({ as }) => as !== 'secret' && as !== 'answer')
    .map((row) => [row.name, setting(values[row.name] ?? '', row)] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

function secretsOf(kind: ProviderKind, values: Values): Secrets | undefined {
  const given = fieldsOf(kind).filter(({ as, name }) => as === 'secret' && values[name] !== '');
  return given.length === 0 ? undefined : Object.fromEntries(given.map(({ name }) => [name, values[name]]));
}

export function addRequest(kind: ProviderKind, values: Values): AddProfileRequest {
  const secrets = secretsOf(kind, values);
  const name = (values['name'] ?? '').trim();
  const settings = { ...kind.preset?.(values), ...settingsOf(kind, values) };
  return present({ name, provider: kind.provider ?? kind.kind, settings, secrets });
}

/** Only the differences; null removes a setting. Undefined: nothing changed. */
export function editRequest(kind: ProviderKind, values: Values, profile: ProfileView): EditProfileRequest | undefined {
  const before = settingsOf(kind, valuesOf(kind, profile));
  const after = settingsOf(kind, values);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const settings: Settings = Object.fromEntries(changed.map((name) => [name, after[name] ?? null]));
  const secrets = secretsOf(kind, values);
  if (changed.length === 0 && secrets === undefined) return undefined;
  return present({ settings: changed.length > 0 ? settings : undefined, secrets });
}
