/**
 * The life of an access token, by elapsed time since it was requested, never by the server's clock: `expires_in` counts
 * from its issue (RFC 6749 section 5.1). Pure arithmetic.
 */

import type { Clock } from '../ports.ts';
import type { Secret } from '../secret.ts';
import { elapsedMs, type Moment } from '../time/elapsed.ts';

/** How long something requested lasts: an access token, or the credentials of a role. */
export interface Life {
  /** When the request was sent; the token was issued later, so counting from here errs on the safe side. */
  readonly asked: Moment;
  /** Absent: the provider did not say (which is not infinite). */
  readonly lifetimeMs?: number;
  /** Share of the lead time by which this one is refreshed earlier or later, 0.8 to 1.2, so that many do not come at once. */
  readonly jitter: number;
  /** Milliseconds before expiry at which it is refreshed at the earliest; 5 minutes if absent. */
  readonly longestLeadMs?: number;
}

export interface AccessToken extends Life {
  readonly token: Secret;
  readonly scope?: string;
  /** Of the refresh token at that moment, if the provider says when it expires. */
  readonly refreshLifetimeMs?: number;
}

/** A token of unknown lifetime is refreshed after this long. */
const UNKNOWN_LIFETIME_REFRESH_MS = 10 * 60_000;
const LONGEST_LEAD_MS = 5 * 60_000;
/** In the background, nothing is fetched twice within this time, however short it lives; a caller may still have it fetched. */
export const SHORTEST_PAUSE_MS = 5_000;
/** Some providers move the end of a refresh token with a refresh, some do not: nearer to it, trying would have no end. */
const SHORTEST_REFRESH_LIFETIME_MS = 2 * LONGEST_LEAD_MS;
/** What a caller without a minimum still gets at least, while the provider can be reached. */
const COMFORT_MS = 10_000;

/** Milliseconds left, negative once expired; undefined: unknown. */
export function remainingMs(life: Life, clock: Clock): number | undefined {
  if (life.lifetimeMs === undefined) return undefined;
  return life.lifetimeMs - elapsedMs(clock, life.asked);
}

/** Milliseconds until the background refresh; 0 or less: now. */
export function untilRefreshMs(life: Life, clock: Clock): number {
  const lifetimeMs = life.lifetimeMs ?? UNKNOWN_LIFETIME_REFRESH_MS;
  const leadMs = Math.min(lifetimeMs / 4, life.longestLeadMs ?? LONGEST_LEAD_MS) * life.jitter;
  return Math.max(lifetimeMs - leadMs, SHORTEST_PAUSE_MS) - elapsedMs(clock, life.asked);
}

/** As `untilRefreshMs`, and before the refresh token expires, which may be before the access token does. */
export function untilRenewalMs(token: AccessToken, clock: Clock): number {
  const untilMs = untilRefreshMs(token, clock);
  const { refreshLifetimeMs = 0 } = token;
  if (refreshLifetimeMs <= SHORTEST_REFRESH_LIFETIME_MS) return untilMs;
  return Math.min(untilMs, untilRefreshMs({ ...token, lifetimeMs: refreshLifetimeMs }, clock));
}

/** True if it may be handed out as it is; `minTtlMs` undefined: the caller gave no minimum. */
export function satisfies(life: Life, clock: Clock, minTtlMs: number | undefined): boolean {
  const leftMs = remainingMs(life, clock);
  if (leftMs === undefined) return minTtlMs === undefined && untilRefreshMs(life, clock) > 0;
  if (minTtlMs !== undefined) return leftMs > 0 && leftMs >= minTtlMs;
  return leftMs > Math.min(COMFORT_MS, (life.lifetimeMs ?? 0) / 8);
}

/** True while it is usable at all, if only for a moment. */
export function alive(life: Life, clock: Clock): boolean {
  return (remainingMs(life, clock) ?? 1) > 0;
}
