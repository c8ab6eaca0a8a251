/**
 * Whether somebody may see the screen, and when again: Linux announces no unlocking, so it is looked for from when something
 * was found to wait for it. Pure: no electron, no timer of its own.
 */

export interface ScreenWatchWorld {
  isLocked(): boolean;
  /** Gives what calls it off. */
  after(ms: number, run: () => void): () => void;
  /** What was told that the screen is locked may go on. */
  unlocked(): void;
}

export interface ScreenWatch {
  /** For what has something to show; true: `unlocked` will be called. */
  isLocked(): boolean;
  /** The system says that it was unlocked. */
  look(): void;
  stop(): void;
}

export const LOCKED_LOOK_MS = 5_000;

export function screenWatch({ isLocked, after, unlocked }: ScreenWatchWorld): ScreenWatch {
  /** Something waits. */
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
