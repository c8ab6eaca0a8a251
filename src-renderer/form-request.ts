/** From a profile's settings to the form's values, and from the values to what the API takes. Pure. */
import type { AddProfileRequest, EditProfileRequest, ProfileView } from '../src-main/api/types.ts';
import { SECRET_FIELDS, type Values } from './form-checks.ts';

type Secrets = NonNullable<AddProfileRequest['secrets']>;
type Settings = Record<string, unknown>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Secrets are never shown, so their fields begin empty. */
export function valuesOf(profile: ProfileView | undefined): Values {
  const settings = profile?.settings ?? {};
  const scopes = settings['scopes'];
  return {
    name: profile?.name ?? '',
    issuer: text(settings['issuer']),
    client_id: text(settings['client_id']),
    client_secret: '',
    scopes: Array.isArray(scopes) ? scopes.map(text).join(' ') : '',
    redirect_uri: text(settings['redirect_uri']),
    audience: text(settings['audience']),
    token_endpoint_auth_method: text(settings['token_endpoint_auth_method']),
    initial_access_token: '',
  };
}

function settingsOf(values: Values): Settings {
  const scopes = [...new Set(values.scopes.split(/\s+/).filter((scope) => scope !== ''))];
  const filled = {
    issuer: values.issuer.trim(),
    client_id: values.client_id.trim(),
    scopes: scopes.length > 0 ? scopes : '',
    redirect_uri: values.redirect_uri.trim(),
    audience: values.audience.trim(),
    token_endpoint_auth_method: values.token_endpoint_auth_method,
  };
  return Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== ''));
}

function secretsOf(values: Values): Secrets | undefined {
  const given = SECRET_FIELDS.filter((field) => values[field] !== '');
  return given.length === 0 ? undefined : Object.fromEntries(given.map((field) => [field, values[field]]));
}

export function addRequest(values: Values, provider: string): AddProfileRequest {
  const secrets = secretsOf(values);
  const request = { name: values.name.trim(), provider, settings: settingsOf(values) };
  return secrets === undefined ? request : { ...request, secrets };
}

/** Only what differs; null removes a setting. Undefined: nothing was changed. */
export function editRequest(values: Values, profile: ProfileView): EditProfileRequest | undefined {
  const before = settingsOf(valuesOf(profile));
  const after = settingsOf(values);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const settings: Settings = Object.fromEntries(changed.map((name) => [name, after[name] ?? null]));
  const secrets = secretsOf(values);
  if (changed.length === 0 && secrets === undefined) return undefined;
  return { ...(changed.length > 0 ? { settings } : {}), ...(secrets === undefined ? {} : { secrets }) };
}
