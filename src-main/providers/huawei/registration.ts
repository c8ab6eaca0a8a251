/** RegisterClient: the only way to get a client of IAM Identity Center; no one can create one by hand. */

import { z } from 'zod';
import type { Server, ServerExchange } from '../../core/provider/exchange.ts';
import type { Client } from '../../core/provider/provider.ts';
import { parse } from '../cloud/answer.ts';
import { isOutdated, registeredClient } from '../cloud/registration.ts';
import { DEVICE_GRANT } from '../shared/device-answer.ts';
import type { Json } from '../shared/http.ts';
import { oidcRefused } from './errors.ts';
import { askOidc } from './http.ts';
import { type HuaweiSettings, wantedScopes } from './settings.ts';

// Visible ASCII: it is sent back unchanged.
const Proof = z.string().regex(/^[\x21-\x7e]{1,10240}$/);
const Registered = z.object({
  client_info: z.object({
    client_id: Proof,
    // "Public" clients have one as well, and send it with every call.
    client_secret: Proof,
    client_id_issued_at: z.number().optional().catch(undefined),
    /** Epoch seconds. */
    client_secret_expires_at: z.number().nonnegative().optional().catch(undefined),
    // authorization_endpoint and token_endpoint are ignored: a client's secret goes where the region says.
    scopes: z.array(z.string()).optional().catch(undefined),
  }),
});

/**
 * What we request. `response_types` is required and allows only `code`, and RFC 7591 section 2.1 requires a matching
 * grant; hence authorization_code, which Latchkey never uses.
 */
export function wishedRegistration(settings: HuaweiSettings): Json {
  const scopes = wantedScopes(settings);
  return {
    client_name: 'Latchkey',
    client_type: 'public',
    token_endpoint_auth_method: 'client_secret_post',
    ...(scopes.length > 0 && { scopes }),
    grant_types: ['authorization_code', DEVICE_GRANT],
    response_types: ['code'],
  };
}

export async function register(exchange: ServerExchange<HuaweiSettings>): Promise<Client> {
  const { server, settings } = exchange;
  const wished = wishedRegistration(settings);
  const answer = await askOidc(exchange, '/v1/clients', wished);
  if (answer.kind === 'refused') {
    throw oidcRefused(server.displayName, 'did not register Latchkey', answer.refusal, 'register');
  }
  const registered = parse(server, Registered, answer.json, 'the registration without a usable client');
  const {
    client_id: clientId,
    client_secret: clientSecret,
    client_secret_expires_at: endsAtS,
  } = registered.client_info;
  return registeredClient(server, wished, { clientId, clientSecret, endsAtS, flow: 'device' });
}

/** True if other scopes or another host is wanted than the registration was made for. */
export function registrationOutdated(server: Server, settings: HuaweiSettings, client: Client): boolean {
  return isOutdated(client, server, wishedRegistration(settings));
}

/** What every call to the token and device endpoints contains. */
export function proof(client: Client): Json {
  return { client_id: client.clientId, client_secret: client.clientSecret?.reveal() ?? '' };
}
