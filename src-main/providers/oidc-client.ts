/** The OAuth client: the configured one, and how any client proves who it is (RFC 6749 section 2.3). Asks nobody. */
import {
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  None,
  type Client as OAuthClient,
} from 'oauth4webapi';
import { LatchkeyError } from '../core/errors.ts';
import type { Client, ClientAuthMethod, ProfileSecrets, Server } from '../core/provider.ts';
import { metadataOf } from './oidc-metadata.ts';
import { DEFAULT_REDIRECT_URI, type OidcSettings, wantedScopes } from './oidc-settings.ts';

/** Seconds by which a developer's clock may be off when an ID token's times are looked at. */
const CLOCK_TOLERANCE_S = 300;

export function configuredClient(server: Server, settings: OidcSettings, secrets: ProfileSecrets): Client | undefined {
  const { client_id: clientId } = settings;
  if (clientId === undefined) return undefined;
  const authMethod = configuredMethod(server, settings, secrets);
  return {
    source: 'configured',
    clientId,
    authMethod,
    ...(authMethod !== 'none' && secrets.clientSecret && { clientSecret: secrets.clientSecret }),
    flows: server.flows,
    redirectUri: settings.redirect_uri ?? DEFAULT_REDIRECT_URI,
    metadata: {},
  };
}

function configuredMethod(server: Server, settings: OidcSettings, secrets: ProfileSecrets): ClientAuthMethod {
  const { token_endpoint_auth_method: chosen, client_id: clientId } = settings;
  if (!secrets.clientSecret) {
    if (chosen === undefined || chosen === 'none') return 'none';
    throw new LatchkeyError('profile_invalid', `The method ${chosen} needs the secret of client ${clientId}.`, {
      hint: 'Give it with --client-secret-stdin, or remove token_endpoint_auth_method.',
    });
  }
  return chosen ?? secretMethod(metadataOf(server).token_endpoint_auth_methods_supported);
}

/** RFC 8414 section 2: a server that lists no methods takes client_secret_basic. */
export function secretMethod(supported: readonly string[] | undefined): 'client_secret_basic' | 'client_secret_post' {
  const postOnly = supported?.includes('client_secret_post') && !supported.includes('client_secret_basic');
  return postOnly ? 'client_secret_post' : 'client_secret_basic';
}

/** RFC 6749 section 2.3: exactly one method per request; section 2.3.1 form-encodes id and secret for Basic (done in oauth4webapi). */
export function authentication(client: Client): ClientAuth {
  const { authMethod, clientSecret } = client;
  if (authMethod === 'none') return None();
  if (!clientSecret || authMethod === 'private_key_jwt') {
    throw new LatchkeyError(
      'client_rejected',
      `The client ${client.clientId} cannot authenticate with ${authMethod} here.`,
    );
  }
  return authMethod === 'client_secret_post'
    ? ClientSecretPost(clientSecret.reveal())
    : ClientSecretBasic(clientSecret.reveal());
}

/** As oauth4webapi wants it: without the secret, which goes through `authentication`. */
export function oauthClient(client: Client): OAuthClient {
  const alg = client.metadata['id_token_signed_response_alg'];
  return {
    client_id: client.clientId,
    [clockTolerance]: CLOCK_TOLERANCE_S,
    ...(typeof alg === 'string' && { id_token_signed_response_alg: alg }),
  };
}

/** What to ask for. A registration may have been granted less than was wished (RFC 7591 section 3.2.1). */
export function scopesFor(server: Server, settings: OidcSettings, client: Client): string[] {
  const wanted = wantedScopes(settings, metadataOf(server).scopes_supported);
  const registered = client.source === 'registered' ? client.metadata['scope'] : undefined;
  if (typeof registered !== 'string' || registered.trim() === '') return wanted;
  const granted = new Set(registered.split(/\s+/));
  return wanted.filter((scope) => granted.has(scope));
}
