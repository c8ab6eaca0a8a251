/** Who is signed in: a validated ID token or a userinfo answer, made fit to be shown. */

import {
  getValidatedIdTokenClaims,
  type IDToken,
  JWT_CLAIM_COMPARISON,
  JWT_TIMESTAMP_CHECK,
  OperationProcessingError,
  processAuthorizationCodeResponse,
  processGenericTokenEndpointResponse,
} from 'oauth4webapi';
import { z } from 'zod';
import { present } from '../../../src-shared/present.ts';
import { LatchkeyError } from '../../core/errors.ts';
import { plainName } from '../../core/plain-text.ts';
import type { Exchange, Server } from '../../core/provider/exchange.ts';
import type { Identity } from '../../core/provider/provider.ts';
import type { Json } from '../shared/http.ts';
import { oauthClient } from './protocol/client.ts';
import { metadataOf } from './protocol/metadata.ts';

/**
 * OpenID Connect Core section 3.1.3.7: issuer, audience, times, nonce and algorithm, checked by oauth4webapi; it came
 * from the token endpoint itself, so TLS replaces the signature.
 */
export async function identityOf(
  { server, client }: Exchange,
  idToken: string,
  nonce?: string,
): Promise<Identity | undefined> {
  const metadata = metadataOf(server);
  const { id_token_signing_alg_values_supported: algorithms } = metadata;
  const as = present({ issuer: server.issuer, id_token_signing_alg_values_supported: algorithms });
  // Only the members to check; everything else has already been read.
  const checked = Response.json({ access_token: 'checked', token_type: 'bearer', id_token: idToken });
  const result =
    nonce === undefined
      ? await processGenericTokenEndpointResponse(as, oauthClient(client), checked)
      : await processAuthorizationCodeResponse(as, oauthClient(client), checked, { expectedNonce: nonce });
  return identityFrom(getValidatedIdTokenClaims(result));
}

/** Whom an ID token names, valid or not; undefined: unreadable. */
export function subjectIn(idToken: string): string | undefined {
  const payload = (idToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  try {
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    return identityFrom(JSON.parse(new TextDecoder().decode(bytes)))?.subject;
  } catch {
    return undefined;
  }
}

const CLOCK = 'Check the clock of this computer, then sign in again.';
const CLIENT = "Check the profile's client ID, then sign in again.";

/** By claim (OpenID Connect Core section 3.1.3.7): what is wrong with it, and the next thing to do if that is known. */
const FAULTS: Readonly<Record<string, readonly [what: string, hint?: string]>> = {
  exp: ['has expired', CLOCK],
  nbf: ['is not valid yet', CLOCK],
  iat: ['has the wrong time', CLOCK],
  auth_time: ['is about a sign-in that is too old'],
  iss: ['is from another issuer'],
  aud: ['is for another client', CLIENT],
  azp: ['is for another client', CLIENT],
  nonce: ['belongs to another sign-in'],
};

/** `sign_in_mismatch` with what is wrong with the ID token; contains nothing of the token. */
export function mismatch({ displayName }: Server, thrown: unknown): LatchkeyError {
  const [what, hint] = faultOf(thrown);
  const message = `The ID token that ${displayName} sent ${what}.`;
  return new LatchkeyError('sign_in_mismatch', message, present({ cause: thrown, hint }));
}

function faultOf(thrown: unknown): readonly [what: string, hint?: string] {
  if (!(thrown instanceof OperationProcessingError)) return ['cannot be read'];
  const { claim } = (thrown.cause ?? {}) as { claim?: unknown };
  const isChecked = thrown.code === JWT_TIMESTAMP_CHECK || thrown.code === JWT_CLAIM_COMPARISON;
  const known = isChecked && typeof claim === 'string' ? FAULTS[claim] : undefined;
  if (known) return known;
  if (/"alg"/.test(thrown.message)) return ['is signed in a way that the provider did not announce'];
  const missing = /JWT "(\w{1,20})" .*claim missing/.exec(thrown.message)?.[1];
  return missing === undefined ? ['cannot be read'] : [`lacks the claim ${missing}`];
}

const Name = z.string().transform(plainName).pipe(z.string().min(1)).optional().catch(undefined);
const Person = z.object({ sub: Name, name: Name, preferred_username: Name, email: Name });

/** Claims of an ID token or of userinfo, bounded and without control characters, since they are shown. */
export function identityFrom(claims: IDToken | Json | undefined): Identity | undefined {
  const person = Person.safeParse(claims).data;
  if (person?.sub === undefined) return undefined;
  const { sub: subject, name, preferred_username: username, email } = person;
  return present({ subject, name, username, email });
}
