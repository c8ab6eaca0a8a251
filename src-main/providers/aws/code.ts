/** Authorization code with PKCE (RFC 7636, RFC 8252): the browser's address, and the one redemption with CreateToken. */

import { calculatePKCECodeChallenge } from 'oauth4webapi';
import { LatchkeyError } from '../../core/errors.ts';
import type { Exchange, Server } from '../../core/provider/exchange.ts';
import type { AuthorizationRequest, TokenSet } from '../../core/provider/provider.ts';
import { randomId } from '../../core/random.ts';
import { secret } from '../../core/secret.ts';
import { factsOf } from '../cloud/endpoints.ts';
import { oidcRefused, refusalOf } from './errors.ts';
import { askOidc } from './http.ts';
import { proof } from './registration.ts';
import { type AwsSettings, wantedScopes } from './settings.ts';
import { tokensOf } from './tokens.ts';

export async function authorizationRequest(
  { context, server, settings, client }: Exchange<AwsSettings>,
  redirectUri: string,
): Promise<AuthorizationRequest> {
  // RFC 7636 section 4.1: at least 32 random octets; 64 hexadecimal characters.
  const codeVerifier = randomId(context.random) + randomId(context.random);
  const state = randomId(context.random);
  // Not the authorizationEndpoint of the registration, which may be absent or a mere base.
  const url = new URL(`${factsOf(server).oidc}/authorize`);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', client.clientId);
  url.searchParams.set('redirect_uri', redirectUri);
  url.searchParams.set('state', state);
  url.searchParams.set('code_challenge_method', 'S256');
  // `scopes`, as AWS's own client sends it, not RFC 6749's `scope`: it is not documented which one the service reads,
  // the registration's scopes apply in any case, and this is the request that AWS itself tests.
  const scopes = wantedScopes(settings);
  if (scopes.length > 0) url.searchParams.set('scopes', scopes.join(' '));
  url.searchParams.set('code_challenge', await calculatePKCECodeChallenge(codeVerifier));
  return { url: url.href, codeVerifier: secret(codeVerifier), state };
}

export async function redeemCode(
  exchange: Exchange,
  request: AuthorizationRequest,
  query: URLSearchParams,
  redirectUri: string,
): Promise<TokenSet> {
  const { server, client } = exchange;
  const body = {
    ...proof(client),
    grantType: 'authorization_code',
    code: codeIn(server, query),
    codeVerifier: request.codeVerifier.reveal(),
    // RFC 6749 section 4.1.3: the same, byte for byte; with the port.
    redirectUri,
  };
  const answer = await askOidc(exchange, '/token', body);
  if (answer.kind === 'refused') throw oidcRefused(server.displayName, 'did not accept the sign-in', answer.refusal);
  return tokensOf(server, answer.json);
}

function codeIn(server: Server, query: URLSearchParams): string {
  const error = query.get('error');
  if (error !== null) {
    const said = { error, error_description: query.get('error_description') ?? undefined };
    const what = error === 'access_denied' ? 'says that the sign-in was denied' : 'did not sign you in';
    throw oidcRefused(server.displayName, what, refusalOf(0, said, new Headers(), undefined));
  }
  const [code, ...more] = query.getAll('code');
  // RFC 6749 section 3.1: a repeated parameter makes the answer worthless.
  if (code && more.length === 0) return code;
  const message = `The answer that came through the browser is not ${server.displayName}'s answer to this sign-in.`;
  throw new LatchkeyError('sign_in_mismatch', message);
}
