/** RegisterClient: what a public client may ask for, and the secret that it gets, which is long as the real one is. */
import { createHmac, randomBytes } from 'node:crypto';
import { Refusal } from './errors.ts';
import type { Members } from './model.ts';
import { type AwsState, type Registration, unguessable } from './state.ts';

const GRANT_TYPES = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'];
const SCOPE = /^[a-z0-9_-]+(:[a-z0-9_*-]+){1,3}$|^(openid|aws)$/;
const APPLICATION_ARN = /^arn:aws[a-z-]*:sso::\d{12}:application\/[\w-]+\/[\w-]+$/;
const DAY_S = 86_400;
const KEY = randomBytes(32);

const list = (input: Members, name: string): readonly string[] => {
  const value = input[name];
  return Array.isArray(value) ? value : [];
};

/** http on 127.0.0.1, any port or none: other hosts, `localhost` too, are refused in the field. */
function isLoopback(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, search, hash, username } = new URL(uri);
  return protocol === 'http:' && hostname === '127.0.0.1' && search + hash + username === '';
}

function check(state: AwsState, input: Members): void {
  if (input['clientType'] !== 'public')
    throw new Refusal('InvalidClientMetadataException', 'Client type must be public');
  const grants = list(input, 'grantTypes');
  if (!grants.every((grant) => GRANT_TYPES.includes(grant))) throw new Refusal('UnsupportedGrantTypeException');
  if (!list(input, 'scopes').every((scope) => SCOPE.test(scope))) throw new Refusal('InvalidScopeException');
  const uris = list(input, 'redirectUris');
  if (!uris.every(isLoopback)) throw new Refusal('InvalidRedirectUriException', 'The redirect must be on 127.0.0.1');
  const { issuerUrl, entitledApplicationArn } = input;
  if (grants.includes('authorization_code')) {
    if (uris.length === 0) throw new Refusal('InvalidRedirectUriException', 'redirectUris is required');
    if (issuerUrl === undefined) throw new Refusal('InvalidRequestException', 'issuerUrl is required');
  }
  if (issuerUrl !== undefined && !state.knowsStartUrl(String(issuerUrl))) throw new Refusal('InvalidRequestException');
  if (entitledApplicationArn !== undefined && !APPLICATION_ARN.test(String(entitledApplicationArn))) {
    throw new Refusal('InvalidClientMetadataException', 'Invalid application ARN');
  }
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A signed JWT with the registration inside; well over a thousand characters. */
function secretOf(registration: Omit<Registration, 'clientSecret'>, nowMs: number): string {
  const serialized = JSON.stringify({
    ...registration,
    clientId: { value: registration.clientId },
    idempotentKey: null,
    tenantId: null,
    clientType: 'PUBLIC',
    templateArn: null,
    templateContext: null,
    expirationTimestamp: registration.expiresAtMs / 1000,
    createdTimestamp: nowMs / 1000,
    updatedTimestamp: nowMs / 1000,
    createdBy: null,
    updatedBy: null,
    status: null,
    initiateLoginUri: null,
    groupScopesByFriendlyId: Object.fromEntries(registration.scopes.map((scope) => [unguessable(16), [scope]])),
    shouldGetValueFromTemplate: true,
    hasInitialScopes: false,
    hasRequestedScopes: registration.scopes.length > 0,
    containsOnlySsoScopes: registration.scopes.every((scope) => scope.startsWith('sso:')),
    isExpired: false,
  });
  const signed = `${part({ kid: `key-${Math.floor(nowMs / 1000)}`, alg: 'HS384' })}.${part({ serialized })}`;
  return `${signed}.${createHmac('sha384', KEY).update(signed).digest('base64url')}`;
}

export function registerClient(state: AwsState, input: Members): Readonly<Record<string, unknown>> {
  check(state, input);
  const nowMs = Math.floor(state.nowMs() / 1000) * 1000;
  const { issuerUrl, entitledApplicationArn } = input;
  const registration = {
    clientId: `${unguessable(16)}dXMtZWFzdC0x`,
    clientName: String(input['clientName']),
    scopes: list(input, 'scopes'),
    grantTypes: list(input, 'grantTypes'),
    redirectUris: list(input, 'redirectUris'),
    issuerUrl: issuerUrl === undefined ? undefined : String(issuerUrl),
    entitledApplicationArn: entitledApplicationArn === undefined ? undefined : String(entitledApplicationArn),
    expiresAtMs: nowMs + (state.options.registrationTtlS ?? 90 * DAY_S) * 1000,
  };
  const clientSecret = secretOf(registration, nowMs);
  state.registrations.set(registration.clientId, { ...registration, clientSecret });
  return {
    clientId: registration.clientId,
    clientSecret,
    clientIdIssuedAt: nowMs / 1000,
    clientSecretExpiresAt: registration.expiresAtMs / 1000,
    ...endpointsOf(state),
  };
}

function endpointsOf({ options: { endpoints = 'absent' }, oidcUrl }: AwsState): Readonly<Record<string, string>> {
  if (endpoints === 'absent') return {};
  const [authorize, token] = endpoints === 'full' ? ['/authorize', '/token'] : ['', ''];
  return { authorizationEndpoint: `${oidcUrl}${authorize}`, tokenEndpoint: `${oidcUrl}${token}` };
}
