/**
 * Whether a person has the menu open, as far as the desktop says: a menu that is replaced collapses, and another line slides
 * under the pointer. Linux says that a submenu opens, but not that anything closes. Pure: no electron, no timer of its own.
 */

export interface OpenMenuWorld {
  /** Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
  /** It can be replaced now. */
  closed(): void;
  /** Whether this desktop says when a menu closes; if it ever does, it counts as one that does. */
  readonly saysClosed: boolean;
}

export interface OpenMenu {
  isOpen(): boolean;
  opens(): void;
  closes(): void;
  /** A line was chosen, which closes every menu. */
  chosen(): void;
  stop(): void;
}

/** As long as a person reads a menu, where nothing says that it closed. */
export const READING_MS = 15_000;
/** Nothing is told of a panel that crashed. */
export const LONGEST_MS = 300_000;
/** Some desktops report the click after the closing. */
export const SETTLE_MS = 1_000;

export function openMenu(world: OpenMenuWorld): OpenMenu {
  let { saysClosed } = world;
  let cancel: (() => void) | undefined;
  const stop = (): void => {
    cancel?.();
    cancel = undefined;
  };
  const closeIn = (ms: number): void => {
    stop();
    cancel = world.after(ms, () => {
      cancel = undefined;
      world.closed();
    });
  };
  return {
    isOpen: () => cancel !== undefined,
    opens: () => closeIn(saysClosed ? LONGEST_MS : READING_MS),
    closes() {
      saysClosed = true;
      closeIn(SETTLE_MS);
    },
    chosen() {
      if (cancel !== undefined) closeIn(SETTLE_MS);
    },
    stop,
  };
}
