/**
 * Which notices are due: a sign-in that ends and cannot renew itself, one that has ended, a code that waits. Out of a View, the
 * time and what was told before, so that nobody is told one thing twice. Pure: no electron, no clock, no timer.
 */
import type { ProfileView, View } from '../core/view.ts';
import { timeLeft } from './tray-profile.ts';
import { told, words } from './words.ts';

/** As in the settings. `asked`: something waits for the person's word. */
export type NoticeKind = 'ending' | 'failed' | 'asked';

export interface DueNotice {
  /** Of the profile and the kind; a newer notice takes the place of an older one with the same key. */
  readonly key: string;
  readonly kind: NoticeKind;
  readonly profile: string;
  readonly title: string;
  readonly body: string;
}

export interface Circumstances {
  readonly nowMs: number;
  /** Nobody sees the screen: what is due waits, and is told afterwards if it still holds. */
  readonly locked: boolean;
  readonly windowOpen: boolean;
  wanted(kind: NoticeKind): boolean;
}

export interface Due {
  readonly show: readonly DueNotice[];
  /** Keys of those whose reason is gone. */
  readonly close: readonly string[];
  /** Something waits for the screen. */
  readonly held: boolean;
  /** Milliseconds until the passing of time alone makes a notice due. */
  readonly nextMs: number;
}

export interface DueNotices {
  /** To be called with each new View, and when `nextMs` have passed. */
  look(view: View, circumstances: Circumstances): Due;
  /** Takes back what this profile was told and tells it again in `SNOOZE_MS`, if it still holds. Gives the keys to close. */
  snooze(profile: string, nowMs: number): string[];
  /** The profiles that were told something which still holds. */
  snoozable(): ReadonlySet<string>;
}

export const SNOOZE_MS = 10 * 60_000;
/** A sign-in that cannot renew itself is told about this long before its end; the last one also tells those who snoozed. */
const STAGES_MS = [10 * 60_000, 2 * 60_000];
const IN_PROGRESS: ReadonlySet<string> = new Set(['preparing', 'waiting', 'slowed-down', 'redeeming']);

/** What may be told of now. */
interface Occasion {
  /** The same as long as it is the same event, whatever the clock or the View does. */
  readonly id: string;
  /** Counts up while the event grows more urgent; from 1. Zero: not yet. */
  readonly stage: number;
  readonly nextMs: number;
}

interface Memory {
  id: string;
  profile: string;
  stage: number;
  shown: boolean;
  snoozedAtMs: number | undefined;
}

const NEVER = Number.POSITIVE_INFINITY;
const isAlive = ({ state }: ProfileView): boolean => state === 'active' || state === 'refreshing';
const isSigningIn = ({ sign_in }: ProfileView): boolean => sign_in !== undefined && IN_PROGRESS.has(sign_in.phase);

/** Epoch seconds at which the person is needed; undefined: unknown, or it renews itself before. */
export function endsForGoodAt({ renewable, expires_at, refresh_at, sign_in_ends_at }: ProfileView): number | undefined {
  if (!renewable) return sign_in_ends_at ?? expires_at;
  // The next refresh comes too late, and only a refresh could have moved the end.
  return refresh_at !== undefined && sign_in_ends_at !== undefined && sign_in_ends_at <= refresh_at
    ? refresh_at
    : undefined;
}

