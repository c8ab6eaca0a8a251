/**
 * Options of `clients …` that set a field of an OAuth client, by the names in Hydra's API description. Data, and reading
 * it; the agent checks the values.
 */
import type { Call, OptionSpec } from '../line/command.ts';
import { usageError } from '../line/errors.ts';

export type FieldKind = 'text' | 'words' | 'list' | 'flag' | 'duration' | 'json';

export interface FieldOption {
  readonly field: string;
  readonly kind: FieldKind;
  readonly spec: OptionSpec;
}

const VALUES: Readonly<Record<FieldKind, Partial<OptionSpec>>> = {
  text: { value: 'TEXT' },
  words: { value: 'SCOPE', repeat: true },
  list: { value: 'TEXT', repeat: true },
  flag: { value: 'true|false', choices: ['true', 'false'] },
  duration: { value: 'DURATION' },
  json: { value: 'JSON' },
};

function option(kind: FieldKind, field: string, help: string, changes: Partial<OptionSpec> = {}): FieldOption {
  return { field, kind, spec: { name: field.replaceAll('_', '-'), help, ...VALUES[kind], ...changes } };
}

const uri = { value: 'URI' };

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const GRANTS = ['authorization_code', 'device_authorization', 'refresh_token'];
const LIFESPANS = [
  ...GRANTS.flatMap((grant) => ['access', 'id', 'refresh'].map((token) => [grant, token] as const)),
  ['client_credentials', 'access'] as const,
  ['jwt_bearer', 'access'] as const,
  ['implicit', 'access'] as const,
  ['implicit', 'id'] as const,
];

export const LIFESPAN_OPTIONS: readonly FieldOption[] = LIFESPANS.map(([grant, token]) =>
  option(
    'duration',
    `${grant}_grant_${token}_token_lifespan`,
    `${token === 'id' ? 'ID' : capital(token)} token from the ${grant.replaceAll('_', ' ')} grant`,
    { under: 'Token lifetimes, such as 90s, 30m or 1h30m' },
  ),
);

const ESSENTIAL: readonly FieldOption[] = [
  option('text', 'client_id', 'ID of the client (default: the server creates one)', { value: 'ID' }),
  option('text', 'client_name', 'Name that people see', { name: 'name', value: 'NAME' }),
  option('words', 'scope', 'Scope that the client may request'),
  option('list', 'grant_types', 'Grant that the client may use, such as authorization_code', {
    name: 'grant-type',
    value: 'GRANT',
  }),
  option('list', 'response_types', 'Response type, such as code', { name: 'response-type', value: 'TYPE' }),
  option('list', 'redirect_uris', 'Address that people may be sent back to', { name: 'redirect-uri', ...uri }),
  option(
    'text',
    'token_endpoint_auth_method',
    'How the client authenticates: client_secret_basic, client_secret_post, private_key_jwt or none',
    { value: 'METHOD' },
  ),
];

const TOKENS: readonly FieldOption[] = [
  option('list', 'audience', 'Audience that the tokens may be for', { value: 'AUDIENCE' }),
  option('text', 'access_token_strategy', 'Format of the access tokens', {
    value: 'jwt|opaque',
    choices: ['jwt', 'opaque'],
  }),
  option('text', 'subject_type', 'Kind of subject that the client sees', {
    value: 'public|pairwise',
    choices: ['public', 'pairwise'],
  }),
  option('text', 'sector_identifier_uri', 'Address that groups clients for pairwise subjects', uri),
  option('list', 'allowed_cors_origins', 'Web origin whose scripts may use the client', {
    name: 'allowed-cors-origin',
    value: 'ORIGIN',
  }),
];

const OWNER: readonly FieldOption[] = [
  option('text', 'owner', 'Owner of the client'),
  option('list', 'contacts', 'Person responsible for the client', { name: 'contact' }),
  option('json', 'metadata', 'Custom data'),
  option('text', 'client_uri', 'Home page of the client', uri),
  option('text', 'logo_uri', 'Logo of the client', uri),
  option('text', 'policy_uri', 'Privacy policy of the client', uri),
  option('text', 'tos_uri', 'Terms of service of the client', uri),
];

