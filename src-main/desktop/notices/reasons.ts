/**
 * The reasons for a notice about a profile, and their words: its sign-in ends for good, has ended, or a code waits. Pure, and
 * without memory: what was notified before is for due-notices.ts.
 */

import { told, words } from '../../../src-languages/desktop.ts';
import { codeWaits, endsForGoodAt, isSignedIn, signingIn } from '../../../src-shared/profile-facts.ts';
import { isAway } from '../../core/overall.ts';
import type { ProfileView } from '../../core/view.ts';
import { timeLeft } from '../base/profile-state.ts';

/** As in the settings. `asked`: something waits for the person's word. */
export type NoticeKind = 'ending' | 'failed' | 'asked';

/** A sign-in that cannot renew itself is told about this long before its end; the last one also tells those who snoozed. */
const STAGES_MS = [10 * 60_000, 2 * 60_000];

/** Why a notice may be due now. */
export interface NoticeReason {
  /** The same as long as it is the same event, whatever the clock or the View does. */
  readonly id: string;
  /** Counts up while the event grows more urgent; from 1. Zero: not yet. */
  readonly stage: number;
  readonly nextMs: number;
}

export const NEVER = Number.POSITIVE_INFINITY;

export function ending(profile: ProfileView, nowMs: number): NoticeReason | undefined {
  const endsAt = isSignedIn(profile) && !signingIn(profile) ? endsForGoodAt(profile) : undefined;
  const leftMs = (endsAt ?? 0) * 1000 - nowMs;
  if (endsAt === undefined || leftMs <= 0) return undefined;
  const stage = STAGES_MS.filter((stageMs) => leftMs <= stageMs).length;
  const nextStageMs = STAGES_MS[stage];
  return {
    id: String(profile.signed_in_at ?? ''),
    stage,
    nextMs: nextStageMs === undefined ? leftMs : leftMs - nextStageMs,
  };
}

export function waitingCode(profile: ProfileView): NoticeReason | undefined {
  const { sign_in } = profile;
  return codeWaits(profile) && sign_in?.user_code !== undefined
    ? { id: sign_in.id, stage: 1, nextMs: NEVER }
    : undefined;
}

/**
 * Whether it ends then is being asked of the provider, or cannot be asked: the clock may have been set (core/state/proven-life.ts).
 * A notice that is shown stays, and no new one comes.
 */
export function isEndInQuestion({ renewable, state, problem }: ProfileView): boolean {
  return !renewable && (state === 'refreshing' || isAway(problem));
}

/** Rounded up: a notice that comes on time says 10 min, not 9. */
const left = (endsAt: number, nowMs: number): string => timeLeft(Math.ceil((endsAt * 1000 - nowMs) / 60_000) * 60_000);

export function text(kind: NoticeKind, profile: ProfileView, nowMs: number): { title: string; body: string } {
  const { name, display_name, problem } = profile;
  const { notice } = words;
  switch (kind) {
    case 'ending': {
      const endsAt = endsForGoodAt(profile) ?? 0;
      return { title: notice.endsIn(name, left(endsAt, nowMs)), body: notice.clickToSignIn(display_name) };
    }
    case 'failed': {
      const why = problem ? told(problem).sentence : notice.ended(display_name);
      return { title: notice.signInAgain(name), body: `${why}\n${notice.clickToSignIn(display_name)}` };
    }
    case 'asked':
      return { title: notice.codeWaits(name), body: notice.startedElsewhere(display_name) };
  }
}
