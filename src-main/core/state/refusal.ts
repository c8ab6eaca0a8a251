/**
 * A refresh that the provider refused without ending the sign-in. The refresh token is kept and tried again now and then, but
 * only the person is sure to help: the sign-in counts as needed once its access token has ended, or at once if the provider asks
 * for the person.
 */
import type { LatchkeyError } from '../errors.ts';
import { alive } from './access-token.ts';
import { signInHint } from './sign-in-needed.ts';
import type { SessionState } from './state.ts';
import type { Grant } from './vault-record.ts';

/** Keeps the refusal, and gives it with a hint that names the sign-in first. */
export function refusedRefresh(state: SessionState, grant: Grant, error: LatchkeyError): LatchkeyError {
  const login = signInHint(state.name);
  const asksAlready = error.code === 'sign_in_needed' || /sign in again/i.test(error.hint);
  const hinted = error.hinting(asksAlready ? login : `${login} If that does not help: ${error.hint}`);
  state.refusal = { grantId: grant.id, error: hinted };
  return hinted;
}

/** The refusal, where the person is needed because of it. */
export function refusalForThePerson({ refusal, store, held, ports }: SessionState): LatchkeyError | undefined {
  if (refusal === undefined || refusal.grantId !== store.record.grant?.id) return undefined;
  const { error } = refusal;
  const token = held.published;
  return error.code === 'sign_in_needed' || !token || !alive(token, ports.clock) ? error : undefined;
}
