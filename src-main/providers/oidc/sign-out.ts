/** Revocation (RFC 7009), and who is signed in (OpenID Connect Core section 5.3). */

import { revocationRequest } from 'oauth4webapi';
import { LatchkeyError } from '../../core/errors.ts';
import type { Exchange, ServerExchange } from '../../core/provider/exchange.ts';
import type { Identity, RevocableTokens } from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret.ts';
import { ask, jsonObject, trouble } from '../shared/http.ts';
import { readableCode, readableText } from '../shared/readable.ts';
import { identityFrom } from './identity.ts';
import { asClient } from './protocol/as-client.ts';
import { oauthClient } from './protocol/client.ts';
import { refused } from './protocol/errors.ts';
import { through } from './protocol/http.ts';
import { metadataOf } from './protocol/metadata.ts';

type Hint = 'refresh_token' | 'access_token';

/**
 * The refresh token first: it matters most. The access token as well, since section 2.1 only advises a server to end
 * it, too. Rejects with `provider_error` (still live: try again), `provider_refused`, `client_rejected`.
 */
export async function revoke(
  exchange: Exchange,
  { refreshToken, accessToken }: RevocableTokens,
): Promise<'revoked' | 'unsupported'> {
  const endpoint = metadataOf(exchange.server).revocation_endpoint;
  if (!endpoint) return 'unsupported';
  const done: boolean[] = [];
  if (refreshToken) done.push(await revokeOne(exchange, refreshToken, 'refresh_token'));
  if (accessToken) done.push(await revokeOne(exchange, accessToken, 'access_token'));
  // Many servers cannot revoke self-contained access tokens; without their refresh token they soon expire.
  return done[0] === false ? 'unsupported' : 'revoked';
}

/** False: the server does not revoke tokens of this type (section 2.2.1). */
async function revokeOne(exchange: Exchange, token: Secret, hint: Hint): Promise<boolean> {
  const { server, client } = exchange;
  const name = server.displayName;
  const as = { issuer: server.issuer, revocation_endpoint: metadataOf(server).revocation_endpoint ?? '' };
  const options = { ...through(exchange), additionalParameters: { token_type_hint: hint } };
  const response = await asClient(exchange, (auth) =>
    revocationRequest(as, oauthClient(client), auth, token.reveal(), options),
  );
  // Section 2.2: 200 is all it says, even for an unknown token; the body means nothing.
  if (response.ok) return true;
  const passing = trouble(response, name, 'revocation endpoint');
  if (passing) throw passing;
  const json = await jsonObject(response);
  const error = readableCode(json?.['error']);
  if (error === 'unsupported_token_type') return false;
  const description = readableText(json?.['error_description']);
  throw refused(name, `did not revoke the ${hint.replace('_', ' ')}`, { status: response.status, error, description });
}

/** Undefined if there is no userinfo, or the token may not read it. */
export async function identify(
  { context, server }: ServerExchange,
  accessToken: Secret,
): Promise<Identity | undefined> {
  const endpoint = metadataOf(server).userinfo_endpoint;
  if (!endpoint) return undefined;
  const headers = { authorization: `Bearer ${accessToken.reveal()}`, accept: 'application/json' };
  const response = await ask(context, endpoint, { method: 'GET', headers });
  const passing = trouble(response, server.displayName, 'userinfo endpoint');
  if (passing) throw passing;
  if (response.ok) return identityFrom(await jsonObject(response));
  if (response.status !== 401) return undefined;
  throw new LatchkeyError('provider_refused', `${server.displayName} did not accept its own access token.`);
}
