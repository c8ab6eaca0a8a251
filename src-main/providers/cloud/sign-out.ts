/** Ending the session behind a portal's access token, for clouds that have no revocation endpoint (RFC 7009). */
import { asLatchkeyError } from '../../core/errors.ts';
import type { RevocableTokens } from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret.ts';

export interface PortalSession {
  /** Rejects with `access_token_rejected` if the portal does not accept this token. */
  logout(accessToken: Secret): Promise<unknown>;
  refresh(refreshToken: Secret): Promise<{ readonly accessToken: Secret }>;
}

/**
 * With the access token; if that is missing or has expired, with a new one if possible, since the session would live on
 * otherwise. Rejects with `provider_error`, `provider_unreachable`, `throttled`: still live.
 */
export async function endPortalSession(
  session: PortalSession,
  { refreshToken, accessToken }: RevocableTokens,
): Promise<'revoked' | 'unsupported'> {
  if (accessToken && (await loggedOut(session, accessToken))) return 'revoked';
  // A token that the portal no longer accepts, and no way to get another one: the session is over.
  if (!refreshToken) return accessToken ? 'revoked' : 'unsupported';
  try {
    const renewed = await session.refresh(refreshToken);
    await loggedOut(session, renewed.accessToken);
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    // Already over (RFC 7009 section 2.2: as good as revoked).
    if (error.code !== 'sign_in_needed') throw error;
  }
  return 'revoked';
}

/** False: the portal does not accept this token. */
async function loggedOut(session: PortalSession, accessToken: Secret): Promise<boolean> {
  try {
    await session.logout(accessToken);
    return true;
  } catch (thrown) {
    if (asLatchkeyError(thrown).code === 'access_token_rejected') return false;
    throw thrown;
  }
}
