/**
 * Reads what CreateToken returned, and refreshes if it included a refresh token. Discards no token because of a member
 * that we can do without.
 */

import { z } from 'zod';
import { VISIBLE } from '../../../src-shared/ascii.ts';
import type { Exchange, Server } from '../../core/provider/exchange.ts';
import type { RefreshAnswer, TokenSet } from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret.ts';
import { parse } from '../cloud/answer.ts';
import { refreshSaying } from '../cloud/errors.ts';
import type { JsonAnswer } from '../cloud/http.ts';
import { tokenSet } from '../cloud/tokens.ts';
import { LONGEST_LIFETIME_S, lifetimeOf, Numeric, refreshAnswer, refreshTokenIn } from '../shared/given.ts';
import { levelsOf } from '../shared/refusal-words.ts';
import { oidcRefused } from './errors.ts';
import { askOidc } from './http.ts';
import { proof } from './registration.ts';

/**
 * Seconds left from `expires_in`. Published as seconds, but every published sample is a moment (1684955360): more than
 * ten years counts as epoch seconds. Undefined: already over, or nonsense, so unknown.
 */
export function lifetimeS(expiresIn: number, servedAtMs: number): number | undefined {
  return lifetimeOf(expiresIn > LONGEST_LIFETIME_S ? expiresIn - servedAtMs / 1000 : expiresIn);
}

const TokenAnswer = z.object({
  token_info: z.object({
    // It goes into a header: visible ASCII only.
    access_token: z.string().regex(VISIBLE),
    token_type: z.string().trim().min(1).optional().catch(undefined),
    expires_in: Numeric.optional().catch(undefined),
    // null in the published sample.
    refresh_token: z.unknown().optional(),
    // id_token is opaque, says the description; it is not read.
  }),
});

/** The sample says Bearer, the description BearerToken. RFC 6749 section 5.1: any case. */
const TOKEN_TYPES = ['bearer', 'bearertoken'];

/** Rejects with `provider_error` (no token in it) or `provider_refused` (a token that we cannot use). */
export function tokensOf(server: Server, { json, servedAtMs }: JsonAnswer): TokenSet {
  const answer = parse(server, TokenAnswer, json, 'without a usable access_token');
  const { access_token: accessToken, token_type: type, expires_in, refresh_token: refreshToken } = answer.token_info;
  const lifetime = expires_in === undefined ? undefined : lifetimeS(expires_in, servedAtMs);
  return tokenSet(server, { type, types: TOKEN_TYPES, accessToken, lifetimeS: lifetime, refreshToken });
}

/** The prose names this grant, the list of values does not; used only if the service itself issued a refresh token. */
export async function refresh(exchange: Exchange, refreshToken: Secret): Promise<RefreshAnswer> {
  const { server, client } = exchange;
  const body = { ...proof(client), grant_type: 'refresh_token', refresh_token: refreshToken.reveal() };
  const answer = await askOidc(exchange, '/v1/tokens', body);
  if (answer.kind === 'json') {
    const refreshTokens = levelsOf(answer.json).map((level) => level['refresh_token']);
    const refreshToken = refreshTokens.find((token) => refreshTokenIn(token) !== undefined);
    return refreshAnswer({ refreshToken }, async () => tokensOf(server, answer));
  }
  const what = refreshSaying(answer.refusal.word, ['invalid_grant', 'expired_token']);
  throw oidcRefused(server.displayName, what, answer.refusal, 'refresh');
}
