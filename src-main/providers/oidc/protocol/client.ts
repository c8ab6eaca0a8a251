/** The OAuth client: the configured one, and how any client authenticates (RFC 6749 section 2.3). Sends nothing. */

import { type ClientAuth, ClientSecretPost, clockTolerance, None, type Client as OAuthClient } from 'oauth4webapi';
import { present } from '../../../../src-shared/present.ts';
import { LatchkeyError } from '../../../core/errors.ts';
import type { Exchange, Server } from '../../../core/provider/exchange.ts';
import type { Client, ClientAuthMethod, ProfileSecrets } from '../../../core/provider/provider.ts';
import type { Secret } from '../../../core/secret.ts';
import { DEFAULT_REDIRECT_URI } from '../../shared/address.ts';
import { metadataOf } from './metadata.ts';
import { SIGNING_ALG, signedStatement, signingKey } from './private-key.ts';
import { type OidcSettings, wantedScopes } from './settings.ts';

/** Seconds by which a developer's clock may be off when an ID token's times are checked. */
const CLOCK_TOLERANCE_S = 300;

/** In a configured client's metadata: the person chose the method, so no other is tried. */
export const METHOD_CHOSEN = 'latchkey_auth_method_chosen';

/** Rejects with `profile_invalid` if the private key is not one. */
export async function checkSecrets({ privateKey }: ProfileSecrets): Promise<void> {
  if (privateKey) await signingKey(privateKey);
}

export function configuredClient(server: Server, settings: OidcSettings, secrets: ProfileSecrets): Client | undefined {
  const { client_id: clientId, token_endpoint_auth_method: chosen } = settings;
  if (clientId === undefined) {
    if (chosen === 'private_key_jwt')
      throw missing('private_key_jwt needs a client that the key is registered for', '--client-id');
    return undefined;
  }
  const authMethod = configuredMethod(server, settings, secrets);
  const { clientSecret, privateKey } = secrets;
  const signs = authMethod === 'private_key_jwt';
  return {
    source: 'configured',
    clientId,
    authMethod,
    ...present({
      clientSecret: signs || authMethod === 'none' ? undefined : clientSecret,
      privateKey: signs ? privateKey : undefined,
    }),
    flows: server.flows,
    redirectUri: settings.redirect_uri ?? DEFAULT_REDIRECT_URI,
    metadata: { ...(signs && { [SIGNING_ALG]: rsaAlgorithm(server) }), ...(chosen && { [METHOD_CHOSEN]: true }) },
  };
}

/** With a key and a secret, and no method set, the key: it never leaves this machine. */
function configuredMethod(
  server: Server,
  settings: OidcSettings,
  { clientSecret, privateKey }: ProfileSecrets,
): ClientAuthMethod {
  const { token_endpoint_auth_method: chosen, client_id: clientId } = settings;
  const supported = metadataOf(server).token_endpoint_auth_methods_supported;
  if (chosen === 'private_key_jwt' && !privateKey) {
    throw missing(`private_key_jwt needs the private key of client ${clientId}`, '--private-key-stdin');
  }
  if ((chosen === 'client_secret_basic' || chosen === 'client_secret_post') && !clientSecret) {
    throw missing(`${chosen} needs the secret of client ${clientId}`, '--client-secret-stdin');
  }
  if (chosen) return chosen;
  if (privateKey) return 'private_key_jwt';
  return clientSecret ? secretMethod(supported) : 'none';
}

function missing(what: string, option: string): LatchkeyError {
  return new LatchkeyError('profile_invalid', `The method ${what}.`, {
    hint: `Pass it with ${option}, or remove token_endpoint_auth_method.`,
  });
}

/** Every server must support RS256 (OpenID Connect Discovery section 3), unless it says that it does not. */
function rsaAlgorithm(server: Server): 'RS256' | 'PS256' {
  const supported = metadataOf(server).token_endpoint_auth_signing_alg_values_supported;
  return supported?.includes('PS256') && !supported.includes('RS256') ? 'PS256' : 'RS256';
}

/** RFC 8414 section 2: a server that lists no methods accepts client_secret_basic. */
export function secretMethod(supported: readonly string[] | undefined): 'client_secret_basic' | 'client_secret_post' {
  const postOnly = supported?.includes('client_secret_post') && !supported.includes('client_secret_basic');
  return postOnly ? 'client_secret_post' : 'client_secret_basic';
}

/** RFC 6749 section 2.3: exactly one method per request. */
export function authentication(client: Client): ClientAuth {
  const { authMethod, clientSecret, privateKey } = client;
  if (authMethod === 'none') return None();
  if (authMethod === 'private_key_jwt' && privateKey) return signedStatement(client, privateKey);
  if (!clientSecret || authMethod === 'private_key_jwt') {
    throw new LatchkeyError(
      'client_rejected',
      `The client ${client.clientId} cannot authenticate with ${authMethod} here.`,
    );
  }
  return authMethod === 'client_secret_post' ? ClientSecretPost(clientSecret.reveal()) : basic(clientSecret);
}

/** RFC 6749 section 2.3.1. Not oauth4webapi's: it also encodes what needs no encoding, which some servers do not decode. */
function basic(clientSecret: Secret): ClientAuth {
  return (_server, { client_id: id }, _body, headers) => {
    headers.set('authorization', `Basic ${btoa(`${formEncoded(id)}:${formEncoded(clientSecret.reveal())}`)}`);
  };
}

/** As Go and Python encode a form (appendix B): letters, digits and `-._~` stay, a space becomes `+`. */
function formEncoded(text: string): string {
  const hex = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, hex)
    .replaceAll('%20', '+');
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

/** What to request. A registration may have been granted less than requested (RFC 7591 section 3.2.1). */
export function scopesFor({ server, settings, client }: Exchange<OidcSettings>): string[] {
  const wanted = wantedScopes(settings, metadataOf(server).scopes_supported);
  const registered = client.source === 'registered' ? client.metadata['scope'] : undefined;
  if (typeof registered !== 'string' || registered.trim() === '') return wanted;
  const granted = new Set(registered.split(/\s+/));
  return wanted.filter((scope) => granted.has(scope));
}
