/** Keeping what a sign-in or a refresh brought, and letting go of what the provider ended: durable first, then published. */

import type { LatchkeyError } from '../errors.ts';
import type { TokenSet } from '../provider/provider.ts';
import { fraction } from '../random.ts';
import type { Session } from '../session/session.ts';
import type { Moment } from '../time/elapsed.ts';
import { type Grant, sameGrant, type VaultRecord, withoutGrant } from './vault-record.ts';

/** A new sign-in takes the place of the former one. Rejects with vault codes; the vault is tried again later, nothing is lost. */
export async function adoptSignIn(session: Session, grant: Grant, tokens: TokenSet, asked: Moment): Promise<void> {
  await session.store.update((record) => {
    hold(session, grant, tokens, asked);
    return { ...withoutGrant(record), grant };
  });
  session.renewal.history.add({ reason: 'sign-in' }, asked);
  session.publish();
}

/** The answer to a refresh. A sign-in that was replaced or ended meanwhile does not come back. Rejects as `adoptSignIn` does. */
export async function adoptRefresh(session: Session, grant: Grant, tokens: TokenSet, asked: Moment): Promise<void> {
  await session.store.update((record) => {
    if (record.grant?.id !== grant.id) return record;
    hold(session, grant, tokens, asked);
    // Who is signed in may have been found out while the refresh was under way.
    const identity = grant.identity ?? record.grant.identity;
    const next = identity ? { ...grant, identity } : grant;
    return sameGrant(record.grant, next) ? record : { ...record, grant: next };
  });
  session.lastRefreshAtMs = session.ports.clock.nowMs();
  session.publish();
}

/** The provider ended the sign-in, or its only token ran out. Rejects with vault codes. */
export async function endGrant(session: Session, id: string, because: LatchkeyError): Promise<void> {
  const isPresent = (record: VaultRecord) => record.grant?.id === id;
  if (!isPresent(session.store.record)) return;
  session.held.drop();
  await session.store.update((record) => {
    return isPresent(record) ? { ...withoutGrant(record), endedBecause: because.message } : record;
  });
}

function hold(session: Session, grant: Grant, tokens: TokenSet, asked: Moment): void {
  session.held.hold({
    token: tokens.accessToken,
    asked,
    ...(tokens.lifetimeS !== undefined && { lifetimeMs: tokens.lifetimeS * 1000 }),
    jitter: 0.8 + fraction(session.ports.random) * 0.4,
    ...(grant.scope !== undefined && { scope: grant.scope }),
    ...(grant.refreshExpiresAtMs !== undefined && { refreshLifetimeMs: grant.refreshExpiresAtMs - asked.wallMs }),
  });
}
