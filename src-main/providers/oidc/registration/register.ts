/** Dynamic client registration (RFC 7591): what we request, and what a refusal means. */

import { VISIBLE } from '../../../../src-shared/ascii.ts';
import { type ErrorCode, LatchkeyError } from '../../../core/errors.ts';
import type { Flow } from '../../../core/profile.ts';
import type { Server, ServerExchange } from '../../../core/provider/exchange.ts';
import type { Client, ProfileSecrets } from '../../../core/provider/provider.ts';
import { DEFAULT_REDIRECT_URI } from '../../shared/address.ts';
import { DEVICE_GRANT } from '../../shared/device-answer.ts';
import { ask, type Json, jsonObject } from '../../shared/http.ts';
import { secretMethod } from '../protocol/client.ts';
import { because, type Refusal } from '../protocol/errors.ts';
import { read } from '../protocol/http.ts';
import { metadataOf } from '../protocol/metadata.ts';
import { type OidcSettings, wantedScopes } from '../protocol/settings.ts';
import { parseClient } from './client.ts';
import { wishedRedirects } from './redirects.ts';

// RFC 7591 section 3.2.2: each has its own remedy.
const MEANINGS: Readonly<Record<string, ErrorCode>> = {
  invalid_redirect_uri: 'invalid_redirect_uri',
  invalid_client_metadata: 'invalid_client_metadata',
  invalid_software_statement: 'invalid_software_statement',
  unapproved_software_statement: 'unapproved_software_statement',
  invalid_token: 'registration_unauthorized',
  server_error: 'provider_error',
  temporarily_unavailable: 'provider_error',
};

/** What we request. RFC 7591 section 2.1: grant and response types match; the name contains nothing personal. */
export function wishedMetadata({ context, server, settings }: ServerExchange<OidcSettings>): Json {
  const {
    grant_types_supported: grants,
    token_endpoint_auth_methods_supported: methods,
    scopes_supported,
  } = metadataOf(server);
  const browser = server.flows.includes('browser');
  const wished = [
    ...(server.flows.includes('device') ? [DEVICE_GRANT] : []),
    ...(browser ? ['authorization_code'] : []),
  ];
  if (grants?.includes('refresh_token') ?? true) wished.push('refresh_token');
  const scopes = wantedScopes(settings, scopes_supported);
  return {
    client_name: 'Latchkey',
    application_type: 'native',
    grant_types: wished,
    response_types: browser ? ['code'] : [],
    ...(browser && { redirect_uris: wishedRedirects(context.random, settings) }),
    // RFC 8252 section 8.4: a native app is a public client, if the server allows it.
    token_endpoint_auth_method: methods?.includes('none') ? 'none' : secretMethod(methods),
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
  };
}

export async function register(
  exchange: ServerExchange<OidcSettings>,
  flow: Flow,
  secrets: ProfileSecrets,
): Promise<Client> {
  const { context, server, settings } = exchange;
  const { registration_endpoint: endpoint } = metadataOf(server);
  if (!endpoint) throw disabled(server);
  const body = JSON.stringify(wishedMetadata(exchange));
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...bearer(secrets) };
  const response = await ask(context, endpoint, { method: 'POST', headers, body });
  await rejectByStatus(response, server);
  const answer = await read(response, server.displayName, 'registration endpoint');
  if (answer.kind === 'refused') throw registrationRefused(server, answer.refusal);
  const client = parseClient(exchange, answer.json, requested(server, settings));
  if (client.flows.includes(flow)) return client;
  const message = `${server.displayName} registered a client that may not use the ${flow} flow.`;
  throw new LatchkeyError('registration_refused', message);
}

function bearer({ initialAccessToken: token }: ProfileSecrets): { authorization?: string } {
  if (!token) return {};
  // RFC 6750 section 2.1; anything else is a typing error, such as a line break in the middle.
  if (VISIBLE.test(token.reveal())) return { authorization: `Bearer ${token.reveal()}` };
  const message = 'The initial access token contains spaces or characters that a token cannot have.';
  throw new LatchkeyError('registration_unauthorized', message);
}

export function requested(server: Server, settings: OidcSettings): Json {
  const scopes = wantedScopes(settings, metadataOf(server).scopes_supported);
  return { scope: [...scopes].sort().join(' '), redirect_uri: settings.redirect_uri ?? DEFAULT_REDIRECT_URI };
}

/** These say it by status alone, often with a page or a plain sentence as the body. */
async function rejectByStatus(response: Response, server: Server): Promise<void> {
  const { status } = response;
  if (status === 404 || status === 405 || status === 410) throw disabled(server);
  if (status !== 401 && status !== 403) return;
  const json = await jsonObject(response.clone());
  const code = MEANINGS[String(json?.['error'])];
  // RFC 7591 section 3: the initial access token is a bearer token, so 401 and 403 are RFC 6750's.
  if (code && code !== 'registration_unauthorized') return;
  throw new LatchkeyError(
    'registration_unauthorized',
    `${server.displayName} registers clients only with a valid initial access token.`,
  );
}

function disabled(server: Server): LatchkeyError {
  return new LatchkeyError('registration_disabled', `${server.displayName} offers no dynamic client registration.`);
}

export function registrationRefused(server: Server, refusal: Refusal): LatchkeyError {
  const code = MEANINGS[refusal.error] ?? 'registration_refused';
  return new LatchkeyError(code, `${server.displayName} did not register Latchkey as a client${because(refusal)}.`);
}
