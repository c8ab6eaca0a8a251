/**
 * A panel that comes after us: at a login everything starts at once, and people switch one on later. Electron looks for one only
 * when an icon is made, so the icon is to be made anew then. Pure: no electron, no timer of its own.
 */

export interface LatePanelWorld {
  hasTrayHost(): Promise<boolean | undefined>;
  /** Gives what calls it off. */
  after(ms: number, run: () => void): () => void;
  /** Once, when a panel has come; it finds the icon again by itself should it go and return. */
  came(): void;
}

export interface LatePanel {
  /** A good moment to look again: a window was opened. */
  look(): void;
  stop(): void;
}

/** The next looks each after twice the time, for 17 minutes; a look is a process. */
const FIRST_MS = 1_000;
const LAST_MS = 1_000_000;

export function latePanel({ hasTrayHost, after, came }: LatePanelWorld): LatePanel {
  let waiting = true;
  let cancel = (): void => {};
  const look = async (): Promise<void> => {
    if (!waiting || (await hasTrayHost()) !== true || !waiting) return;
    stop();
    came();
  };
  const lookIn = (ms: number): void => {
    if (ms > LAST_MS) return;
    cancel = after(ms, () => {
      void look();
      lookIn(ms * 2);
    });
  };
  const stop = (): void => {
    waiting = false;
    cancel();
  };
  lookIn(FIRST_MS);
  return { look: () => void look(), stop };
}
