/** Reads what CreateToken returned, and refreshes. The refresh token of a refresh is read before the rest, and separately. */

import { z } from 'zod';
import { VISIBLE } from '../../../src-shared/ascii.ts';
import type { Exchange, Server } from '../../core/provider/exchange.ts';
import type { RefreshAnswer, TokenSet } from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret.ts';
import { parse } from '../cloud/answer.ts';
import { refreshSaying } from '../cloud/errors.ts';
import { tokenSet } from '../cloud/tokens.ts';
import { refreshAnswer, Seconds } from '../shared/given.ts';
import type { Json } from '../shared/http.ts';
import { oidcRefused } from './errors.ts';
import { askOidc } from './http.ts';
import { proof } from './registration.ts';

const TokenAnswer = z.object({
  // It goes into a header: visible ASCII only.
  accessToken: z.string().regex(VISIBLE),
  // Every member is optional in the model; this one has only one possible value.
  tokenType: z.string().trim().min(1).optional().catch(undefined),
  expiresIn: Seconds,
  // idToken is "not implemented", says the model; it is not read.
});

/** Rejects with `provider_error` (no token in it) or `provider_refused` (a token that we cannot use). */
export function tokensOf(server: Server, json: Json): TokenSet {
  const answer = parse(server, TokenAnswer, json, 'without a usable accessToken');
  const { accessToken, tokenType, expiresIn } = answer;
  const { refreshToken } = json;
  return tokenSet(server, { type: tokenType, types: ['bearer'], accessToken, lifetimeS: expiresIn, refreshToken });
}

/** Names no scope: the parameter has no effect, the token always has the registration's scopes. */
export async function refresh(exchange: Exchange, refreshToken: Secret): Promise<RefreshAnswer> {
  const { server, client } = exchange;
  const body = { ...proof(client), grantType: 'refresh_token', refreshToken: refreshToken.reveal() };
  const answer = await askOidc(exchange, '/token', body);
  if (answer.kind === 'json') {
    const { json } = answer;
    return refreshAnswer({ refreshToken: json['refreshToken'] }, async () => tokensOf(server, json));
  }
  const { exception, word } = answer.refusal;
  const what = refreshSaying(exception || word, ['InvalidGrantException', 'ExpiredTokenException']);
  throw oidcRefused(server.displayName, what, answer.refusal, 'refresh');
}
