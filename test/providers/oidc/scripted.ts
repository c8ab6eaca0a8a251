/** A server whose metadata and answers are written by the generic provider's tests. */
import type { Server } from '../../../src-main/core/provider/exchange.ts';
import type { Client } from '../../../src-main/core/provider/provider.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { oidc } from '../../../src-main/providers/oidc/provider.ts';
import { world } from '../../support/engine/provider-world.ts';
import { type ScriptedServer, startScriptedServer } from '../../support/http/scripted-server.ts';

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
export const { context, logged } = world();

export interface Scripted {
  readonly http: ScriptedServer;
  readonly issuer: string;
  /** Everything that a full server publishes, with these members changed or removed. */
  metadata(changes?: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** What discovery makes of this metadata. */
  server(changes?: Readonly<Record<string, unknown>>): Promise<Server>;
}

export async function startScripted(): Promise<Scripted> {
  const http = await startScriptedServer();
  const issuer = http.origin;
  const metadata: Scripted['metadata'] = (changes = {}) => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    device_authorization_endpoint: `${issuer}/device`,
    registration_endpoint: `${issuer}/register`,
    revocation_endpoint: `${issuer}/revoke`,
    userinfo_endpoint: `${issuer}/userinfo`,
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    ...changes,
  });
  return {
    http,
    issuer,
    metadata,
    async server(changes) {
      http.routes.set('GET /.well-known/openid-configuration', { json: metadata(changes) });
      return oidc.discover(context, { issuer });
    },
  };
}

export const publicClient = (server: Server): Client => ({
  source: 'configured',
  clientId: 'latchkey-test',
  authMethod: 'none',
  flows: server.flows,
  redirectUri: 'http://127.0.0.1/callback',
  metadata: {},
});

export const secretClient = (server: Server, authMethod: 'client_secret_basic' | 'client_secret_post'): Client => ({
  ...publicClient(server),
  authMethod,
  clientId: 'id with:colon',
  clientSecret: secret('s%cret/+ value'),
});

export const DEVICE = {
  deviceCode: secret('the-device-code'),
  userCode: 'ABCD-EFGH',
  verificationUri: 'https://example.com/device',
  expiresInS: 600,
  intervalS: 5,
};

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An ID token; its signature is not checked, because it comes straight from the token endpoint. */
export function idToken(claims: Readonly<Record<string, unknown>>, alg = 'RS256'): string {
  const nowS = Math.floor(Date.now() / 1000);
  const all = { sub: 'ada', aud: 'latchkey-test', iat: nowS, exp: nowS + 300, ...claims };
  return `${part({ alg })}.${part(all)}.${Buffer.from('signature').toString('base64url')}`;
}
