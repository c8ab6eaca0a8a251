/**
 * A caller's request for a token: from memory if possible, else by a refresh that all callers share, else an error that
 * says what to do. Never a token with less time left than required.
 */

import type { TokenAnswer } from '../answers.ts';
import { LatchkeyError } from '../errors.ts';
import { alive, remainingMs } from '../state/access-token.ts';
import type { RefreshWish } from '../state/history.ts';
import { inDoubt } from '../state/proven-life.ts';
import { signInNeeded } from '../state/sign-in-needed.ts';
import type { SessionState } from '../state/state.ts';
import { elapsedMs } from '../time/elapsed.ts';
import type { Renewal } from './renewal.ts';

/** A token younger than this is not refreshed for being short: the next one would be as short. */
const JUST_FETCHED_MS = 1_000;

/** Rejects as `Agent.token` does. */
export async function tokenFor(
  state: SessionState,
  renewal: Renewal,
  minTtlMs: number | undefined,
): Promise<TokenAnswer> {
  const ready = answer(state, minTtlMs);
  if (ready) return ready;
  await state.load();
  const doubt = inDoubt(state);
  if (state.renewable || doubt) {
    if (!doubt) refuseImpossible(state, minTtlMs);
    try {
      // A refresh in progress knows more than the failure before it.
      if (!renewal.running) state.retry.throwIfJustFailed();
      if (state.store.dirty) await renewal.run();
      if (!answer(state, minTtlMs)) await renewal.run(wishOf(state, minTtlMs));
      // The machine may have slept through the answer, and the token's life with it.
      if (!answer(state, minTtlMs, true) && state.renewable) await renewAgain(state, renewal, minTtlMs);
    } catch (thrown) {
      // No minimum was given, and the current token still works.
      const still = answer(state, minTtlMs, true);
      if (still) return still;
      throw thrown;
    }
  }
  return answer(state, minTtlMs, true) ?? refuse(state, minTtlMs);
}

async function renewAgain(state: SessionState, renewal: Renewal, minTtlMs: number | undefined): Promise<void> {
  refuseImpossible(state, minTtlMs);
  await renewal.run(wishOf(state, minTtlMs));
}

/** Why it is refreshed: if time is left, it is for the caller's minimum. */
function wishOf(state: SessionState, minTtlMs: number | undefined): RefreshWish {
  const token = state.held.published;
  if (minTtlMs === undefined || !token || !alive(token, state.ports.clock)) return { reason: 'needed' };
  return { reason: 'min-ttl', min_ttl: minTtlMs / 1000 };
}

function answer(state: SessionState, minTtlMs: number | undefined, atAll = false): TokenAnswer | undefined {
  return state.held.answer(state.store.record.grant?.issuer ?? '', minTtlMs, atAll);
}

/** No refresh for a minimum that the provider's tokens cannot meet: a loop of such callers would flood it. */
function refuseImpossible(state: SessionState, minTtlMs: number | undefined): void {
  const token = state.held.published;
  if (!token || minTtlMs === undefined) return;
  const justFetched = elapsedMs(state.ports.clock, token.asked) < JUST_FETCHED_MS;
  if (token.lifetimeMs === undefined || minTtlMs > token.lifetimeMs || justFetched) refuse(state, minTtlMs);
}

function refuse(state: SessionState, minTtlMs: number | undefined): never {
  const token = state.held.published;
  if (!state.renewable && (!token || minTtlMs === undefined)) throw signInNeeded(state);
  if (!token || minTtlMs === undefined) {
    throw new LatchkeyError('provider_error', `The provider of ${state.name} sent a token that had already expired.`);
  }
  const leftMs = remainingMs(token, state.ports.clock);
  if (leftMs !== undefined && leftMs <= 0 && !state.renewable) throw signInNeeded(state);
  const message =
    leftMs === undefined
      ? `The provider of ${state.name} does not say how long its tokens last.`
      : `${state.name} cannot get a token with ${minTtlMs / 1000} s left; its token has ${Math.floor(Math.max(0, leftMs) / 1000)} s.`;
  throw new LatchkeyError('min_ttl_unavailable', message);
}
