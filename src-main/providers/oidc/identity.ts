/** Who is signed in: a validated ID token or a userinfo answer, made fit to be shown. */

import {
  getValidatedIdTokenClaims,
  type IDToken,
  processAuthorizationCodeResponse,
  processGenericTokenEndpointResponse,
} from 'oauth4webapi';
import { z } from 'zod';
import { present } from '../../../src-shared/present.ts';
import { plainName } from '../../core/plain-text.ts';
import type { Exchange } from '../../core/provider/exchange.ts';
import type { Identity } from '../../core/provider/provider.ts';
import type { Json } from '../shared/http.ts';
import { oauthClient } from './protocol/client.ts';
import { metadataOf } from './protocol/metadata.ts';

/**
 * OpenID Connect Core section 3.1.3.7: issuer, audience, times, nonce and algorithm, checked by oauth4webapi; it came from
 * the token endpoint itself, so TLS stands for the signature.
 */
export async function identityOf(
  { server, client }: Exchange,
  idToken: string,
  nonce?: string,
): Promise<Identity | undefined> {
  const metadata = metadataOf(server);
  const { id_token_signing_alg_values_supported: algorithms } = metadata;
  const as = present({ issuer: server.issuer, id_token_signing_alg_values_supported: algorithms });
  // Only what is to be checked; everything else has been read already.
  const checked = Response.json({ access_token: 'checked', token_type: 'bearer', id_token: idToken });
  const result =
    nonce === undefined
      ? await processGenericTokenEndpointResponse(as, oauthClient(client), checked)
      : await processAuthorizationCodeResponse(as, oauthClient(client), checked, { expectedNonce: nonce });
  return identityFrom(getValidatedIdTokenClaims(result));
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
