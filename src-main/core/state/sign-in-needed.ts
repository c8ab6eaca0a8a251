/** The error for a caller if only the person can help: why there is no token, and how to sign in. */
import { LatchkeyError } from '../errors.ts';
import type { SessionState } from './state.ts';

export const signInHint = (name: string): string =>
  `Run \`latchkey login ${name}\`, or choose Sign in from the tray menu.`;

export function signInNeeded({ name, attempt, store }: SessionState): LatchkeyError {
  const { grant, endedBecause } = store.record;
  const options = { hint: signInHint(name) };
  if (attempt?.inProgress)
    return new LatchkeyError('sign_in_needed', `${name} is waiting for you to finish signing in.`, options);
  const why = grant ? `The sign-in of ${name} has ended.` : `${name} is not signed in.`;
  return new LatchkeyError('sign_in_needed', endedBecause ?? why, options);
}
