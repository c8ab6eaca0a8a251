/** What a sign-in shows: its phases and, while in progress, the code and the link. */
import type { LatchkeyError } from '../errors.ts';
import type { Flow } from '../profile.ts';
import { errorView, type SignInPhase, type SignInView } from '../view.ts';

export interface Shown {
  phase: SignInPhase;
  userCode?: string;
  verificationUri?: string;
  verificationUriComplete?: string;
  authorizationUri?: string;
  expiresAtMs?: number;
  intervalS?: number;
  flows?: readonly Flow[];
  error?: LatchkeyError | undefined;
}

export function isInProgress(phase: SignInPhase): boolean {
  return ['preparing', 'waiting', 'slowed-down', 'redeeming'].includes(phase);
}

/** The phase in which a sign-in ends that failed with `error`. */
export function endPhase(error: LatchkeyError): SignInPhase {
  if (error.code === 'sign_in_denied') return 'denied';
  if (error.code === 'code_expired') return 'expired';
  return error.code === 'sign_in_cancelled' ? 'cancelled' : 'failed';
}

/** A code or link that no longer works is not shown. */
export function signInView(what: { id: string; flow: Flow; displayName: string }, shown: Shown): SignInView {
  const { phase, userCode, verificationUri, verificationUriComplete, authorizationUri } = shown;
  const { expiresAtMs, intervalS, flows, error } = shown;
  const live = isInProgress(phase) && {
    ...(userCode && { user_code: userCode }),
    ...(verificationUri && { verification_uri: verificationUri }),
    ...(verificationUriComplete && { verification_uri_complete: verificationUriComplete }),
    ...(authorizationUri && { authorization_uri: authorizationUri }),
    ...(expiresAtMs && { expires_at: Math.floor(expiresAtMs / 1000) }),
    ...(intervalS && { interval: intervalS }),
    ...(flows && { flows: [...flows] }),
  };
  // What was in the way before does not matter once it has worked.
  const isDone = phase === 'redeeming' || phase === 'approved';
  const ended = error && !isDone && { error: errorView(error) };
  return { id: what.id, flow: what.flow, phase, display_name: what.displayName, ...live, ...ended };
}
