/** Telling the provider that a sign-in is over (RFC 7009), and deleting a registration (RFC 7592): best effort, once. */

import { asLatchkeyError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import type { Session } from '../session/session.ts';
import type { Grant } from '../state/vault-record.ts';
import { clientOfGrant } from './client-registration.ts';

/** Resolves to whether the provider confirmed; a 503 means that the token is still live (RFC 7009 section 2.2.1). */
export async function revokeGrant(session: Session, grant: Grant, accessToken: Secret | undefined): Promise<boolean> {
  try {
    const server = await session.server('refresh');
    const client = clientOfGrant(session, server, grant);
    const tokens = {
      ...(grant.refreshToken && { refreshToken: grant.refreshToken }),
      ...(accessToken && { accessToken }),
    };
    return (await session.provider.revoke(session.context(), server, client, tokens)) === 'revoked';
  } catch (thrown) {
    session.ports.log.warn('revocation_failed', { profile: session.name, code: asLatchkeyError(thrown).code });
    return false;
  }
}

export async function deleteRegistrations(session: Session): Promise<void> {
  for (const client of session.store.record.clients) {
    if (!client.registrationClientUri || !session.provider.deleteRegistration) continue;
    try {
      await session.provider.deleteRegistration(session.context(), await session.server('refresh'), client);
    } catch (thrown) {
      session.ports.log.warn('registration_delete_failed', {
        profile: session.name,
        code: asLatchkeyError(thrown).code,
      });
    }
  }
}
