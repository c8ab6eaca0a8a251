/**
 * Well-known providers in the profile form: rows like those in provider-kinds.ts, made from the agent's description of each.
 * Nothing here is specific to one of them.
 */

import { ofAgent, strings } from '../../src-languages/window.ts';
import type { PresetEntry, ProvidersResponse } from '../../src-main/api/types.ts';
import { type Invalid, later, type Values } from './checks.ts';
import { type FieldRow, kindOf, offeredKinds, type ProviderKind } from './provider-kinds.ts';

type Question = NonNullable<PresetEntry['tenant']>;

const { preset: words } = strings.form;
const TENANT = 'tenant';

/** As people copy it from the address bar; empty means the default. */
function answerOf({ otherwise = '' }: Question, typed: string): string {
  const plainly = typed
    .trim()
    .replace(/^https:\/\//i, '')
    .replace(/\/+$/, '');
  return plainly === '' ? otherwise : plainly;
}

function checkAnswer(asked: Question, typed: string): Invalid | undefined {
  const answer = answerOf(asked, typed);
  if (answer === '') return later(strings.invalid.answerMissing(ofAgent(asked.question)));
  const fits = new RegExp(`^(?:${asked.pattern})$`).test(answer);
  return fits ? undefined : later(strings.invalid.answerForm(asked.example));
}

function tenantRow(asked: Question): FieldRow {
  const required = asked.otherwise === undefined ? { required: true as const } : {};
  return {
    name: TENANT,
    words: [ofAgent(asked.question), words.example(asked.example)],
    as: 'answer',
    check: (typed) => checkAnswer(asked, typed),
    placeholder: () => asked.otherwise,
    ...required,
  };
}

const missing =
  (text: string) =>
  (value: string): Invalid | undefined =>
    value === '' ? later(text) : undefined;

const CLIENT_ID: FieldRow = {
  name: 'client_id',
  words: words.clientId,
  required: true,
  check: missing(strings.invalid.appMissing),
};
const CLIENT_SECRET: FieldRow = {
  name: 'client_secret',
  words: words.clientSecret,
  as: 'secret',
  required: true,
  check: missing(strings.invalid.secretMissing),
};

/** The settings with the answer filled in. */
function filledIn({ settings, tenant }: PresetEntry, values: Values): Record<string, unknown> {
  const answer = tenant === undefined ? '' : answerOf(tenant, values[TENANT] ?? '');
  const filled = Object.entries(settings).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replaceAll('{tenant}', answer) : value,
  ]);
  return Object.fromEntries(filled);
}

/** Its own scopes are used while none are typed. */
function withScopes(row: FieldRow, { settings }: PresetEntry): FieldRow {
  const scopes: unknown = settings['scopes'];
  if (row.name !== 'scopes' || !Array.isArray(scopes)) return row;
  return { ...row, placeholder: () => scopes.join(' ') };
}

/** An issuer error belongs to the answer that the issuer is made from. */
function errorsOf({ errors }: ProviderKind, rows: readonly FieldRow[]): ProviderKind['errors'] {
  const shown = new Set(['name', ...rows.map(({ name }) => name)]);
  const moved = Object.entries(errors).map(([code, field]) => [code, field === 'issuer' ? TENANT : field] as const);
  return Object.fromEntries(moved.filter(([, field]) => shown.has(field)));
}

/** Undefined if this window does not know the kind. */
function presetKind(preset: PresetEntry): ProviderKind | undefined {
  const base = kindOf(preset.provider);
  if (base === undefined) return undefined;
  const { tenant, needs_secret: needsSecret } = preset;
  const fields = [...(tenant ? [tenantRow(tenant)] : []), CLIENT_ID, ...(needsSecret ? [CLIENT_SECRET] : [])];
  const asked = new Set(['initial_access_token', ...fields.map(({ name }) => name)]);
  const more = base.more.filter(({ name }) => !asked.has(name)).map((row) => withScopes(row, preset));
  return {
    kind: `preset:${preset.name}`,
    provider: base.kind,
    title: preset.title,
    fields,
    more,
    errors: errorsOf(base, [...fields, ...more]),
    preset: (values) => filledIn(preset, values),
    notes: preset.notes.map(({ text }) => ofAgent(text)),
  };
}

export const presetKinds = (presets: readonly PresetEntry[]): readonly ProviderKind[] =>
  presets.flatMap((preset) => presetKind(preset) ?? []);

/** Everything a new profile can be: kinds first, then well-known services. */
export const kindsOffered = ({ providers, presets }: ProvidersResponse): readonly ProviderKind[] => [
  ...offeredKinds(providers),
  ...presetKinds(presets),
];
