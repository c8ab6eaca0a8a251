/** Authorization code with PKCE on a loopback redirect (RFC 8252): waiting for the browser and redeeming the code once. */

import type { LoopbackPage } from '../ports.ts';
import type { AuthorizationRequest } from '../provider/provider.ts';
import { momentNow } from '../time/elapsed.ts';
import type { FlowRun, Redeemed } from './attempt.ts';
import { nothingFromBrowser, timeUp } from './sign-in-errors.ts';

/** How long the browser may take; vendors' own clients allow as much. */
const WAIT_S = 600;
/** Long enough for a password and a second factor. */
const HINT_AFTER_S = 60;

export async function browserSignIn(run: FlowRun): Promise<Redeemed> {
  const { attempt, state, exchange } = run;
  const inbox = new Inbox();
  const over = new AbortController();
  // Bound before the browser opens, and kept (RFC 8252 section 8.3): a warm session answers at once.
  const wished = exchange.client.redirectUri ?? state.provider.redirectUri(state.settings);
  const listener = await state.ports.loopback.listen(wished, (query) => inbox.take(query));
  try {
    const { redirectUri } = listener;
    const request = await state.provider.authorizationRequest(exchange, redirectUri);
    const answered = inbox.expect(request);
    attempt.show({
      phase: 'waiting',
      authorizationUri: request.url,
      expiresAtMs: state.ports.clock.nowMs() + WAIT_S * 1000,
    });
    const query = await Promise.race([answered, silence(run, over.signal)]);
    attempt.show({ phase: 'redeeming' });
    const asked = momentNow(state.ports.clock);
    // Redeemed once, even after a network error: a code is single use (RFC 6749 section 4.1.3).
    return { tokens: await state.provider.redeemCode(exchange, request, query, redirectUri), asked };
  } finally {
    over.abort();
    await listener.close();
  }
}

/** A server that refuses the request shows that in the browser only: after a while the person is told what it may be. */
async function silence({ attempt, state, exchange: { client, server } }: FlowRun, over: AbortSignal): Promise<never> {
  const ended = AbortSignal.any([attempt.signal, over]);
  const { clock } = state.ports;
  await clock.sleep(HINT_AFTER_S * 1000, ended);
  if (!ended.aborted) attempt.show({ error: nothingFromBrowser(server, client) });
  await clock.sleep((WAIT_S - HINT_AFTER_S) * 1000, ended);
  attempt.throwIfCancelled();
  throw timeUp(server, client, WAIT_S / 60);
}

/** Accepts the one response whose state is ours; anything else does not affect the wait (RFC 8252 section 8.9). */
class Inbox {
  #request: AuthorizationRequest | undefined;
  #deliver: ((query: URLSearchParams) => void) | undefined;

  expect(request: AuthorizationRequest): Promise<URLSearchParams> {
    this.#request = request;
    return new Promise((resolve) => {
      this.#deliver = resolve;
    });
  }

  take(query: URLSearchParams): LoopbackPage {
    const deliver = this.#deliver;
    const states = query.getAll('state');
    if (!deliver || states.length !== 1 || states[0] !== this.#request?.state) return 'not-for-us';
    this.#deliver = undefined;
    deliver(query);
    return query.has('error') ? 'refused' : 'done';
  }
}
