/** The one state that the tray icon shows, from all profiles. */
import { codeWaits, endsSoon, waitsForPerson } from '../../src-shared/profile-facts.ts';
import { ERRORS } from './errors.ts';
import type { ErrorView, Overall, ProfileView } from './view.ts';

/** The provider cannot be reached or has a problem: not the sign-in's fault, so the sign-in is kept. */
export const isAway = (problem: ErrorView | undefined): boolean =>
  problem !== undefined && !problem.code.startsWith('vault_') && ERRORS[problem.code].status === 503;

export function overallState(profiles: readonly ProfileView[], vaultRefuses: boolean, nowS: number): Overall {
  if (profiles.length === 0) return 'empty';
  if (vaultRefuses || profiles.some(needsYou)) return 'needs-you';
  if (profiles.some(({ problem }) => problem && ERRORS[problem.code].status === 503)) return 'offline';
  return profiles.some((profile) => endsSoon(profile, nowS)) ? 'soon' : 'fine';
}

function needsYou(profile: ProfileView): boolean {
  const { problem } = profile;
  if (waitsForPerson(profile) || codeWaits(profile)) return true;
  return problem !== undefined && ERRORS[problem.code].status !== 503;
}
