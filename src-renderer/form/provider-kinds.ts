/**
 * The profile form's table: for each kind of provider the fields, what may stand in them, and the field that an error of
 * the agent is about. A provider is added to the form by adding a row here, and its words in src-languages/.
 */

import { strings } from '../../src-languages/window.ts';
import type { ProviderEntry } from '../../src-main/api/types.ts';
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
  /** Of the setting or secret at the API. */
  readonly name: string;
  readonly words: readonly [label: string, help: string];
  /** Undefined: a line of text. A list is typed with spaces between. An answer is no setting; settings are made of it. */
  readonly as?: 'url' | 'list' | 'secret' | 'switch' | 'choice' | 'answer';
  readonly choices?: Readonly<Record<string, string>>;
  readonly required?: true;
  readonly check?: (value: string, values: Values) => Invalid | undefined;
  /** What holds while the field is empty. */
  readonly placeholder?: (values: Values) => string | undefined;
}

export interface ProviderKind {
  /** What tells it from the others in the form. */
  readonly kind: string;
  /** Its name at the API, where that is another. */
  readonly provider?: string;
  readonly title: string;
  readonly fields: readonly FieldRow[];
  /** Under More settings. */
  readonly more: readonly FieldRow[];
  /** The field that an error code is about; a code that is not here concerns the whole. */
  readonly errors: Readonly<Record<string, string>>;
  /** Settings that come of the answers; what is typed under More goes before them. */
  readonly preset?: (values: Values) => Readonly<Record<string, unknown>>;
  /** Where it is, its settings alone tell: a check proves their form and no more. */
  readonly asksNobody?: true;
  /** What a person must know to fill it in. */
  readonly notes?: readonly string[];
}

const { oidc, aws, huawei, hydra, method } = strings.form;

const OIDC: ProviderKind = {
  kind: 'oidc',
  title: oidc.title,
  fields: [{ name: 'issuer', words: oidc.issuer, as: 'url', required: true, check: checkIssuer }],
  more: [
    { name: 'client_id', words: oidc.clientId, check: checkClientId },
    { name: 'client_secret', words: oidc.clientSecret, as: 'secret' },
    { name: 'private_key', words: oidc.privateKey, as: 'secret' },
    { name: 'scopes', words: oidc.scopes, as: 'list', check: checkScopes },
    { name: 'redirect_uri', words: oidc.redirectUri, as: 'url', check: checkRedirect },
    { name: 'audience', words: oidc.audience },
    { name: 'token_endpoint_auth_method', words: oidc.authMethod, as: 'choice', choices: method },
    { name: 'initial_access_token', words: oidc.initialAccessToken, as: 'secret' },
  ],
  errors: {
    profile_exists: 'name',
    issuer_invalid: 'issuer',
    issuer_mismatch: 'issuer',
    discovery_failed: 'issuer',
    provider_unreachable: 'issuer',
    client_rejected: 'client_id',
    invalid_scope: 'scopes',
    invalid_redirect_uri: 'redirect_uri',
    registration_unauthorized: 'initial_access_token',
  },
};

const AWS: ProviderKind = {
  kind: 'aws',
  asksNobody: true,
  title: aws.title,
  fields: [
    { name: 'start_url', words: aws.startUrl, as: 'url', required: true, check: checkStartUrl },
    {
      name: 'region',
      words: aws.region,
      check: checkRegion,
      placeholder: (values) => {
        const told = regionOf(values['start_url'] ?? '');
        return told && strings.form.regionTold(told);
      },
    },
  ],
  more: [
    { name: 'scopes', words: aws.scopes, as: 'list', check: checkScopes },
    { name: 'fips', words: aws.fips, as: 'switch' },
    { name: 'dualstack', words: aws.dualStack, as: 'switch' },
  ],
  errors: {
    profile_exists: 'name',
    profile_invalid: 'start_url',
    provider_unreachable: 'start_url',
    invalid_scope: 'scopes',
  },
};

const HUAWEI: ProviderKind = {
  kind: 'huawei',
  asksNobody: true,
  title: huawei.title,
  fields: [
    { name: 'start_url', words: huawei.startUrl, as: 'url', required: true, check: checkStartUrl },
    { name: 'region', words: huawei.region, required: true, check: checkNeededRegion },
  ],
  more: [{ name: 'scopes', words: huawei.scopes, as: 'list', check: checkScopes }],
  errors: AWS.errors,
};

const HYDRA: ProviderKind = {
  ...OIDC,
  kind: 'hydra',
  title: hydra.title,
  fields: [{ name: 'issuer', words: hydra.issuer, as: 'url', required: true, check: checkIssuer }],
  more: [{ name: 'admin_url', words: hydra.adminUrl, as: 'url', check: checkAdminUrl }, ...OIDC.more],
};

export const PROVIDER_KINDS: readonly ProviderKind[] = [OIDC, AWS, HUAWEI, HYDRA];
export const FIRST_KIND: ProviderKind = OIDC;

export const kindOf = (kind: string): ProviderKind | undefined => PROVIDER_KINDS.find((row) => row.kind === kind);

/** Those that both the agent and this window know; the first alone until the agent has told. */
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

/** The field that an error of the agent is about, by its code or by the setting that it names; undefined: the whole. */
export function fieldOfError(kind: ProviderKind, { code = '', message }: Explained): string | undefined {
  const words = message.split(/[^a-z_]+/);
  const names = (name: string) => words.includes(name) || (name.includes('_') && message.includes(spoken(name)));
  const named = code === 'profile_invalid' ? fieldsOf(kind).find(({ name }) => names(name)) : undefined;
  return named?.name ?? kind.errors[code];
}
