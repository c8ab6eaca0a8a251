/** Signing out. The service has no revocation endpoint (RFC 7009); the portal's Logout ends the session behind an access token. */
import type { Client, ProviderContext, Server } from '../core/provider.ts';
import type { Secret } from '../core/secret.ts';
import { portalRefused } from './aws-errors.ts';
import { askPortal } from './aws-http.ts';
import { refresh } from './aws-tokens.ts';
import { endPortalSession } from './portal-session.ts';

export function revoke(
  context: ProviderContext,
  server: Server,
  client: Client,
  tokens: { refreshToken?: Secret; accessToken?: Secret },
): Promise<'revoked' | 'unsupported'> {
  const session = {
    logout: (accessToken: Secret) => logout(context, server, accessToken),
    refresh: (refreshToken: Secret) => refresh(context, server, client, refreshToken),
  };
  return endPortalSession(session, tokens);
}

/** False: the portal does not take this token. */
async function logout(context: ProviderContext, server: Server, accessToken: Secret): Promise<boolean> {
  const answer = await askPortal(context, server, ['POST', '/logout'], accessToken);
  if (answer.kind === 'json') return true;
  const error = portalRefused(server.displayName, 'did not sign you out', answer.refusal);
  if (error.code === 'access_token_rejected') return false;
  throw error;
}
