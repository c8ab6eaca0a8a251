/** When a sign-in itself ends, as far as it is known: it may renew itself many times before. */

import type { Session } from '../session/session.ts';
import { remainingMs } from './access-token.ts';

/** Epoch milliseconds; undefined: nobody signed in, or the provider does not say. */
export function signInEndsAtMs(session: Session): number | undefined {
  const { grant } = session.store.record;
  if (!grant) return undefined;
  if (!grant.refreshToken) return tokenEndsAtMs(session);
  const ends = [grant.refreshExpiresAtMs, registrationEndsAtMs(session, grant.clientId)];
  const known = ends.filter((endMs) => endMs !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function tokenEndsAtMs({ held, ports: { clock } }: Session): number | undefined {
  const token = held.published;
  const leftMs = token && remainingMs(token, clock);
  return leftMs === undefined ? undefined : clock.nowMs() + leftMs;
}

/** A refresh token is bound to its client (RFC 6749 section 6); where that can be renewed in place, it is no end. */
function registrationEndsAtMs({ store, provider }: Session, clientId: string): number | undefined {
  const client = store.record.clients.find((one) => one.clientId === clientId);
  if (client?.registrationClientUri && provider.updateRegistration) return undefined;
  return client?.secretExpiresAtMs;
}
