/** The one state that the tray icon shows, out of all profiles. */
import { ERRORS } from './errors.ts';
import type { ErrorView, Overall, ProfileView } from './view.ts';

/** A sign-in that cannot renew itself is worth a look this long before its end, seconds. */
export const SOON_S = 600;

/** The provider cannot be reached or has trouble: no fault of the sign-in, which is kept. */
export const isAway = (problem: ErrorView | undefined): boolean =>
  problem !== undefined && !problem.code.startsWith('vault_') && ERRORS[problem.code].status === 503;

export function overallState(profiles: readonly ProfileView[], vaultRefuses: boolean, nowS: number): Overall {
  if (profiles.length === 0) return 'empty';
  if (vaultRefuses || profiles.some(needsYou)) return 'needs-you';
  if (profiles.some(({ problem }) => problem && ERRORS[problem.code].status === 503)) return 'offline';
  return profiles.some((profile) => endsSoon(profile, nowS)) ? 'soon' : 'fine';
}

function needsYou({ state, problem, sign_in }: ProfileView): boolean {
  if (state === 'needs-sign-in' || state === 'awaiting-user') return true;
  if (sign_in?.phase === 'waiting' || sign_in?.phase === 'slowed-down') return true;
  return problem !== undefined && ERRORS[problem.code].status !== 503;
}

/** Epoch seconds at which the person is needed; undefined: unknown, or it renews itself before. */
export function endsForGoodAt({ renewable, expires_at, refresh_at, sign_in_ends_at }: ProfileView): number | undefined {
  if (!renewable) return sign_in_ends_at ?? expires_at;
  // The next refresh comes too late, and only a refresh could have moved the end.
  return refresh_at !== undefined && sign_in_ends_at !== undefined && sign_in_ends_at <= refresh_at
    ? refresh_at
    : undefined;
}

export function endsSoon(profile: ProfileView, nowS: number): boolean {
  const endsAt = endsForGoodAt(profile);
  return endsAt !== undefined && endsAt - nowS < SOON_S;
}
