/**
 * Whether someone can see the screen, and when again. Linux reports no unlocking, so it is polled while something waits for
 * it. Pure: no electron, no timer of its own.
 */

export interface ScreenWatchWorld {
  isLocked(): boolean;
  /** Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Anything that found the screen locked can go on. */
  unlocked(): void;
}

export interface ScreenWatch {
  /** Call before showing something; true: the screen is locked, and `unlocked` will be called. */
  isLocked(): boolean;
  /** The system reports an unlock. */
  look(): void;
  stop(): void;
}

export const LOCKED_LOOK_MS = 5_000;

export function screenWatch({ isLocked, after, unlocked }: ScreenWatchWorld): ScreenWatch {
  /** Something is waiting. */
  let cancel: (() => void) | undefined;
  const stop = (): void => {
    cancel?.();
    cancel = undefined;
  };
  const wait = (): void => {
    cancel ??= after(LOCKED_LOOK_MS, look);
  };
  const look = (): void => {
    if (cancel === undefined) return;
    stop();
    if (isLocked()) wait();
    else unlocked();
  };
  return {
    isLocked() {
      const locked = isLocked();
      if (locked) wait();
      return locked;
    },
    look,
    stop,
  };
}
