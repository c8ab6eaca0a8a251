/** What a failed sign-in tells the person if the error alone would not say it well. */

import { ERRORS, type ErrorCode, LatchkeyError } from '../errors.ts';
import type { Server } from '../provider/exchange.ts';
import type { Client } from '../provider/provider.ts';

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

/** While the sign-in goes on. */
export function nothingFromBrowser(server: Server, client: Client): LatchkeyError {
  const message = `${server.displayName} has not sent the browser back yet.`;
  return new LatchkeyError('browser_waiting', message, {
    hint: `Finish the sign-in in the browser. ${ifRefused(client)}`,
  });
}

export function timeUp(server: Server, client: Client, minutes: number): LatchkeyError {
  const message = `Nobody signed in at ${server.displayName} within ${minutes} minutes.`;
  return new LatchkeyError('code_expired', message, { hint: `Sign in again. ${ifRefused(client)}` });
}

/** What the page in the browser may say, and no one else. */
function ifRefused({ source }: Client): string {
  return source === 'registered'
    ? 'If its page refuses the redirect, set --redirect-uri to one with a port, such as http://127.0.0.1:8765/callback.'
    : 'If its page refuses the request, compare --client-id, --redirect-uri and --scope with the client at the provider.';
}
