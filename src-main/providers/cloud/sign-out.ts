/** Ending the session behind a portal's access token, for the clouds that have no revocation endpoint (RFC 7009). */
import { asLatchkeyError } from '../../core/errors.ts';
import type { RevocableTokens } from '../../core/provider/provider.ts';
import type { Secret } from '../../core/secret.ts';

export interface PortalSession {
  /** Rejects with `access_token_rejected` when the portal does not take this token. */
  logout(accessToken: Secret): Promise<unknown>;
  refresh(refreshToken: Secret): Promise<{ readonly accessToken: Secret }>;
}

/**
 * With the access token; where that is missing or has ended, with a new one if there is a way to it, since else the session
 * would live on. Rejects with `provider_error`, `provider_unreachable`, `throttled`: still live.
 */
export async function endPortalSession(
  session: PortalSession,
  { refreshToken, accessToken }: RevocableTokens,
): Promise<'revoked' | 'unsupported'> {
  if (accessToken && (await loggedOut(session, accessToken))) return 'revoked';
  // A token that the portal no longer takes, and nothing to get another one with: the session is over.
  if (!refreshToken) return accessToken ? 'revoked' : 'unsupported';
  try {
    const renewed = await session.refresh(refreshToken);
    await loggedOut(session, renewed.accessToken);
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    // Over already (RFC 7009 section 2.2: as good as revoked).
    if (error.code !== 'sign_in_needed') throw error;
  }
  return 'revoked';
}

/** False: the portal does not take this token. */
async function loggedOut(session: PortalSession, accessToken: Secret): Promise<boolean> {
  try {
    await session.logout(accessToken);
    return true;
  } catch (thrown) {
    if (asLatchkeyError(thrown).code === 'access_token_rejected') return false;
    throw thrown;
  }
}
