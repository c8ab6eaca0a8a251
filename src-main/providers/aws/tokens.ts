/** Reads what CreateToken gave, and refreshes. A rotated refresh token is never thrown away for a member that we can do without. */

import { z } from 'zod';
import { VISIBLE } from '../../../src-shared/ascii.ts';
import type { Exchange, Server } from '../../core/provider/exchange.ts';
import type { TokenSet } from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret.ts';
import { parse } from '../cloud/answer.ts';
import { tokenSet } from '../cloud/tokens.ts';
import type { Json } from '../shared/http.ts';
import { oidcRefused } from './errors.ts';
import { askOidc } from './http.ts';
import { proof } from './registration.ts';

/** Beyond this a lifetime is a mistake, such as a date instead of seconds: unknown, which is not infinite. */
const LONGEST_LIFETIME_S = 10 * 365 * 86_400;

const TokenAnswer = z.object({
  // It goes into a header: visible ASCII only.
  accessToken: z.string().regex(VISIBLE),
  // Every member is optional in the model; this one has a single value there is.
  tokenType: z.string().min(1).optional().catch(undefined),
  expiresIn: z.number().positive().max(LONGEST_LIFETIME_S).transform(Math.floor).optional().catch(undefined),
  refreshToken: z.string().min(1).optional().catch(undefined),
  // idToken is "not implemented", says the model; nothing is read out of it.
});

/** Rejects with `provider_error` (no token in it) or `provider_refused` (a token that we cannot use). */
export function tokensOf(server: Server, json: Json): TokenSet {
  const answer = parse(server, TokenAnswer, json, 'without a usable accessToken');
  const { accessToken, tokenType, expiresIn, refreshToken } = answer;
  return tokenSet(server, { type: tokenType, types: ['bearer'], accessToken, lifetimeS: expiresIn, refreshToken });
}

/** Names no scope: the parameter has no effect, the token always has those of the registration. */
export async function refresh(exchange: Exchange, refreshToken: Secret): Promise<TokenSet> {
  const { server, client } = exchange;
  const body = { ...proof(client), grantType: 'refresh_token', refreshToken: refreshToken.reveal() };
  const answer = await askOidc(exchange, '/token', body);
  if (answer.kind === 'json') return tokensOf(server, answer.json);
  const ended = ['InvalidGrantException', 'ExpiredTokenException'].includes(answer.refusal.exception);
  const what = ended ? 'has ended the sign-in' : 'did not refresh the token';
  throw oidcRefused(server.displayName, what, answer.refusal, 'refresh');
}
