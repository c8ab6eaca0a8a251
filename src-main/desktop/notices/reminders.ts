/**
 * Shows what is due (due-notices.ts) when it is due, and withdraws it when its reason is gone. One timer, set to the next
 * moment at which anything can be due. A sleep that delays it ends with a View, which triggers a check.
 */
import type { View } from '../../core/view.ts';
import { type DueNotice, dueNotices } from './due-notices.ts';
import type { NotifiedEndings } from './notified.ts';
import type { NoticeKind } from './reasons.ts';

export interface RemindersWorld {
  nowMs(): number;
  /** Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Returns a function that closes it. */
  show(notice: DueNotice): () => void;
  /** If true, `look` is called after the unlock. */
  isScreenLocked(): boolean;
  isWindowOpen(): boolean;
  /** From the settings. */
  wanted(kind: NoticeKind): boolean;
  /** `snoozable` changed. */
  changed(): void;
  /** Outlives the process; absent: nothing was shown before. */
  readonly notified?: NotifiedEndings;
}

export interface Reminders {
  /** Call with each new View. */
  seen(view: View): void;
  /** Something else changed: the screen, the window, the settings. */
  look(): void;
  /** Withdraws this profile's notifications, and shows them again in ten minutes if they still apply. */
  snooze(profile: string): void;
  snoozable(): ReadonlySet<string>;
  stop(): void;
}

/** Below the limit of timers. */
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
