/**
 * For a sign-in that is its access token alone, after a sleep, a clock jump or a restart: this machine's clock cannot
 * tell a sleep from being set forward, so the provider's clock is asked how long the token lasts before it counts as
 * expired.
 */

import { momentNow, unsureMs } from '../time/elapsed.ts';
import { type AccessToken, remainingMs } from './access-token.ts';
import type { SessionState } from './state.ts';

/** The clocks of one provider's hosts may differ by this much, and a whole second is the best that `Date` gives. */
const MARGIN_MS = 60_000;
/** Asked this long before the end as counted here: before the first reminder, so that the reminder is for a true end. */
const ASK_AHEAD_MS = 11 * 60_000;

/** The published token of such a sign-in, if it may last longer than counted here and the provider can tell. */
function doubtful({ store, held, ports: { clock } }: SessionState): AccessToken | undefined {
  const { grant } = store.record;
  const token = held.published;
  if (!token || grant?.accessEndsByServerMs === undefined || grant.refreshToken) return undefined;
  const leftMs = remainingMs(token, clock) ?? 0;
  const moreMs = unsureMs(clock, token.asked);
  return moreMs > MARGIN_MS && leftMs + moreMs > MARGIN_MS ? token : undefined;
}

/** True if asking the provider could show that the token lasts longer. */
export function inDoubt(state: SessionState): boolean {
  return doubtful(state) !== undefined;
}

/** Milliseconds until a sign-in without refresh token has something due: its end, or asking before that. Infinity: never. */
export function untilEndMs(state: SessionState): number {
  const { held, retry, ports } = state;
  const leftMs = held.published ? remainingMs(held.published, ports.clock) : 0;
  if (leftMs === undefined) return Number.POSITIVE_INFINITY;
  return inDoubt(state) ? Math.max(leftMs - ASK_AHEAD_MS, retry.waitMs) : leftMs;
}

/** True once it has certainly ended. */
export function hasEnded(state: SessionState): boolean {
  return !inDoubt(state) && untilEndMs(state) <= 0;
}

/** Ends the doubt, if there is any. Rejects if the provider cannot be asked. */
export async function proveLife(state: SessionState): Promise<void> {
  const token = doubtful(state);
  const endsAtMs = state.store.record.grant?.accessEndsByServerMs;
  if (!token || endsAtMs === undefined) return;
  const { clock } = state.ports;
  const asked = momentNow(clock);
  const countedMs = remainingMs(token, clock) ?? 0;
  // As if none of the uncertain time had passed.
  const mostMs = countedMs + unsureMs(clock, token.asked);
  const serverMs = await serverNowMs(state);
  const toldMs = serverMs === undefined ? countedMs : endsAtMs - serverMs;
  // The count errs on the safe side; it is corrected no further than is certain.
  state.held.prove(token, asked, Math.min(toldMs, mostMs, Math.max(countedMs, toldMs - MARGIN_MS)));
}

/** Any answer will do, even a refusal; undefined: the provider does not send the time. */
async function serverNowMs(state: SessionState): Promise<number | undefined> {
  const { provider, settings } = state;
  let serverMs: number | undefined;
  const context = state.context(undefined, (ms) => {
    serverMs = ms;
  });
  try {
    // Not through the discovery cache: that sends nothing.
    await (provider.askTime ? provider.askTime(context, settings) : provider.discover(context, settings));
  } catch (thrown) {
    if (serverMs === undefined) throw thrown;
  }
  return serverMs;
}
