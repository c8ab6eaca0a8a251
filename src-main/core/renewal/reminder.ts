/** Notifies everyone when a sign-in nears its final end: nothing else changes at those moments. */

import { SOON_S } from '../../../src-shared/profile-facts.ts';
import { type AccessToken, remainingMs } from '../state/access-token.ts';
import { signInEndsAtMs } from '../state/sign-in-end.ts';
import type { SessionState } from '../state/state.ts';
import type { Renewal } from './renewal.ts';

const NEVER = Number.POSITIVE_INFINITY;
/** Seconds before the end, each reported once. */
const MOMENTS_S = [SOON_S, 120];
/** With the token ends a sign-in whose refresh was refused. */
const END_S = 0;

export class Reminder {
  readonly #state: SessionState;
  readonly #renewal: Renewal;
  #reminded: { readonly token: AccessToken; readonly moments: number } | undefined;

  constructor(state: SessionState, renewal: Renewal) {
    this.#state = state;
    this.#renewal = renewal;
  }

  /** Does what is due. Returns the milliseconds until something is due next. */
  tick(): number {
    const token = this.#state.held.published;
    if (!token) return NEVER;
    const leftMs = this.#leftMs(token);
    const isRefused = this.#state.refusal !== undefined;
    if (leftMs === undefined || (leftMs <= 0 && !isRefused)) return NEVER;
    // The View counts in whole seconds, so a second later it says so for certain.
    const untilMs = [...MOMENTS_S, ...(isRefused ? [END_S] : [])].map((momentS) => leftMs - (momentS - 1) * 1000);
    const moments = untilMs.filter((ms) => ms <= 0).length;
    const told = this.#reminded?.token === token ? this.#reminded.moments : 0;
    if (moments > told) {
      this.#reminded = { token, moments };
      this.#state.changed();
    }
    return untilMs.find((ms) => ms > 0) ?? NEVER;
  }

  /** As in `endsForGoodAt` (src-shared/profile-facts.ts). */
  #leftMs(token: AccessToken): number | undefined {
    const { ports, renewable, refusal } = this.#state;
    if (!renewable || refusal) return remainingMs(token, ports.clock);
    const endsAtMs = signInEndsAtMs(this.#state);
    const dueMs = this.#renewal.untilDueMs();
    return endsAtMs !== undefined && endsAtMs - ports.clock.nowMs() <= dueMs ? dueMs : undefined;
  }
}
