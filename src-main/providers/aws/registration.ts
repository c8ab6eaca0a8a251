/** RegisterClient: one registration for the device flow and another for the browser, since neither can replace the other. */

import { z } from 'zod';
import type { Flow } from '../../core/profile.ts';
import type { Server, ServerExchange } from '../../core/provider/exchange.ts';
import type { Client } from '../../core/provider/provider.ts';
import { parse } from '../cloud/answer.ts';
import { factsOf } from '../cloud/endpoints.ts';
import { isOutdated, registeredClient } from '../cloud/registration.ts';
import { DEVICE_GRANT } from '../shared/device-answer.ts';
import type { Json } from '../shared/http.ts';
import { oidcRefused } from './errors.ts';
import { askOidc } from './http.ts';
import { type AwsSettings, REDIRECT_URI, wantedScopes } from './settings.ts';

const Registered = z.object({
  clientId: z.string().min(1).max(65_536),
  // "Public" clients have one as well: the registration itself, signed by AWS, to be sent with every call.
  clientSecret: z.string().min(1).max(65_536),
  clientIdIssuedAt: z.number().optional().catch(undefined),
  /** Epoch seconds. */
  clientSecretExpiresAt: z.number().nonnegative().optional().catch(undefined),
  // authorizationEndpoint and tokenEndpoint may be absent or a mere base: AWS's own client ignores them as well.
});

/** What we request. Without scopes it is the legacy registration: no list of grants and no refresh token. */
export function wishedRegistration(server: Server, settings: AwsSettings, flow: Flow): Json {
  const scopes = wantedScopes(settings);
  const browser = flow === 'browser';
  const grants = [browser ? 'authorization_code' : DEVICE_GRANT, ...(scopes.length > 0 ? ['refresh_token'] : [])];
  const { entitled_application_arn: arn } = settings;
  return {
    clientName: 'Latchkey',
    clientType: 'public',
    ...(scopes.length > 0 && { scopes }),
    ...((browser || scopes.length > 0) && { grantTypes: grants }),
    // Without a port: any may be used then (RFC 8252 section 7.3).
    ...(browser && { redirectUris: [REDIRECT_URI] }),
    ...((browser || arn !== undefined) && { issuerUrl: factsOf(server).startUrl }),
    ...(arn !== undefined && { entitledApplicationArn: arn }),
  };
}

export async function register(exchange: ServerExchange<AwsSettings>, flow: Flow): Promise<Client> {
  const { server, settings } = exchange;
  const wished = wishedRegistration(server, settings, flow);
  const answer = await askOidc(exchange, '/client/register', wished);
  if (answer.kind === 'refused') throw oidcRefused(server.displayName, 'did not register Latchkey', answer.refusal);
  const registered = parse(server, Registered, answer.json, 'the registration without a usable client');
  const { clientId, clientSecret, clientSecretExpiresAt: endsAtS } = registered;
  const redirectUri = flow === 'browser' ? REDIRECT_URI : undefined;
  return registeredClient(server, wished, { clientId, clientSecret, endsAtS, flow, redirectUri });
}

/** True if other scopes, another application or another host is wanted than the registration was made for. */
export function registrationOutdated(server: Server, settings: AwsSettings, client: Client): boolean {
  const [flow = 'device'] = client.flows;
  return isOutdated(client, server, wishedRegistration(server, settings, flow));
}

/** What every call to the token and device endpoints contains. */
export function proof(client: Client): Json {
  return { clientId: client.clientId, clientSecret: client.clientSecret?.reveal() ?? '' };
}
