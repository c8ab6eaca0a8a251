/**
 * The reasons for a notification about a profile, and their words: its sign-in will expire for good, has ended, or a code is
 * waiting. Pure and stateless: due-notices.ts knows what was shown before.
 */

import { told, words } from '../../../src-languages/desktop.ts';
import { codeWaits, endsForGoodAt, isSignedIn, signingIn } from '../../../src-shared/profile-facts.ts';
import { isAway } from '../../core/overall.ts';
import type { ProfileView } from '../../core/view.ts';
import { timeLeft } from '../base/profile-state.ts';

/** As in the settings. `asked`: something waits for the person's answer. */
export type NoticeKind = 'ending' | 'failed' | 'asked';

/** When a sign-in that cannot be refreshed is announced before it expires; the last one also reaches people who snoozed. */
const STAGES_MS = [10 * 60_000, 2 * 60_000];

/** Why a notification may be due now. */
export interface NoticeReason {
  /** The same for as long as it is the same event, whatever happens to the clock or the View. */
  readonly id: string;
  /** Increases as the event becomes more urgent; from 1. Zero: not yet. */
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
 * Whether it ends then is being checked with the provider, or cannot be: the clock may have been changed
 * (core/state/proven-life.ts). A visible notification stays, and no new one appears.
 */
export function isEndInQuestion({ renewable, state, problem }: ProfileView): boolean {
  return !renewable && (state === 'refreshing' || isAway(problem));
}

/** Rounded up: a notification on time says 10 min, not 9. */
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
