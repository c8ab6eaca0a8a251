/** When a sign-in itself ends, as far as is known: it may be refreshed many times before. */

import { remainingMs } from './access-token.ts';
import type { SessionState } from './state.ts';

/** Epoch milliseconds; undefined: no one is signed in, or the provider does not say. */
export function signInEndsAtMs(state: SessionState): number | undefined {
  const { grant } = state.store.record;
  if (!grant) return undefined;
  if (!grant.refreshToken) return tokenEndsAtMs(state);
  const ends = [grant.refreshExpiresAtMs, registrationEndsAtMs(state, grant.clientId)];
  const known = ends.filter((endMs) => endMs !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function tokenEndsAtMs({ held, ports: { clock } }: SessionState): number | undefined {
  const token = held.published;
  const leftMs = token && remainingMs(token, clock);
  return leftMs === undefined ? undefined : clock.nowMs() + leftMs;
}

/**
 * A refresh token is bound to its client (RFC 6749 section 6); if the client can be renewed in place, its end is not
 * the sign-in's.
 */
function registrationEndsAtMs({ store, provider }: SessionState, clientId: string): number | undefined {
  const client = store.record.clients.find((one) => one.clientId === clientId);
  if (client?.registrationClientUri && provider.updateRegistration) return undefined;
  return client?.secretExpiresAtMs;
}
