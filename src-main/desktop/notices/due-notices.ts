/**
 * Which notifications are due: a sign-in that will expire and cannot be refreshed, one that has ended, a code that is
 * waiting. Computed from a View, the time and what was shown before, so that nothing is shown twice. Pure: no electron, no
 * clock, no timer.
 */
import type { ProfileView, View } from '../../core/view.ts';
import { watchEnds } from './ends.ts';
import type { NotifiedEndings } from './notified.ts';
import { ending, isEndInQuestion, NEVER, type NoticeKind, type NoticeReason, text, waitingCode } from './reasons.ts';

export interface DueNotice {
  /** Made from the profile and the kind; a newer notification replaces one with the same key. */
  readonly key: string;
  readonly kind: NoticeKind;
  readonly profile: string;
  readonly title: string;
  readonly body: string;
}

export interface Circumstances {
  readonly nowMs: number;
  /**
   * No one can see the screen: what is due waits, and is shown later if it still applies. Called only when something is due.
   */
  isLocked(): boolean;
  readonly windowOpen: boolean;
  wanted(kind: NoticeKind): boolean;
}

export interface Due {
  readonly show: readonly DueNotice[];
  /** Keys of notifications whose reason is gone, or that are no longer wanted. */
  readonly close: readonly string[];
  /** Milliseconds until the mere passing of time makes a notification due. */
  readonly nextMs: number;
}

export interface DueNotices {
  /** Call with each new View, and after `nextMs`. */
  look(view: View, circumstances: Circumstances): Due;
  /**
   * Withdraws this profile's notifications and shows them again in `SNOOZE_MS`, if they still apply. Returns the keys to
   * close.
   */
  snooze(profile: string, nowMs: number): string[];
  /** The profiles with a notification that still applies. */
  snoozable(): ReadonlySet<string>;
}

export const SNOOZE_MS = 10 * 60_000;

interface Memory {
  id: string;
  profile: string;
  stage: number;
  shown: boolean;
  snoozedAtMs: number | undefined;
}

/** In either direction, in case the clock was changed. */
const snoozeLeftMs = ({ snoozedAtMs }: Memory, nowMs: number): number =>
  snoozedAtMs === undefined ? 0 : SNOOZE_MS - Math.abs(nowMs - snoozedAtMs);

export function dueNotices(notified: NotifiedEndings = new Map()): DueNotices {
  const memories = new Map<string, Memory>();
  const ends = watchEnds();

  /** Returns the keys of the notifications to close. */
  const forgetRemoved = (profiles: readonly ProfileView[]): string[] => {
    const names = new Set(profiles.map(({ name }) => name));
    for (const name of [...notified.keys()]) if (!names.has(name)) notified.delete(name);
    const gone = [...memories].filter(([, memory]) => !names.has(memory.profile));
    for (const [key] of gone) memories.delete(key);
    return gone.filter(([, { shown }]) => shown).map(([key]) => key);
  };
  const remember = (key: string, kind: NoticeKind, profile: string, id: string): Memory => {
    const before = kind === 'ending' ? notified.get(profile) : undefined;
    const memory = { id, profile, stage: before?.id === id ? before.stage : 0, shown: false, snoozedAtMs: undefined };
    memories.set(key, memory);
    return memory;
  };

  return {
    look({ profiles, agent }, { nowMs, isLocked, windowOpen, wanted }) {
      ends.seen(profiles);
      const show: DueNotice[] = [];
      const close = forgetRemoved(profiles);
      let nextMs = NEVER;
      const consider = (kind: NoticeKind, profile: ProfileView, reason: NoticeReason | undefined): void => {
        const key = `${kind} ${profile.name}`;
        const former = memories.get(key);
        const over = reason === undefined || reason.stage === 0 || (kind === 'asked' && windowOpen);
        if (reason !== undefined) nextMs = Math.min(nextMs, reason.nextMs);
        if (former?.shown && (over || former.id !== reason.id || !wanted(kind))) {
          former.shown = false;
          close.push(key);
        }
        if (reason === undefined) return;
        const memory = former?.id === reason.id ? former : remember(key, kind, profile.name, reason.id);
        if (over) {
          // Already seen in the window.
          memory.stage = Math.max(memory.stage, reason.stage);
          return;
        }
        const snoozeMs = snoozeLeftMs(memory, nowMs);
        if (snoozeMs > 0) nextMs = Math.min(nextMs, snoozeMs);
        const news = reason.stage > memory.stage || (memory.snoozedAtMs !== undefined && snoozeMs <= 0);
        if (!news || !wanted(kind) || agent.locked || isLocked()) return;
        memory.stage = Math.max(memory.stage, reason.stage);
        memory.snoozedAtMs = undefined;
        memory.shown = true;
        if (kind === 'ending') notified.set(profile.name, { id: memory.id, stage: memory.stage });
        show.push({ key, kind, profile: profile.name, ...text(kind, profile, nowMs) });
      };
      for (const profile of profiles) {
        if (!isEndInQuestion(profile)) consider('ending', profile, ending(profile, nowMs));
        consider('failed', profile, ends.failed(profile));
        consider('asked', profile, waitingCode(profile));
      }
      return { show, close, nextMs };
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
