/** Signing out. The service has no revocation endpoint (RFC 7009); the portal's Logout ends the session behind an access token. */
import type { Exchange } from '../../core/provider/exchange.ts';
import type { RevocableTokens } from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret.ts';
import { endPortalSession } from '../cloud/sign-out.ts';
import { askPortal } from './http.ts';
import { refresh } from './tokens.ts';

export function revoke(exchange: Exchange, tokens: RevocableTokens): Promise<'revoked' | 'unsupported'> {
  const session = {
    logout: (accessToken: Secret) =>
      askPortal(exchange, accessToken, { method: 'POST', path: '/logout', failing: 'did not sign you out' }),
    refresh: async (refreshToken: Secret) => (await refresh(exchange, refreshToken)).tokens(),
  };
  return endPortalSession(session, tokens);
}