function ending(profile: ProfileView, nowMs: number): Occasion | undefined {
  const endsAt = isAlive(profile) && !isSigningIn(profile) ? endsForGoodAt(profile) : undefined;
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

function waitingCode({ sign_in }: ProfileView): Occasion | undefined {
  const waits = sign_in?.phase === 'waiting' || sign_in?.phase === 'slowed-down';
  return waits && sign_in.user_code !== undefined ? { id: sign_in.id, stage: 1, nextMs: NEVER } : undefined;
}

/** Counted in either direction, should the clock be set meanwhile. */
const snoozeLeftMs = ({ snoozedAtMs }: Memory, nowMs: number): number =>
  snoozedAtMs === undefined ? 0 : SNOOZE_MS - Math.abs(nowMs - snoozedAtMs);

/** Rounded up: a notice that comes on time says 10 min, not 9. */
const left = (endsAt: number, nowMs: number): string => timeLeft(Math.ceil((endsAt * 1000 - nowMs) / 60_000) * 60_000);

function text(kind: NoticeKind, profile: ProfileView, nowMs: number): Pick<DueNotice, 'title' | 'body'> {
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

export function dueNotices(): DueNotices {
  const memories = new Map<string, Memory>();
  /** Those that were seen signed in: an end found at the start is no news, the tray shows it. */
  const alive = new Set<string>();
  let ends = 0;
  const endNumbers = new Map<string, number>();

  const failed = ({ name, state }: ProfileView): Occasion | undefined => {
    const number = endNumbers.get(name);
    if (state !== 'needs-sign-in' || number === undefined) return undefined;
    return { id: String(number), stage: 1, nextMs: NEVER };
  };
  const note = (profiles: readonly ProfileView[]): void => {
    for (const profile of profiles) {
      const { name, state } = profile;
      if (isAlive(profile)) alive.add(name);
      else if (state === 'signed-out') alive.delete(name);
      else if (state === 'needs-sign-in' && alive.delete(name)) endNumbers.set(name, ++ends);
    }
    const names = new Set(profiles.map(({ name }) => name));
    for (const name of alive) if (!names.has(name)) alive.delete(name);
    for (const name of endNumbers.keys()) if (!names.has(name)) endNumbers.delete(name);
  };
  /** Those of removed profiles too. */
  const forget = (profiles: readonly ProfileView[]): string[] => {
    const names = new Set(profiles.map(({ name }) => name));
    const gone = [...memories].filter(([, memory]) => !names.has(memory.profile));
    for (const [key] of gone) memories.delete(key);
    return gone.filter(([, { shown }]) => shown).map(([key]) => key);
  };

  return {
    look({ profiles, agent }, { nowMs, locked, windowOpen, wanted }) {
      note(profiles);
      const show: DueNotice[] = [];
      const close = forget(profiles);
      let held = false;
      let nextMs = NEVER;
      const consider = (kind: NoticeKind, profile: ProfileView, occasion: Occasion | undefined): void => {
        const key = `${kind} ${profile.name}`;
        let memory = memories.get(key);
        const over = occasion === undefined || occasion.stage === 0 || (kind === 'asked' && windowOpen);
        if (occasion !== undefined) nextMs = Math.min(nextMs, occasion.nextMs);
        if (memory?.shown && (over || memory.id !== occasion.id)) {
          memory.shown = false;
          close.push(key);
        }
        if (occasion === undefined) return;
        if (memory?.id !== occasion.id) {
          memory = { id: occasion.id, profile: profile.name, stage: 0, shown: false, snoozedAtMs: undefined };
          memories.set(key, memory);
        }
        if (over) {
          // Seen in the window.
          memory.stage = Math.max(memory.stage, occasion.stage);
          return;
        }
        const snoozeMs = snoozeLeftMs(memory, nowMs);
        if (snoozeMs > 0) nextMs = Math.min(nextMs, snoozeMs);
        const news = occasion.stage > memory.stage || (memory.snoozedAtMs !== undefined && snoozeMs <= 0);
        if (!news || !wanted(kind)) return;
        if (locked || agent.locked) {
          held = true;
          return;
        }
        memory.stage = Math.max(memory.stage, occasion.stage);
        memory.snoozedAtMs = undefined;
        memory.shown = true;
        show.push({ key, kind, profile: profile.name, ...text(kind, profile, nowMs) });
      };
      for (const profile of profiles) {
        consider('ending', profile, ending(profile, nowMs));
        consider('failed', profile, failed(profile));
        consider('asked', profile, waitingCode(profile));
      }
      return { show, close, held, nextMs };
    },
    snooze(profile, nowMs) {
      const taken = [...memories].filter(([, memory]) => memory.profile === profile && memory.shown);
      for (const [, memory] of taken) {
        memory.shown = false;
        memory.snoozedAtMs = nowMs;
      }
      return taken.map(([key]) => key);
    },
    snoozable: () => new Set([...memories.values()].filter(({ shown }) => shown).map(({ profile }) => profile)),
  };
}
