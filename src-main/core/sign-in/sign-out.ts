/** Telling the provider that a sign-in is over (RFC 7009), and deleting a registration (RFC 7592): best effort, once. */
import { present } from '../../../src-shared/present.ts';
import { asLatchkeyError } from '../errors.ts';
import type { Secret } from '../secret.ts';
import type { SessionState } from '../state/state.ts';
import type { Grant } from '../state/vault-record.ts';
import { clientOfGrant } from './client-registration.ts';

/** Resolves to whether the provider confirmed; a 503 means that the token is still live (RFC 7009 section 2.2.1). */
export async function revokeGrant(
  state: SessionState,
  grant: Grant,
  accessToken: Secret | undefined,
): Promise<boolean> {
  try {
    const server = await state.server('refresh');
    const client = clientOfGrant(state, server, grant);
    const tokens = present({ refreshToken: grant.refreshToken, accessToken });
    return (await state.provider.revoke({ ...state.exchange(server), client }, tokens)) === 'revoked';
  } catch (thrown) {
    state.ports.log.warn('revocation_failed', { profile: state.name, code: asLatchkeyError(thrown).code });
    return false;
  }
}

export async function deleteRegistrations(state: SessionState): Promise<void> {
  for (const client of state.store.record.clients) {
    if (!client.registrationClientUri || !state.provider.deleteRegistration) continue;
    try {
      await state.provider.deleteRegistration({ ...state.exchange(await state.server('refresh')), client });
    } catch (thrown) {
      state.ports.log.warn('registration_delete_failed', {
        profile: state.name,
        code: asLatchkeyError(thrown).code,
      });
    }
  }
}
