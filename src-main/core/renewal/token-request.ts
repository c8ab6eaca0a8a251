/**
 * A caller's wish for a token: from memory when possible, else by a refresh that all callers share, else an error that
 * says what to do. Never a token with less life than demanded.
 */

import type { TokenAnswer } from '../answers.ts';
import { LatchkeyError } from '../errors.ts';
import type { Session } from '../session/session.ts';
import { alive, remainingMs } from '../state/access-token.ts';
import type { Wish } from '../state/history.ts';
import { inDoubt } from '../state/proven-life.ts';
import { elapsedMs } from '../time/elapsed.ts';

/** A token younger than this is not refreshed for its shortness: the next one would be as short. */
const JUST_FETCHED_MS = 1_000;

/** Rejects as `Agent.token` does. */
export async function tokenFor(session: Session, minTtlMs: number | undefined): Promise<TokenAnswer> {
  const ready = answer(session, minTtlMs);
  if (ready) return ready;
  await session.load();
  const doubt = inDoubt(session);
  if (session.renewable || doubt) {
    if (!doubt) refuseImpossible(session, minTtlMs);
    try {
      // A renewal under way knows more than the failure before it.
      if (!session.renewal.running) session.retry.throwIfJustFailed();
      if (session.store.dirty) await session.renewal.run();
      if (!answer(session, minTtlMs)) await session.renewal.run(wishOf(session, minTtlMs));
      // The machine may have slept over the answer, and its token with it.
      if (!answer(session, minTtlMs, true) && session.renewable) await renewAgain(session, minTtlMs);
    } catch (thrown) {
      // Nothing was demanded, and the present token still works.
      const still = answer(session, minTtlMs, true);
      if (still) return still;
      throw thrown;
    }
  }
  return answer(session, minTtlMs, true) ?? refuse(session, minTtlMs);
}

async function renewAgain(session: Session, minTtlMs: number | undefined): Promise<void> {
  refuseImpossible(session, minTtlMs);
  await session.renewal.run(wishOf(session, minTtlMs));
}

/** Why it is refreshed: with life left, it is for what the caller demands. */
function wishOf(session: Session, minTtlMs: number | undefined): Wish {
  const token = session.held.published;
  if (minTtlMs === undefined || !token || !alive(token, session.ports.clock)) return { reason: 'needed' };
  return { reason: 'min-ttl', min_ttl: minTtlMs / 1000 };
}

export function signInNeeded(session: Session): LatchkeyError {
  const { grant, endedBecause } = session.store.record;
  const { name } = session;
  const options = { hint: `Run \`latchkey login ${name}\`, or choose Sign in in the tray.` };
  if (session.signIn?.inProgress)
    return new LatchkeyError('sign_in_needed', `${name} waits for you to finish signing in.`, options);
  const why = grant ? `The sign-in of ${name} has ended.` : `${name} is not signed in.`;
  return new LatchkeyError('sign_in_needed', endedBecause ?? why, options);
}

function answer(session: Session, minTtlMs: number | undefined, atAll = false): TokenAnswer | undefined {
  return session.held.answer(session.store.record.grant?.issuer ?? '', minTtlMs, atAll);
}

/** No refresh for a demand that the provider's tokens cannot meet: a loop of such callers would hammer it. */
function refuseImpossible(session: Session, minTtlMs: number | undefined): void {
  const token = session.held.published;
  if (!token || minTtlMs === undefined) return;
  const justFetched = elapsedMs(session.ports.clock, token.asked) < JUST_FETCHED_MS;
  if (token.lifetimeMs === undefined || minTtlMs > token.lifetimeMs || justFetched) refuse(session, minTtlMs);
}

function refuse(session: Session, minTtlMs: number | undefined): never {
  const token = session.held.published;
  if (!session.renewable && (!token || minTtlMs === undefined)) throw signInNeeded(session);
  if (!token || minTtlMs === undefined) {
    throw new LatchkeyError('provider_error', `The provider of ${session.name} gave a token that had already ended.`);
  }
  const leftMs = remainingMs(token, session.ports.clock);
  if (leftMs !== undefined && leftMs <= 0 && !session.renewable) throw signInNeeded(session);
  const message =
    leftMs === undefined
      ? `The provider of ${session.name} does not say how long its tokens live.`
      : `${session.name} cannot have a token with ${minTtlMs / 1000} s of life; it has ${Math.floor(Math.max(0, leftMs) / 1000)} s.`;
  throw new LatchkeyError('min_ttl_unavailable', message);
}
