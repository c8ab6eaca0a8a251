/** Authorization code grant with PKCE for a native app (RFC 6749 section 4.1, RFC 7636, RFC 8252, RFC 9207). */

import {
  AuthorizationResponseError,
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  validateAuthResponse,
} from 'oauth4webapi';
import { present } from '../../../src-shared/present.ts';
import { LatchkeyError } from '../../core/errors.ts';
import type { Random } from '../../core/ports.ts';
import type { Exchange, Server } from '../../core/provider/exchange.ts';
import type { AuthorizationRequest, TokenSet } from '../../core/provider/provider.ts';
import { secret } from '../../core/secret.ts';
import { readableCode, readableText } from '../shared/readable.ts';
import { asClient } from './protocol/as-client.ts';
import { oauthClient, scopesFor } from './protocol/client.ts';
import { refused } from './protocol/errors.ts';
import { read, through } from './protocol/http.ts';
import { metadataOf } from './protocol/metadata.ts';
import { promptFor } from './protocol/prompt.ts';
import type { OidcSettings } from './protocol/settings.ts';
import { signInTokens } from './tokens.ts';

/** RFC 7636 section 4.1: at least 32 octets, 43 characters in base64url. */
const RANDOM_BYTES = 32;

function unguessable(random: Random): string {
  const binary = String.fromCharCode(...random.bytes(RANDOM_BYTES));
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

export async function authorizationRequest(
  exchange: Exchange<OidcSettings>,
  redirectUri: string,
): Promise<AuthorizationRequest> {
  const { context, server, settings, client } = exchange;
  const metadata = metadataOf(server);
  const { authorization_endpoint: endpoint, code_challenge_methods_supported: methods } = metadata;
  if (!endpoint) throw new LatchkeyError('flow_unsupported', `${server.displayName} offers no browser sign-in.`);
  // RFC 7636 section 7.2: never plain.
  if (methods && !methods.includes('S256')) {
    const message = `${server.displayName} does not support PKCE with S256, and Latchkey does not sign in without it.`;
    throw new LatchkeyError('provider_refused', message, { hint: 'Use --flow device, if the provider has it.' });
  }
  const scopes = scopesFor(exchange);
  const [codeVerifier, state] = [unguessable(context.random), unguessable(context.random)];
  const nonce = scopes.includes('openid') ? unguessable(context.random) : undefined;
  const challenge = await calculatePKCECodeChallenge(codeVerifier);
  const url = link(endpoint, {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    scope: scopes.length > 0 ? scopes.join(' ') : undefined,
    state,
    nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    prompt: promptFor(settings, metadata, scopes),
    audience: settings.audience,
  });
  return present({ url, codeVerifier: secret(codeVerifier), state, nonce });
}

/** The endpoint may have its own query, which stays (RFC 6749 section 3.1). */
function link(endpoint: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(endpoint);
  url.hash = '';
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

export async function redeemCode(
  exchange: Exchange,
  request: AuthorizationRequest,
  query: URLSearchParams,
  redirectUri: string,
): Promise<TokenSet> {
  const { server, client } = exchange;
  const { token_endpoint = '', authorization_response_iss_parameter_supported: sendsIss } = metadataOf(server);
  const as = {
    issuer: server.issuer,
    token_endpoint,
    ...(sendsIss && { authorization_response_iss_parameter_supported: true }),
  };
  const parameters = checked(exchange, as, request, query);
  // RFC 6749 section 4.1.3: the redirect is the same, byte for byte.
  const grant = [parameters, redirectUri, request.codeVerifier.reveal(), through(exchange)] as const;
  const response = await asClient(exchange, (auth) =>
    authorizationCodeGrantRequest(as, oauthClient(client), auth, ...grant),
  );
  const answer = await read(response, server.displayName, 'token endpoint');
  if (answer.kind === 'refused') throw refused(server.displayName, 'did not accept the sign-in', answer.refusal);
  return signInTokens(exchange, answer.json, request.nonce);
}

/** RFC 9207 section 2.4: the issuer is checked before anything else in the answer, including an error. */
function checked(
  { server, client }: Exchange,
  as: Parameters<typeof validateAuthResponse>[0],
  request: AuthorizationRequest,
  query: URLSearchParams,
): URLSearchParams {
  try {
    const parameters = validateAuthResponse(as, oauthClient(client), query, request.state);
    // RFC 6749 section 3.1: a repeated parameter makes the answer worthless.
    if (parameters.getAll('code').length === 1 && parameters.get('code')) return parameters;
  } catch (error) {
    if (error instanceof AuthorizationResponseError) throw refusedInBrowser(server, query);
    throw notForUs(server);
  }
  throw notForUs(server);
}

function notForUs(server: Server): LatchkeyError {
  const message = `The answer that came through the browser is not ${server.displayName}'s answer to this sign-in.`;
  return new LatchkeyError('sign_in_mismatch', message);
}

/** RFC 6749 section 4.1.2.1. The source of an answer through the browser is uncertain, but it ends only this attempt. */
function refusedInBrowser(server: Server, query: URLSearchParams): LatchkeyError {
  const error = readableCode(query.get('error'));
  const what = error === 'access_denied' ? 'says that the sign-in was denied' : 'did not sign you in';
  const description = readableText(query.get('error_description'));
  return refused(server.displayName, what, { status: 0, error, description });
}
