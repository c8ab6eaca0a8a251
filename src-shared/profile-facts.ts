/**
 * What the agent, the desktop, the window and the command line conclude from a profile in the View. Pure; each function
 * takes only the members that it reads.
 */

type State = 'signed-out' | 'awaiting-user' | 'active' | 'refreshing' | 'needs-sign-in';
type Phase =
  | 'preparing'
  | 'waiting'
  | 'slowed-down'
  | 'redeeming'
  | 'approved'
  | 'denied'
  | 'expired'
  | 'failed'
  | 'cancelled';

interface WithState {
  readonly state: State;
}

interface WithProblem {
  readonly problem?: { readonly code: string } | undefined;
}

interface WithSignIn {
  readonly sign_in?: { readonly phase: Phase } | undefined;
}

/** Epoch seconds. */
interface WithEnds {
  readonly renewable: boolean;
  readonly expires_at?: number | undefined;
  readonly refresh_at?: number | undefined;
  readonly sign_in_ends_at?: number | undefined;
}

/** How long before its end a sign-in that cannot be refreshed needs attention, in seconds. */
export const SOON_S = 600;

/** It can issue a token without the person. */
export const isSignedIn = ({ state }: WithState): boolean => state === 'active' || state === 'refreshing';

/** Whether someone is signed in is not known: the vault is locked. */
export const isLockedAway = ({ state, problem }: WithState & WithProblem): boolean =>
  state === 'signed-out' && problem?.code === 'vault_locked';

/** Only the person can continue. */
export const waitsForPerson = ({ state }: WithState): boolean => state === 'needs-sign-in' || state === 'awaiting-user';

/** A code or a browser tab waits for the person. */
export const codeWaits = ({ sign_in }: WithSignIn): boolean =>
  sign_in?.phase === 'waiting' || sign_in?.phase === 'slowed-down';

const IN_PROGRESS: ReadonlySet<Phase> = new Set(['preparing', 'waiting', 'slowed-down', 'redeeming']);

/** A sign-in is in progress; an earlier one may still be valid. */
export const hasOpenSignIn = ({ sign_in }: WithSignIn): boolean =>
  sign_in !== undefined && IN_PROGRESS.has(sign_in.phase);

/** The same, or the state says so: the View may contain only the state. */
export const signingIn = (profile: WithState & WithSignIn): boolean =>
  profile.state === 'awaiting-user' || hasOpenSignIn(profile);

/** Epoch seconds at which the person is needed; undefined: unknown, or it is refreshed before then. */
export function endsForGoodAt({ renewable, expires_at, refresh_at, sign_in_ends_at }: WithEnds): number | undefined {
  if (!renewable) return sign_in_ends_at ?? expires_at;
  // The next refresh comes too late, and only a refresh could have moved the end.
  const isLate = refresh_at !== undefined && sign_in_ends_at !== undefined && sign_in_ends_at <= refresh_at;
  return isLate ? refresh_at : undefined;
}

/** In any state, even after the end. */
export function endsSoon(profile: WithEnds, nowS: number): boolean {
  const endsAt = endsForGoodAt(profile);
  return endsAt !== undefined && endsAt - nowS < SOON_S;
}
