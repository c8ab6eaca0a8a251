/**
 * A panel that starts after us: at login everything starts at once, and people enable one later. Electron looks for a panel
 * only when an icon is made, so the icon must then be made again. Pure: no electron, no timer of its own.
 */

export interface LatePanelWorld {
  hasTrayHost(): Promise<boolean | undefined>;
  /** Returns a function that cancels it. */
  after(ms: number, run: () => void): () => void;
  /** Called once, when a panel appears; the panel finds the icon on its own if it goes and returns. */
  came(): void;
}

export interface LatePanel {
  /** A good moment to look again: a window was opened. */
  look(): void;
  stop(): void;
}

/** Each further look waits twice as long, for 17 minutes in all; a look is a process. */
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
