/**
 * Reads what the token endpoint gave (RFC 6749 section 5.1) and refreshes (section 6). A token answer is never thrown away
 * for a member that we can do without: with rotation, the refresh token in it may be the only one left.
 */

import { JWT_TIMESTAMP_CHECK, OperationProcessingError, refreshTokenGrantRequest } from 'oauth4webapi';
import { z } from 'zod';
import { VISIBLE } from '../../../src-shared/ascii.ts';
import { present } from '../../../src-shared/present.ts';
import { LatchkeyError } from '../../core/errors.ts';
import type { Exchange, Server } from '../../core/provider/exchange.ts';
import type { Identity, TokenSet } from '../../core/provider/provider.ts';
import { type Secret, secret } from '../../core/secret.ts';
import type { Json } from '../shared/http.ts';
import { identityOf } from './identity.ts';
import { authentication, oauthClient } from './protocol/client.ts';
import { type Meanings, refused } from './protocol/errors.ts';
import { read, through } from './protocol/http.ts';
import { metadataOf } from './protocol/metadata.ts';

/** Beyond this a lifetime is a mistake, such as a date instead of seconds: unknown, which is not infinite. */
const LONGEST_LIFETIME_S = 10 * 365 * 86_400;

const Seconds = z.coerce.number().positive().max(LONGEST_LIFETIME_S).transform(Math.floor).optional().catch(undefined);
const Text = z.string().min(1).optional().catch(undefined);

const TokenAnswer = z.object({
  // It is printed and put into headers: visible ASCII only (RFC 6749 appendix A.12), no newline.
  access_token: z.string().regex(VISIBLE),
  token_type: z.string().min(1),
  expires_in: Seconds,
  refresh_token: Text,
  // Not in any RFC, but common.
  refresh_expires_in: Seconds,
  refresh_token_expires_in: Seconds,
  // RFC 6749 section 3.3; it is shown.
  scope: z
    .string()
    .trim()
    .max(8192)
    .regex(/^[\x20-\x7e]+$/)
    .optional()
    .catch(undefined),
  id_token: Text,
});
type TokenAnswer = z.infer<typeof TokenAnswer>;

/** Rejects with `provider_error` (no token in it) or `provider_refused` (a token that we cannot use). Leaves the ID token alone. */
function tokenAnswer(json: Json, name: string): TokenAnswer {
  const parsed = TokenAnswer.safeParse(json);
  if (!parsed.success) {
    const members = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new LatchkeyError('provider_error', `${name} answered without a usable token (${members}).`);
  }
  // RFC 6749 sections 5.1 and 7.1: any case; a type that we do not understand is not used.
  if (parsed.data.token_type.toLowerCase() === 'bearer') return parsed.data;
  throw new LatchkeyError('provider_refused', `${name} issues tokens of a type that Latchkey does not support.`);
}

function tokenSet(answer: TokenAnswer, identity: Identity | undefined): TokenSet {
  const refreshLifetimeS = answer.refresh_expires_in ?? answer.refresh_token_expires_in;
  return present({
    accessToken: secret(answer.access_token),
    lifetimeS: answer.expires_in,
    refreshToken: answer.refresh_token === undefined ? undefined : secret(answer.refresh_token),
    refreshLifetimeS,
    scope: answer.scope,
    identity,
  });
}

/** The tokens of a sign-in. A bad ID token ends it: `sign_in_mismatch`. */
export async function signInTokens(exchange: Exchange, json: Json, nonce?: string): Promise<TokenSet> {
  const { server } = exchange;
  const answer = tokenAnswer(json, server.displayName);
  if (answer.id_token === undefined) return tokenSet(answer, undefined);
  try {
    return tokenSet(answer, await identityOf(exchange, answer.id_token, nonce));
  } catch (error) {
    throw mismatch(server, error);
  }
}

function mismatch(server: Server, error: unknown): LatchkeyError {
  const early = error instanceof OperationProcessingError && error.code === JWT_TIMESTAMP_CHECK;
  const message = `The identity that ${server.displayName} sent does not match this sign-in.`;
  return new LatchkeyError('sign_in_mismatch', message, {
    cause: error,
    ...(early && { hint: "Check this computer's clock, then sign in again." }),
  });
}

// RFC 6749 section 5.2. Only invalid_grant ends a sign-in.
const REFRESH: Meanings = {
  invalid_grant: 'sign_in_needed',
  // GitHub's name for it.
  bad_refresh_token: 'sign_in_needed',
  slow_down: 'provider_error',
};

/** Servers that refuse two refreshes at once say it with invalid_request, and that one may try again. */
export const LOST_RACE: Meanings = { invalid_request: 'provider_error' };

/** Asks for no scope, which means the same as granted, never more (RFC 6749 section 6). */
export async function refresh(exchange: Exchange, token: Secret, meanings: Meanings = {}): Promise<TokenSet> {
  const { server, client } = exchange;
  const name = server.displayName;
  const as = { issuer: server.issuer, token_endpoint: metadataOf(server).token_endpoint ?? '' };
  const options = through(exchange);
  const response = await refreshTokenGrantRequest(
    as,
    oauthClient(client),
    authentication(client),
    token.reveal(),
    options,
  );
  const answer = await read(response, name, 'token endpoint');
  if (answer.kind === 'refused') {
    const ended = REFRESH[answer.refusal.error] === 'sign_in_needed';
    const what = ended ? 'has ended the sign-in' : 'did not refresh the token';
    const known = { ...REFRESH, ...meanings, ...(answer.refusal.asksAgain && LOST_RACE) };
    throw refused(name, what, answer.refusal, known);
  }
  const tokens = tokenAnswer(answer.json, name);
  return tokenSet(tokens, await refreshedIdentity(exchange, tokens));
}

/** A bad ID token in a refresh is not used, but must not cost the rotated refresh token beside it. */
async function refreshedIdentity(exchange: Exchange, tokens: TokenAnswer) {
  if (tokens.id_token === undefined) return undefined;
  try {
    return await identityOf(exchange, tokens.id_token);
  } catch {
    exchange.context.log.warn('id_token_ignored', { issuer: exchange.server.issuer });
    return undefined;
  }
}
