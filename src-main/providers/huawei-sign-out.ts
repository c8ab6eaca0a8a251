/** Signing out. There is no revocation endpoint (RFC 7009); the portal's Logout ends the session behind an access token. */
import { asLatchkeyError } from '../core/errors.ts';
import type { Client, ProviderContext, Server } from '../core/provider.ts';
import type { Secret } from '../core/secret.ts';
import { portalRefused } from './huawei-errors.ts';
import { askPortal } from './huawei-http.ts';
import { refresh } from './huawei-tokens.ts';

/**
 * With the access token; where that is missing or has ended, with a new one if there is a way to it, since else the session
 * would live on. Rejects with `provider_error`, `provider_unreachable`, `throttled`: still live.
 */
export async function revoke(
  context: ProviderContext,
  server: Server,
  client: Client,
  { refreshToken, accessToken }: { refreshToken?: Secret; accessToken?: Secret },
): Promise<'revoked' | 'unsupported'> {
  if (accessToken && (await logout(context, server, accessToken))) return 'revoked';
  // A token that the portal no longer takes, and nothing to get another one with: the session is over.
  if (!refreshToken) return accessToken ? 'revoked' : 'unsupported';
  try {
    const renewed = await refresh(context, server, client, refreshToken);
    await logout(context, server, renewed.accessToken);
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    // Over already (RFC 7009 section 2.2: as good as revoked).
    if (error.code !== 'sign_in_needed') throw error;
  }
  return 'revoked';
}

/** False: the portal does not take this token. */
async function logout(context: ProviderContext, server: Server, accessToken: Secret): Promise<boolean> {
  const answer = await askPortal(context, server, ['POST', '/v1/logout'], accessToken);
  if (answer.kind === 'json') return true;
  const error = portalRefused(server.displayName, 'did not sign you out', answer.refusal);
  if (error.code === 'access_token_rejected') return false;
  throw error;
}
