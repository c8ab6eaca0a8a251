/** What a profile of an OpenID Connect or OAuth 2 server is configured with. Data. */
import type { ProfileField, ProfileFields } from '../../../src-shared/profile-field.ts';
import { SCOPES } from '../shared/profile-fields.ts';

const CLIENT = 'The client at the provider';

const ISSUER: ProfileField = {
  name: 'issuer',
  as: 'url',
  required: true,
  place: 'first',
  check: 'issuer',
  option: { name: 'issuer', value: 'URL', help: 'Address of the provider, exactly as it publishes it' },
};

/** Either flow's client, and what it requests. */
const CLIENT_FIELDS: readonly ProfileField[] = [
  {
    name: 'client_id',
    place: 'more',
    check: 'client-id',
    option: {
      name: 'client-id',
      value: 'ID',
      help: 'ID of a client registered with the provider (default: Latchkey registers itself)',
    },
  },
  {
    name: 'client_secret',
    as: 'secret',
    place: 'more',
    option: {
      name: 'client-secret-stdin',
      under: CLIENT,
      help: "Read the client's secret from standard input, or ask for it",
    },
  },
  {
    name: 'private_key',
    as: 'secret',
    place: 'more',
    option: {
      name: 'private-key-stdin',
      under: CLIENT,
      help: "Read the client's private key (PEM or JWK) from standard input",
    },
  },
  SCOPES,
  {
    name: 'redirect_uri',
    as: 'url',
    place: 'more',
    check: 'redirect',
    option: {
      name: 'redirect-uri',
      value: 'URI',
      under: CLIENT,
      help: 'Redirect URI on this machine that the client is registered with',
    },
  },
  {
    name: 'audience',
    place: 'more',
    option: { name: 'audience', value: 'AUDIENCE', help: 'Audience of the tokens, if the provider requires one' },
  },
  {
    name: 'token_endpoint_auth_method',
    as: 'choice',
    choices: ['', 'none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    place: 'more',
    option: {
      name: 'token-endpoint-auth-method',
      value: 'METHOD',
      under: CLIENT,
      help: 'How the client authenticates: none, client_secret_basic, client_secret_post or private_key_jwt',
    },
  },
  {
    name: 'prompt',
    place: 'more',
    option: {
      name: 'prompt',
      value: 'PROMPT',
      help: 'What the sign-in page asks: login, consent, select_account, or omit to send nothing',
    },
  },
  {
    name: 'initial_access_token',
    as: 'secret',
    place: 'more',
    option: {
      name: 'initial-access-token-stdin',
      under: CLIENT,
      help: 'Read the initial access token for client registration from standard input, or ask for it',
    },
  },
];

const SERVER = 'The server, where it publishes less than it offers';

/** In place of what the server publishes, or where it publishes nothing. */
const ENDPOINT_FIELDS: readonly ProfileField[] = [
  endpoint('authorization', 'more', 'Address of the sign-in page'),
  endpoint('token', 'more', 'Address that tokens are asked from'),
  endpoint('device_authorization', 'more', 'Address that codes are asked from'),
  endpoint('revocation', undefined, 'Address where tokens are revoked'),
  endpoint('userinfo', undefined, 'Address that says who is signed in'),
];

function endpoint(of: string, place: ProfileField['place'], help: string): ProfileField {
  const name = `${of}_endpoint`;
  const option = { name: name.replaceAll('_', '-'), value: 'URL', under: SERVER, help };
  return { name, as: 'url', ...(place && { place }), option };
}

export const OIDC_FIELDS: ProfileFields = {
  kind: 'oidc',
  meaning: 'any OpenID Connect or OAuth 2 server (default)',
  fields: [ISSUER, ...CLIENT_FIELDS, ...ENDPOINT_FIELDS],
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
