/** Keeping the result of a sign-in or a refresh, and dropping what the provider ended: durable first, then published. */
import { present } from '../../../src-shared/present.ts';
import type { LatchkeyError } from '../errors.ts';
import type { RefreshAnswer, TokenSet } from '../provider/provider.ts';
import { fraction } from '../random.ts';
import type { Moment } from '../time/elapsed.ts';
import type { SessionState } from './state.ts';
import { type Grant, sameGrant, type VaultRecord, withoutGrant } from './vault-record.ts';

/** A new sign-in replaces the previous one. Rejects with vault codes; the vault is tried again later, and nothing is lost. */
export async function adoptSignIn(state: SessionState, grant: Grant, tokens: TokenSet, asked: Moment): Promise<void> {
  await state.store.update((record) => {
    hold(state, grant, tokens, asked);
    return { ...withoutGrant(record), grant };
  });
  state.refusal = undefined;
  state.history.add({ reason: 'sign-in' }, asked);
  state.publish();
}

/**
 * Makes the refresh token durable that came with the answer to a refresh, whatever else is in it, and gives the grant with it.
 * When the vault fails, it stays in the record as not yet written: `adoptRefresh` and each renewal write it before anything else.
 */
export async function keepGiven(state: SessionState, grant: Grant, answer: RefreshAnswer): Promise<Grant> {
  const { refreshToken, refreshLifetimeS } = answer;
  const nowMs = state.ports.clock.nowMs();
  const refreshExpiresAtMs = refreshLifetimeS === undefined ? undefined : nowMs + refreshLifetimeS * 1000;
  // An absent refresh token means that the old one goes on (RFC 6749 section 6).
  const given = present({ refreshToken, refreshExpiresAtMs });
  const keep = (record: VaultRecord) => {
    const now = record.grant?.id === grant.id ? record.grant : undefined;
    const next = now && { ...now, ...given };
    return now === undefined || next === undefined || sameGrant(now, next) ? record : { ...record, grant: next };
  };
  await state.store.update(keep).catch(() => undefined);
  return { ...grant, ...given };
}

/** The answer to a refresh. A sign-in that was replaced or ended in the meantime does not come back. Rejects as `adoptSignIn` does. */
export async function adoptRefresh(state: SessionState, grant: Grant, tokens: TokenSet, asked: Moment): Promise<void> {
  state.refusal = undefined;
  await state.store.update((record) => {
    if (record.grant?.id !== grant.id) return record;
    hold(state, grant, tokens, asked);
    // Who is signed in may have been found out during the refresh.
    const identity = grant.identity ?? record.grant.identity;
    const next = identity ? { ...grant, identity } : grant;
    return sameGrant(record.grant, next) ? record : { ...record, grant: next };
  });
  state.lastRefreshAtMs = state.ports.clock.nowMs();
  state.publish();
}

/** The provider ended the sign-in, or its only token expired. Rejects with vault codes. */
export async function endGrant(state: SessionState, id: string, because: LatchkeyError): Promise<void> {
  const isPresent = (record: VaultRecord) => record.grant?.id === id;
  if (!isPresent(state.store.record)) return;
  state.held.drop();
  await state.store.update((record) => {
    return isPresent(record) ? { ...withoutGrant(record), endedBecause: because.message } : record;
  });
}

function hold(state: SessionState, grant: Grant, tokens: TokenSet, asked: Moment): void {
  const { accessToken, lifetimeS } = tokens;
  const { scope, refreshExpiresAtMs } = grant;
  const token = {
    token: accessToken,
    asked,
    lifetimeMs: lifetimeS === undefined ? undefined : lifetimeS * 1000,
    jitter: 0.8 + fraction(state.ports.random) * 0.4,
    scope,
    refreshLifetimeMs: refreshExpiresAtMs === undefined ? undefined : refreshExpiresAtMs - asked.wallMs,
  };
  state.held.hold(present(token));
}
