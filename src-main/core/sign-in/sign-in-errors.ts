/** What a failed sign-in tells the person if the error alone would not say it well. */

import { LatchkeyError } from '../errors.ts';
import type { Server } from '../provider/exchange.ts';

/** A failed sign-in is not retried automatically, so the hint must not say so. */
export function forThePerson(error: LatchkeyError): LatchkeyError {
  if (error.code !== 'provider_unreachable' && error.code !== 'provider_error') return error;
  return new LatchkeyError(error.code, error.message, {
    hint: 'Check the network, VPN and proxy, then sign in again.',
    cause: error,
  });
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
