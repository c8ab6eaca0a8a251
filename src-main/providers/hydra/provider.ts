/**
 * Ory Hydra: the generic provider, Hydra's own behavior, and its admin API. Facts about Hydra are at the line that
 * needs them; see docs/providers.md.
 */
import type { ServerExchange } from '../../core/provider/exchange.ts';
import type { Client, Provider } from '../../core/provider/provider.ts';
import { type Hints, hinted } from '../oidc/protocol/hints.ts';
import { metadataOf } from '../oidc/protocol/metadata.ts';
import { ASSERTION_AUDIENCE } from '../oidc/protocol/private-key.ts';
import { oidc } from '../oidc/provider.ts';
import { registrationOutdated, updateRegistration } from '../oidc/registration/management.ts';
import { register } from '../oidc/registration/register.ts';
import { LOST_RACE, refresh } from '../oidc/tokens.ts';
import { hydraClients } from './admin.ts';
import { HydraSettings, withScopes } from './settings.ts';

export const hydra: Provider<HydraSettings> = {
  // The generic provider reads device denial (403 access_denied) and rotation as Hydra means them.
  ...oidc,
  kind: 'hydra',
  title: 'Ory Hydra',
  settings: HydraSettings,
  configuredClient: (server, settings, secrets) => {
    const client = oidc.configuredClient(server, settings, secrets);
    // Hydra accepts a signed statement only for the token endpoint (OpenID Connect Core section 9).
    const metadata = { ...client?.metadata, [ASSERTION_AUDIENCE]: metadataOf(server).token_endpoint };
    return client?.authMethod === 'private_key_jwt' ? { ...client, metadata } : client;
  },
  register: (exchange, flow, secrets) => hinted(HINTS, () => register(scoped(exchange), flow, secrets)),
  updateRegistration: ({ client, ...exchange }) =>
    updateRegistration({ ...scoped(exchange), client: withoutRefused(client) }),
  registrationOutdated: (server, settings, client) =>
    registrationOutdated(server, withScopes(server, settings), client),
  // Hydra requires client_id in the body even with Basic authentication; oauth4webapi always puts it there.
  startDevice: (exchange) => hinted(methodHint(exchange.client), () => oidc.startDevice(scoped(exchange))),
  pollDevice: (exchange, device) => hinted(methodHint(exchange.client), () => oidc.pollDevice(exchange, device)),
  authorizationRequest: (exchange, redirectUri) => oidc.authorizationRequest(scoped(exchange), redirectUri),
  redeemCode: (exchange, request, query, redirectUri) =>
    hinted(methodHint(exchange.client), () => oidc.redeemCode(exchange, request, query, redirectUri)),
  refresh: (exchange, refreshToken) =>
    // Hydra's invalid_request in a refresh is a race that another refresh has won, whatever its text says.
    hinted(methodHint(exchange.client), () => refresh(exchange, refreshToken, LOST_RACE)),
  clients: hydraClients,
};

function scoped<E extends ServerExchange<HydraSettings>>(exchange: E): E {
  return { ...exchange, settings: withScopes(exchange.server, exchange.settings) };
}

/** Off unless an administrator turned it on (oidc.dynamic_client_registration.enabled). */
const HINTS: Hints = {
  registration_disabled:
    'Create a client with `latchkey clients create NAME`, then set it with `latchkey profile edit NAME --client-id ID`.',
};

/** Hydra accepts exactly the method that the client is registered with, and says only invalid_client for another. */
function methodHint(client: Client): Hints {
  if (client.source === 'registered') return {};
  const used = `this was ${client.authMethod}`;
  return {
    client_rejected: `Check the client ID and its secret or key, and token_endpoint_auth_method: Hydra accepts only the registered one (${used}).`,
  };
}

/** What a dynamically registered client may not set; Hydra still returns these, and refuses a PUT that has them. */
const REFUSED = new Set([
  'metadata',
  'access_token_strategy',
  'skip_consent',
  'skip_logout_consent',
  'created_at',
  'updated_at',
]);

function withoutRefused(client: Client): Client {
  const kept = Object.entries(client.metadata).filter(([name]) => !REFUSED.has(name));
  return { ...client, metadata: Object.fromEntries(kept) };
}
