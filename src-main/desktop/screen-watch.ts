/**
 * Whether someone can see the screen, and when again. It is asked each time that something waits for it, and again while it
 * is locked: Linux reports no unlocking. Pure: no electron, no timer of its own.
 */

export interface ScreenWatchWorld {
  isLocked(): Promise<boolean>;
  /** Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Anything that waited can go on: until it returns, `isLocked` is false. */
  unlocked(): void;
}

export interface ScreenWatch {
  /** Call before showing something; true: not known to be unlocked, and `unlocked` will be called. */
  isLocked(): boolean;
  /** The system reports an unlock. */
  look(): void;
  stop(): void;
}

export const LOCKED_LOOK_MS = 5_000;

export function screenWatch({ isLocked, after, unlocked }: ScreenWatchWorld): ScreenWatch {
  /** The screen is being asked about; a second question would bring nothing new. */
  let asking = false;
  /** Known to be locked, and something is waiting. */
  let cancel: (() => void) | undefined;
  let visible = false;
  let stopped = false;
  const ask = async (): Promise<void> => {
    cancel = undefined;
    asking = true;
    const locked = await isLocked().catch(() => false);
    asking = false;
    if (stopped) return;
    if (locked) {
      cancel = after(LOCKED_LOOK_MS, () => void ask());
      return;
    }
    visible = true;
    try {
      unlocked();
    } finally {
      visible = false;
    }
  };
  return {
    isLocked() {
      if (visible) return false;
      if (!asking && cancel === undefined && !stopped) void ask();
      return true;
    },
    look() {
      if (cancel === undefined) return;
      cancel();
      void ask();
    },
    stop() {
      stopped = true;
      cancel?.();
      cancel = undefined;
    },
  };
}
