/**
 * When a window that was created hidden can be shown: Chromium may never say that it is ready (electron/electron#48859).
 * Pure: no electron, no timer of its own.
 */

/**
 * A Wayland window must be shown at once: a frame that is drawn before then is never presented, and Chromium waits for it
 * before it draws another. Electron chooses Wayland by itself from 38 on.
 */
export function isWayland(env = process.env, platform = process.platform): boolean {
  return platform === 'linux' && Boolean(env['WAYLAND_DISPLAY'] || env['WAYLAND_SOCKET']);
}

/** What is needed of a BrowserWindow. */
export interface Drawing {
  once(event: 'ready-to-show' | 'closed', run: () => void): unknown;
  readonly webContents: { once(event: 'did-finish-load', run: () => void): unknown };
}

export const LONGEST_DRAW_MS = 1_000;

/** Calls `show` once, when the window is ready, its page is loaded or a second has passed; never after it was closed. */
export function whenDrawn(window: Drawing, after: (ms: number, run: () => void) => () => void, show: () => void): void {
  let waiting = true;
  const over = (): boolean => {
    cancel();
    const was = waiting;
    waiting = false;
    return was;
  };
  const drawn = (): void => {
    if (over()) show();
  };
  const cancel = after(LONGEST_DRAW_MS, drawn);
  window.once('ready-to-show', drawn);
  window.webContents.once('did-finish-load', drawn);
  window.once('closed', over);
}
