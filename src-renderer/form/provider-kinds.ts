/**
 * The form of each kind of provider, drawn from the fields that the provider describes: what each accepts, and which field
 * an agent error is about. Labels and help are in src-languages.
 */

import { strings } from '../../src-languages/window.ts';
import type { ProviderEntry } from '../../src-main/api/types.ts';
import { PROFILE_FIELDS } from '../../src-main/providers/profile-fields.ts';
import { present } from '../../src-shared/present.ts';
import type { ProfileField, ProfileFields } from '../../src-shared/profile-field.ts';
import type { Explained } from '../model/shown.ts';
import {
  checkAdminUrl,
  checkClientId,
  checkIssuer,
  checkRedirect,
  checkScopes,
  type Invalid,
  type Values,
} from './checks.ts';
import { checkNeededRegion, checkRegion, checkStartUrl, regionOf } from './start-url-checks.ts';

export interface FieldRow {
  /** The name of the setting or secret in the API. */
  readonly name: string;
  readonly words: readonly [label: string, help: string];
  /**
   * Undefined: a line of text. Lists are typed with spaces in between. An answer is not a setting; settings are made from
   * it.
   */
  readonly as?: 'url' | 'list' | 'secret' | 'switch' | 'choice' | 'answer';
  readonly choices?: Readonly<Record<string, string>>;
  readonly required?: true;
  readonly check?: (value: string, values: Values) => Invalid | undefined;
  /** The value used while the field is empty. */
  readonly placeholder?: (values: Values) => string | undefined;
}

export interface ProviderKind {
  /** Distinguishes it from the others in the form. */
  readonly kind: string;
  /** Its name in the API, if different. */
  readonly provider?: string;
  readonly title: string;
  readonly fields: readonly FieldRow[];
  /** Under More settings. */
  readonly more: readonly FieldRow[];
  /** The field that an error code is about; other codes concern the whole form. */
  readonly errors: Readonly<Record<string, string>>;
  /** Settings made from the answers; what is typed under More settings wins. */
  readonly preset?: (values: Values) => Readonly<Record<string, unknown>>;
  /** Its settings alone say where it is, so a check can only validate their form. */
  readonly asksNobody?: true;
  /** What a person needs to know to fill it in. */
  readonly notes?: readonly string[];
}

/** What the window adds to a field that a provider describes: its check, and its value while empty. */
const INPUTS: Readonly<Record<NonNullable<ProfileField['check']>, Pick<FieldRow, 'check' | 'placeholder'>>> = {
  issuer: { check: checkIssuer },
  'start-url': { check: checkStartUrl },
  region: {
    check: checkRegion,
    placeholder: (values) => {
      const told = regionOf(values['start_url'] ?? '');
      return told && strings.form.regionFromStartUrl(told);
    },
  },
  'needed-region': { check: checkNeededRegion },
  'admin-url': { check: checkAdminUrl },
  scopes: { check: checkScopes },
  redirect: { check: checkRedirect },
  'client-id': { check: checkClientId },
};

/** The title of a kind, and label and help of each field. A test compares them with what the providers describe. */
type KindWords = Readonly<Record<string, string | readonly string[]>>;
const form: Readonly<Record<string, unknown>> = strings.form;
const wordsOf = ({ kind, like = kind }: ProfileFields): KindWords => ({
  ...(form[like] as KindWords | undefined),
  ...(form[kind] as KindWords | undefined),
});

function fieldRow(kindWords: KindWords, { name, as, required, check, choices }: ProfileField): FieldRow {
  const [label = name, help = ''] = kindWords[name] ?? [];
  const titles: Readonly<Record<string, string>> = strings.form.method;
  const titled = choices?.map((choice) => [choice, titles[choice] ?? choice] as const);
  return present({
    name,
    words: [label, help] as const,
    as,
    required,
    choices: titled && Object.fromEntries(titled),
    ...(check && INPUTS[check]),
  });
}

function providerKind(described: ProfileFields): ProviderKind {
  const { kind, fields, errors, asksNobody } = described;
  const kindWords = wordsOf(described);
  const at = (place: ProfileField['place']) =>
    fields.filter((field) => field.place === place).map((field) => fieldRow(kindWords, field));
  const { title } = kindWords;
  return present({
    kind,
    title: typeof title === 'string' ? title : kind,
    fields: at('first'),
    more: at('more'),
    errors,
    asksNobody,
  });
}

const [usual, ...others] = PROFILE_FIELDS;
export const FIRST_KIND: ProviderKind = providerKind(usual);
export const PROVIDER_KINDS: readonly ProviderKind[] = [FIRST_KIND, ...others.map(providerKind)];

export const kindOf = (kind: string): ProviderKind | undefined => PROVIDER_KINDS.find((row) => row.kind === kind);

/** Those known to both the agent and this window; only the first until the agent has answered. */
export function offeredKinds(providers: readonly ProviderEntry[]): readonly ProviderKind[] {
  const offered = PROVIDER_KINDS.filter(({ kind }) => providers.some((entry) => entry.kind === kind));
  return offered.length > 0 ? offered : [FIRST_KIND];
}

export const NAME_ROW: FieldRow = { name: 'name', words: strings.form.name, required: true };

export const fieldsOf = ({ fields, more }: ProviderKind): readonly FieldRow[] => [...fields, ...more];

/** What is wrong, by field. */
export function checkFields(kind: ProviderKind, values: Values): Readonly<Record<string, Invalid>> {
  const found = fieldsOf(kind).flatMap(({ name, check }) => {
    const invalid = check?.((values[name] ?? '').trim(), values);
    return invalid === undefined ? [] : [[name, invalid] as const];
  });
  return Object.fromEntries(found);
}

const spoken = (name: string): string => name.replaceAll('_', ' ');

/** The field that an agent error is about, by its code or by the setting it names; undefined: the whole form. */
export function fieldOfError(kind: ProviderKind, { code = '', message }: Explained): string | undefined {
  const words = message.split(/[^a-z_]+/);
  const names = (name: string) => words.includes(name) || (name.includes('_') && message.includes(spoken(name)));
  const named = code === 'profile_invalid' ? fieldsOf(kind).find(({ name }) => names(name)) : undefined;
  return named?.name ?? kind.errors[code];
}
