/** Signing out. There is no revocation endpoint (RFC 7009); the portal's Logout ends the session behind an access token. */
import type { ProviderContext, Server } from '../../core/provider/exchange.ts';
import type { Client } from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret.ts';
import { endPortalSession } from '../shared/portal-session.ts';
import { askPortal } from './http.ts';
import { refresh } from './tokens.ts';

export function revoke(
  context: ProviderContext,
  server: Server,
  client: Client,
  tokens: { refreshToken?: Secret; accessToken?: Secret },
): Promise<'revoked' | 'unsupported'> {
  const session = {
    logout: (accessToken: Secret) =>
      askPortal(context, server, accessToken, { method: 'POST', path: '/v1/logout', failing: 'did not sign you out' }),
    refresh: (refreshToken: Secret) => refresh(context, server, client, refreshToken),
  };
  return endPortalSession(session, tokens);
}
