/** What a failed sign-in tells the person if the error alone would not say it well. */

import { ERRORS, type ErrorCode, LatchkeyError } from '../errors.ts';
import type { Server } from '../provider/exchange.ts';

/** No one tries a failed sign-in again on its own, so these do not promise it. */
const HINTS: Partial<Record<ErrorCode, string>> = {
  provider_unreachable: 'Check the network, VPN and proxy, then sign in again.',
  provider_error: 'The provider has trouble; sign in again later. If it lasts, tell its administrator.',
  throttled: 'Too many requests; wait a minute, then sign in again.',
};

/** A hint of the error's own says more than that of its code, and stays. */
export function forThePerson(error: LatchkeyError): LatchkeyError {
  const hint = error.hint === ERRORS[error.code].hint ? HINTS[error.code] : undefined;
  return hint === undefined ? error : error.hinting(hint);
}

export function nothingToOpen(): LatchkeyError {
  return new LatchkeyError('sign_in_cancelled', 'There is no sign-in waiting for the browser.');
}

export function reRegister(server: Server): LatchkeyError {
  return new LatchkeyError(
    'client_rejected',
    `The registration at ${server.displayName} ended while you were signing in.`,
    {
      hint: 'Sign in again; Latchkey will register itself again.',
    },
  );
}
