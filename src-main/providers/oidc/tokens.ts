/**
 * Reads what the token endpoint returned (RFC 6749 section 5.1) and refreshes (section 6). The refresh token of a
 * refresh is read before the rest, and separately: with rotation, it may be the only one left.
 */

import { refreshTokenGrantRequest } from 'oauth4webapi';
import { z } from 'zod';
import { VISIBLE } from '../../../src-shared/ascii.ts';
import { present } from '../../../src-shared/present.ts';
import { LatchkeyError } from '../../core/errors.ts';
import type { Exchange } from '../../core/provider/exchange.ts';
import type { Identity, RefreshAnswer, TokenSet } from '../../core/provider/provider.ts';
import { type Secret, secret } from '../../core/secret.ts';
import { refreshAnswer, refreshTokenIn, Seconds, unspokenType } from '../shared/given.ts';
import type { Json } from '../shared/http.ts';
import { wantsPerson } from '../shared/refusal-words.ts';
import { identityOf, mismatch, subjectIn } from './identity.ts';
import { asClient } from './protocol/as-client.ts';
import { oauthClient } from './protocol/client.ts';
import { because, type Meanings, type Refusal, refused } from './protocol/errors.ts';
import { read, through } from './protocol/http.ts';
import { metadataOf } from './protocol/metadata.ts';

const Text = z.string().min(1).optional().catch(undefined);

const TokenAnswer = z.object({
  // It is printed and put into headers: visible ASCII only (RFC 6749 appendix A.12), no newline.
  access_token: z.string().regex(VISIBLE),
  token_type: z.string().trim().min(1),
  expires_in: Seconds,
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

/** Throws `provider_error` (no token in it) or `provider_refused` (a token that we cannot use). Leaves the ID token alone. */
function tokenAnswer(json: Json, name: string): TokenAnswer {
  const parsed = TokenAnswer.safeParse(json);
  if (!parsed.success) {
    const members = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new LatchkeyError('provider_error', `${name} answered without a usable token (${members}).`);
  }
  // RFC 6749 sections 5.1 and 7.1: any case; a type that we do not understand is not used.
  if (parsed.data.token_type.toLowerCase() === 'bearer') return parsed.data;
  throw unspokenType(name);
}

/** Seconds; not in any RFC, but common. */
function refreshLifetimeIn(json: Json): number | undefined {
  return Seconds.parse(json['refresh_expires_in']) ?? Seconds.parse(json['refresh_token_expires_in']);
}

interface Person {
  readonly identity?: Identity | undefined;
  readonly namedSubject?: string | undefined;
}

function tokenSet(json: Json, answer: TokenAnswer, person: Person = {}): TokenSet {
  const refreshToken = refreshTokenIn(json['refresh_token']);
  return present({
    accessToken: secret(answer.access_token),
    lifetimeS: answer.expires_in,
    refreshToken: refreshToken === undefined ? undefined : secret(refreshToken),
    refreshLifetimeS: refreshLifetimeIn(json),
    scope: answer.scope,
    ...person,
  });
}

/** The tokens of a sign-in. A bad ID token ends it: `sign_in_mismatch`. */
export async function signInTokens(exchange: Exchange, json: Json, nonce?: string): Promise<TokenSet> {
  const { server } = exchange;
  const answer = tokenAnswer(json, server.displayName);
  if (answer.id_token === undefined) return tokenSet(json, answer);
  try {
    return tokenSet(json, answer, { identity: await identityOf(exchange, answer.id_token, nonce) });
  } catch (error) {
    throw mismatch(server, error);
  }
}

// RFC 6749 section 5.2. Only invalid_grant ends a sign-in; `wantsPerson` lists answers that ask for one and end
// nothing.
const REFRESH: Meanings = {
  invalid_grant: 'sign_in_needed',
  // GitHub's name for it.
  bad_refresh_token: 'sign_in_needed',
  slow_down: 'provider_error',
};

/** Servers that refuse two refreshes at once say so with invalid_request, and that you may try again. */
export const LOST_RACE: Meanings = { invalid_request: 'provider_error' };

/** Requests no scope, which means the same as granted, never more (RFC 6749 section 6). */
export async function refresh(exchange: Exchange, token: Secret, meanings: Meanings = {}): Promise<RefreshAnswer> {
  const { server, client } = exchange;
  const name = server.displayName;
  const as = { issuer: server.issuer, token_endpoint: metadataOf(server).token_endpoint ?? '' };
  const options = through(exchange);
  const response = await asClient(exchange, (auth) =>
    refreshTokenGrantRequest(as, oauthClient(client), auth, token.reveal(), options),
  );
  const answer = await read(response, name, 'token endpoint');
  if (answer.kind === 'refused') throw notRefreshed(name, answer.refusal, meanings);
  const { json } = answer;
  const given = { refreshToken: json['refresh_token'], refreshLifetimeS: refreshLifetimeIn(json) };
  return refreshAnswer(given, () => refreshedTokens(exchange, json));
}

function notRefreshed(name: string, refusal: Refusal, meanings: Meanings): LatchkeyError {
  if (wantsPerson(refusal.error)) {
    const message = `${name} wants you to sign in again${because(refusal)}.`;
    return new LatchkeyError('sign_in_needed', message, { grantStays: true });
  }
  const ended = REFRESH[refusal.error] === 'sign_in_needed';
  const what = ended ? 'has ended the sign-in' : 'did not refresh the token';
  return refused(name, what, refusal, { ...REFRESH, ...meanings, ...(refusal.asksAgain && LOST_RACE) });
}

/** An absent type means no change (RFC 6749 section 6, RFC 9700 section 4.14), and the previous one was supported. */
async function refreshedTokens(exchange: Exchange, json: Json): Promise<TokenSet> {
  const { token_type: type } = json;
  const typed = typeof type === 'string' && type.trim() !== '' ? json : { ...json, token_type: 'bearer' };
  const answer = tokenAnswer(typed, exchange.server.displayName);
  return tokenSet(json, answer, await refreshedPerson(exchange, answer.id_token));
}

/** A bad ID token in a refresh does not end the sign-in, and nothing of it is shown; but it may not name another person. */
async function refreshedPerson(exchange: Exchange, idToken: string | undefined): Promise<Person> {
  if (idToken === undefined) return {};
  try {
    return { identity: await identityOf(exchange, idToken) };
  } catch {
    exchange.context.log.warn('id_token_ignored', { issuer: exchange.server.issuer });
    return { namedSubject: subjectIn(idToken) };
  }
}
