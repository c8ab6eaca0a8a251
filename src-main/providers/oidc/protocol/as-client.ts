/** Sends a request as a client, and once more where the server turns out to want the secret in the body. Keeps nothing. */

import type { ClientAuth } from 'oauth4webapi';
import type { Exchange } from '../../../core/provider/exchange.ts';
import { jsonObject } from '../../shared/http.ts';
import { readableCode } from '../../shared/readable.ts';
import { authentication, METHOD_CHOSEN } from './client.ts';
import { metadataOf } from './metadata.ts';

/**
 * Some servers list client_secret_basic but do not decode what RFC 6749 section 2.3.1 encodes. If the server lists
 * client_secret_post as well, and no one has chosen a method, one request with the secret in the body follows a refusal.
 */
export async function asClient(exchange: Exchange, send: (auth: ClientAuth) => Promise<Response>): Promise<Response> {
  const { client, server, context } = exchange;
  const first = await send(authentication(client));
  if (!takesEither(exchange) || !(await isClientRejected(first))) return first;
  const second = await send(authentication({ ...client, authMethod: 'client_secret_post' }));
  if (await isClientRejected(second)) return first;
  context.log.info('client_secret_sent_in_body', { issuer: server.issuer });
  return second;
}

function takesEither({ client, server }: Exchange): boolean {
  if (client.authMethod !== 'client_secret_basic' || client.metadata[METHOD_CHOSEN] === true) return false;
  const listed = metadataOf(server).token_endpoint_auth_methods_supported;
  return ['client_secret_basic', 'client_secret_post'].every((method) => listed?.includes(method));
}

/** RFC 6749 section 5.2: `invalid_client`, with status 400 or 401. Keycloak calls a wrong secret `unauthorized_client`. */
async function isClientRejected(response: Response): Promise<boolean> {
  if (response.status !== 400 && response.status !== 401) return false;
  const error = readableCode((await jsonObject(response.clone()))?.['error']);
  if (response.status === 401) return error === '' || error === 'invalid_client' || error === 'unauthorized_client';
  return error === 'invalid_client';
}
