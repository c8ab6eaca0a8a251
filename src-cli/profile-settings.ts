/** What `profile add` and `profile edit` have in common: options to settings, and the secret from standard input. */
import type { AddProfileRequest } from '../src-main/api/types.ts';
import type { Call } from './command.ts';
import { usageError } from './errors.ts';
import { readSecret } from './secret-input.ts';

/** Options that hold a setting, by the name that the API gives it. */
export const SETTING_NAMES: Readonly<Record<string, string>> = {
  issuer: 'issuer',
  scope: 'scopes',
  'client-id': 'client_id',
  'redirect-uri': 'redirect_uri',
  'token-endpoint-auth-method': 'token_endpoint_auth_method',
  audience: 'audience',
  'admin-url': 'admin_url',
  'start-url': 'start_url',
  region: 'region',
  fips: 'fips',
  dualstack: 'dualstack',
  'oidc-endpoint': 'oidc_endpoint',
  'portal-endpoint': 'portal_endpoint',
  'aws-cache-bridge': 'cache_bridge',
};

export type Secrets = NonNullable<AddProfileRequest['secrets']>;

/** The settings given, by the names of the API. A repeatable option becomes a list; blanks part scopes, too (RFC 6749 section 3.3). */
export function settingsOf(call: Call): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const [option, setting] of Object.entries(SETTING_NAMES)) {
    const given = call.values.get(option);
    if (call.flags.has(option)) settings[setting] = true;
    if (given === undefined) continue;
    if (option === 'aws-cache-bridge') {
      settings[setting] = given[0] === 'on' ? true : null;
      continue;
    }
    const isList = call.command.options.some(({ name, repeat }) => name === option && repeat);
    settings[setting] = isList ? given.flatMap((words) => words.split(' ')).filter((word) => word !== '') : given[0];
  }
  return settings;
}

/** Reads the secret that was announced, if any. One call takes one secret, since standard input holds one. */
export async function secretsOf(call: Call): Promise<Secrets | undefined> {
  const wantsSecret = call.flags.has('client-secret-stdin');
  const wantsToken = call.flags.has('initial-access-token-stdin');
  if (!wantsSecret && !wantsToken) return undefined;
  if (wantsSecret && wantsToken) {
    const hint = 'A client secret belongs to a client that you have registered; an initial access token registers one.';
    throw usageError('Only one secret can be read: --client-secret-stdin or --initial-access-token-stdin.', hint);
  }
  if (wantsSecret) return { client_secret: await readSecret('Client secret') };
  return { initial_access_token: await readSecret('Initial access token') };
}
