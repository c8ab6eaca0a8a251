/** What `profile add` and `profile edit` have in common: options to settings, and the secret from standard input. */
import type { AddProfileRequest } from '../../src-main/api/types.ts';
import { type Call, type OptionSpec, under } from '../line/command.ts';
import { usageError } from '../line/errors.ts';
import { readKey, readSecret } from '../line/secret-input.ts';
import { CLOUD_OPTIONS, SCOPE } from './provider-options.ts';

const CLIENT = 'The client at the provider';
export const SECRETS: readonly OptionSpec[] = under(CLIENT, [
  { name: 'client-secret-stdin', help: 'Read the secret of the client from standard input, or ask for it' },
  { name: 'private-key-stdin', help: 'Read the private key of the client (PEM or JWK) from standard input' },
  { name: 'initial-access-token-stdin', help: 'Read the token that allows registration from standard input, or ask' },
]);

/** Settings that are given as text: option name and what it means. */
export const SETTINGS: readonly OptionSpec[] = [
  SCOPE,
  { name: 'client-id', value: 'ID', help: 'Client registered with the provider (default: Latchkey registers itself)' },
  { name: 'audience', value: 'AUDIENCE', help: 'Whom the tokens are for, where the provider wants it said' },
  { name: 'admin-url', value: 'URL', help: 'hydra: address of the admin API, for `latchkey clients`' },
  ...under(CLIENT, [
    { name: 'redirect-uri', value: 'URI', help: 'Redirect on this machine that the client is registered with' },
    {
      name: 'token-endpoint-auth-method',
      value: 'METHOD',
      help: 'How the client proves itself: none, client_secret_basic, client_secret_post or private_key_jwt',
    },
  ]),
  ...under('AWS and Huawei Cloud', CLOUD_OPTIONS),
];

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

/** Options that announce a secret: what it is called, and where it goes. */
const SECRET_NAMES: Readonly<Record<string, readonly [label: string, member: keyof Secrets]>> = {
  'client-secret-stdin': ['Client secret', 'client_secret'],
  'private-key-stdin': ['Private key', 'private_key'],
  'initial-access-token-stdin': ['Initial access token', 'initial_access_token'],
};

/** Reads the secret that was announced, if any. One call takes one secret, since standard input holds one. */
export async function secretsOf(call: Call): Promise<Secrets | undefined> {
  const [option, another] = Object.keys(SECRET_NAMES).filter((name) => call.flags.has(name));
  const [label, member] = SECRET_NAMES[option ?? ''] ?? [];
  if (label === undefined || member === undefined) return undefined;
  if (another !== undefined) {
    const hint = another.startsWith('initial')
      ? 'A client that you have registered has a secret or a key; an initial access token registers one.'
      : 'Give one now, and the other with `latchkey profile edit`.';
    throw usageError(`Only one secret can be read: --${option} or --${another}.`, hint);
  }
  return { [member]: member === 'private_key' ? await readKey(label) : await readSecret(label) };
}