const PEOPLE: readonly FieldOption[] = [
  option('flag', 'skip_consent', 'Do not ask people for consent'),
  option('flag', 'skip_logout_consent', 'Do not ask people whether to sign out'),
  option('list', 'post_logout_redirect_uris', 'Address that people may be sent to after signing out', {
    name: 'post-logout-redirect-uri',
    ...uri,
  }),
  option('text', 'backchannel_logout_uri', 'Address that the server notifies of a sign-out', uri),
  option(
    'flag',
    'backchannel_logout_session_required',
    'Include the session ID in back-channel sign-out notifications',
  ),
  option('text', 'frontchannel_logout_uri', 'Address that is notified of a sign-out through the browser', uri),
  option(
    'flag',
    'frontchannel_logout_session_required',
    'Include the session ID in front-channel sign-out notifications',
  ),
];

const KEYS: readonly FieldOption[] = [
  option('json', 'jwks', "The client's public keys as a JSON Web Key Set; cannot be used with --jwks-uri"),
  option('text', 'jwks_uri', "Address of the client's public keys", uri),
  option('text', 'token_endpoint_auth_signing_alg', 'Algorithm for private_key_jwt', { value: 'ALG' }),
  option('list', 'request_uris', 'Address of a request object', { name: 'request-uri', ...uri }),
  option('text', 'request_object_signing_alg', 'Algorithm that request objects must be signed with', { value: 'ALG' }),
  option('text', 'userinfo_signed_response_alg', 'Algorithm that userinfo is signed with: none or RS256', {
    value: 'ALG',
  }),
];

const headed = (heading: string, options: readonly FieldOption[]): FieldOption[] =>
  options.map((one) => ({ ...one, spec: { ...one.spec, under: heading } }));

export const FIELD_OPTIONS: readonly FieldOption[] = [
  ...ESSENTIAL,
  ...headed('Tokens', TOKENS),
  ...headed('Owner, and what people see', OWNER),
  ...headed('Consent and sign-out', PEOPLE),
  ...headed('Keys and signatures', KEYS),
];

export const SET_OPTION: OptionSpec = {
  name: 'set',
  value: 'FIELD=JSON',
  repeat: true,
  help: 'Set any field by name to a JSON value, as in skip_consent=true; null removes it',
};

/** The fields that this call's options set. Throws `usage`. */
export function fieldsOf(call: Call): Record<string, unknown> {
  const given = [...FIELD_OPTIONS, ...LIFESPAN_OPTIONS].flatMap(({ field, kind, spec }): [string, unknown][] => {
    const values = call.values.get(spec.name);
    return values === undefined ? [] : [[field, readAs(kind, values, spec.name)]];
  });
  return Object.fromEntries([...given, ...(call.values.get('set') ?? []).map(assignment)]);
}

function readAs(kind: FieldKind, values: readonly string[], name: string): unknown {
  const last = values.at(-1) ?? '';
  if (kind === 'list') return values;
  if (kind === 'words') return values.join(' ');
  if (kind === 'flag') return last === 'true';
  if (kind === 'duration' && last === 'default') return null;
  return kind === 'json' ? jsonOf(last, `--${name}`) : last;
}

function assignment(text: string): [string, unknown] {
  const at = text.indexOf('=');
  const field = at < 0 ? text : text.slice(0, at);
  if (field === 'client_secret') {
    throw usageError(
      'A secret is never given on the command line.',
      'Use --client-secret-stdin, or put it in a file (-f).',
    );
  }
  if (at < 1) throw usageError(`--set needs FIELD=JSON.`, `For example: --set ${field || 'skip_consent'}=true`);
  return [field, jsonOf(text.slice(at + 1), `--set ${field}`)];
}

function jsonOf(text: string, option: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usageError(
      `The value of ${option} is not JSON.`,
      'Text needs JSON quotes inside the shell quotes: \'"text"\'.',
    );
  }
}
