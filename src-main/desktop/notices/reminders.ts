/**
 * Shows what is due (due-notices.ts) when it is due, and takes it back when its reason is gone. One timer, set to the next
 * moment at which anything can become due; a sleep that delays it ends with a View, which is a look too.
 */
import type { View } from '../../core/view.ts';
import { type DueNotice, dueNotices } from './due-notices.ts';
import type { NotifiedEndings } from './notified.ts';
import type { NoticeKind } from './reasons.ts';

export interface RemindersWorld {
  nowMs(): number;
  /** Gives what calls it off. */
  after(ms: number, run: () => void): () => void;
  /** Gives what takes it back. */
  show(notice: DueNotice): () => void;
  /** True: a look will be asked for when it is not any more. */
  isScreenLocked(): boolean;
  isWindowOpen(): boolean;
  /** Out of the settings. */
  wanted(kind: NoticeKind): boolean;
  /** `snoozable` changed. */
  changed(): void;
  /** Outlives the process; absent: nothing was notified before. */
  readonly notified?: NotifiedEndings;
}

export interface Reminders {
  /** To be called with each new View. */
  seen(view: View): void;
  /** Something else changed: the screen, the window, the settings. */
  look(): void;
  /** Takes back what this profile was told, and tells it again in ten minutes if it still holds. */
  snooze(profile: string): void;
  snoozable(): ReadonlySet<string>;
  stop(): void;
}

/** Less than what timers can take. */
const LONGEST_MS = 3_600_000;
/** The View counts in whole seconds. */
const LATE_MS = 50;

export function createReminders(world: RemindersWorld): Reminders {
  const due = dueNotices(world.notified);
  const shown = new Map<string, () => void>();
  let current: View | undefined;
  let cancel = (): void => {};
  const takeBack = (keys: readonly string[]): void => {
    for (const key of keys) {
      shown.get(key)?.();
      shown.delete(key);
    }
  };
  const look = (): void => {
    cancel();
    if (current === undefined) return;
    const { show, close, nextMs } = due.look(current, {
      nowMs: world.nowMs(),
      isLocked: () => world.isScreenLocked(),
      windowOpen: world.isWindowOpen(),
      wanted: (kind) => world.wanted(kind),
    });
    takeBack(close);
    for (const notice of show) {
      takeBack([notice.key]);
      shown.set(notice.key, world.show(notice));
    }
    if (show.length + close.length > 0) world.changed();
    cancel = world.after(Math.min(nextMs + LATE_MS, LONGEST_MS), look);
  };
  return {
    seen(view) {
      current = view;
      look();
    },
    look,
    snooze(profile) {
      takeBack(due.snooze(profile, world.nowMs()));
      world.changed();
      look();
    },
    snoozable: () => due.snoozable(),
    stop() {
      cancel();
      current = undefined;
      takeBack([...shown.keys()]);
    },
  };
}
