/**
 * A profile's state for the tray and notifications: the time it has left, and whether it needs the person. Pure: no
 * electron, no clock.
 */
import { words } from '../../../src-languages/desktop.ts';
import { endsForGoodAt, endsSoon, isLockedAway, signingIn } from '../../../src-shared/profile-facts.ts';
import { isAway } from '../../core/overall.ts';
import type { ProfileView } from '../../core/view.ts';

export const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Rounded down, so that it never promises more than there is; exact only for the last minutes, since a menu that is open
 * collapses on some desktops whenever a label changes.
 */
export function timeLeft(leftMs: number): string {
  const { left } = words;
  if (leftMs <= 0) return left.expired;
  if (leftMs < MINUTE_MS) return left.underMinute;
  const minutes = Math.floor(leftMs / MINUTE_MS);
  if (leftMs < HOUR_MS) return left.minutes(minutes < 10 ? minutes : minutes - (minutes % 10));
  return leftMs < 2 * DAY_MS ? left.hours(Math.floor(leftMs / HOUR_MS)) : left.days(Math.floor(leftMs / DAY_MS));
}

/** Soon, or now. */
export function needsPerson(profile: ProfileView, nowMs: number): boolean {
  const { state, problem } = profile;
  if (signingIn(profile) || state === 'needs-sign-in') return true;
  if (problem !== undefined && !isAway(problem)) return true;
  return state !== 'signed-out' && endsSoon(profile, nowMs / 1000);
}

export function standing(profile: ProfileView, nowMs: number): string {
  if (signingIn(profile)) return words.state.signingIn;
  if (isLockedAway(profile)) return words.state.locked;
  switch (profile.state) {
    case 'signed-out':
    case 'needs-sign-in':
    case 'awaiting-user':
      return words.state.signIn;
    case 'active':
    case 'refreshing': {
      const endsAt = endsForGoodAt(profile) ?? profile.expires_at;
      if (endsAt === undefined) return words.state.signedIn;
      const leftMs = endsAt * 1000 - nowMs;
      if (leftMs <= 0 && profile.state === 'refreshing') return words.state.refreshing;
      return isAway(profile.problem) ? words.state.offline(timeLeft(leftMs)) : timeLeft(leftMs);
    }
  }
}
