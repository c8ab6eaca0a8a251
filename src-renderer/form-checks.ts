/** The fields of the profile form and what may stand in them. Pure; the agent checks everything again. */
import { strings } from './strings.ts';

export const FIELDS = [
  'name',
  'issuer',
  'client_id',
  'client_secret',
  'scopes',
  'redirect_uri',
  'audience',
  'token_endpoint_auth_method',
  'initial_access_token',
] as const;
export type Field = (typeof FIELDS)[number];
export type Values = Readonly<Record<Field, string>>;

export const SECRET_FIELDS = ['client_secret', 'initial_access_token'] as const;
export const AUTH_METHODS = ['', 'none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;

export interface Invalid {
  readonly text: string;
  /** More typing cannot mend it, so it is said while the person still types. */
  readonly early: boolean;
}

const now = (text: string): Invalid => ({ text, early: true });
const later = (text: string): Invalid => ({ text, early: false });

export function checkName(name: string, taken: readonly string[]): Invalid | undefined {
  if (name === '') return later(strings.invalid.nameMissing);
  if (!/^[A-Za-z0-9]/.test(name)) return now(strings.invalid.nameStart);
  if (!/^[A-Za-z0-9._-]+$/.test(name)) return now(strings.invalid.nameChars);
  if (name.length > 64) return now(strings.invalid.nameLong);
  return taken.includes(name) ? later(strings.invalid.nameTaken) : undefined;
}

const LOOPBACK_HTTP = /^http:\/\/(127\.0\.0\.1|\[::1\])([:/]|$)/;
/** True while more typing can make it an http or https address. */
const mayBecomeUrl = (typed: string): boolean =>
  ['https://', 'http://'].some((start) => start.startsWith(typed.toLowerCase().slice(0, start.length)));

/** RFC 8414 section 2: https, without query and fragment. Loopback http passes here; the agent takes it in test mode only. */
export function checkIssuer(issuer: string): Invalid | undefined {
  if (issuer === '') return later(strings.invalid.issuerMissing);
  if (/[?#]/.test(issuer)) return now(strings.invalid.issuerQuery);
  if (!mayBecomeUrl(issuer)) return now(strings.invalid.issuerUrl);
  if (!URL.canParse(issuer)) return later(strings.invalid.issuerUrl);
  const url = new URL(issuer);
  if (url.protocol !== 'https:' && !LOOPBACK_HTTP.test(issuer)) return later(strings.invalid.issuerHttps);
  return url.username === '' && url.password === '' ? undefined : now(strings.invalid.issuerUser);
}

/** RFC 6749 section 3.3: printable ASCII without the quote and the backslash. */
export function checkScopes(scopes: string): Invalid | undefined {
  return /^[\x21\x23-\x5b\x5d-\x7e\s]*$/.test(scopes) ? undefined : now(strings.invalid.scopeChars);
}

/** RFC 8252 section 7.3: a loopback address, not a name. */
export function checkRedirect(uri: string): Invalid | undefined {
  const fine = uri === '' || (LOOPBACK_HTTP.test(uri) && URL.canParse(uri));
  return fine ? undefined : later(strings.invalid.redirectLoopback);
}

export interface Situation {
  readonly taken: readonly string[];
  /** A profile that exists keeps its name, and may keep its secret. */
  readonly editing: boolean;
}

export function checkAll(values: Values, { taken, editing }: Situation): Partial<Record<Field, Invalid>> {
  const found: Record<string, Invalid | undefined> = {
    name: editing ? undefined : checkName(values.name.trim(), taken),
    issuer: checkIssuer(values.issuer.trim()),
    scopes: checkScopes(values.scopes),
    redirect_uri: checkRedirect(values.redirect_uri.trim()),
    client_id:
      values.client_secret !== '' && values.client_id.trim() === ''
        ? later(strings.invalid.clientIdMissing)
        : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, invalid]) => invalid !== undefined));
}

/** The field that an error of the agent is about; undefined: it concerns the whole. */
export function fieldOfError(code: string): Field | undefined {
  const fields: Readonly<Record<string, Field>> = {
    profile_exists: 'name',
    issuer_invalid: 'issuer',
    issuer_mismatch: 'issuer',
    discovery_failed: 'issuer',
    provider_unreachable: 'issuer',
    client_rejected: 'client_id',
    invalid_scope: 'scopes',
    invalid_redirect_uri: 'redirect_uri',
    registration_unauthorized: 'initial_access_token',
  };
  return fields[code];
}
