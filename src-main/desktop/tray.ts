/**
 * The tray icon. Draws what tray-menu.ts says and passes the chosen command on; decides nothing itself.
 *
 * Faults of trays that this is made around (numbers of electron/electron, looked up in November 2026 for Electron 45.4):
 * - A menu on the panel cannot be changed in place (#1473), and each replacement closes or redraws an open one (#4801): it is
 *   replaced whole, only when its text changed, and not for each minute of each profile (tray-menu.ts, nextChangeMs).
 * - GNOME and others give no click and no right-click to the app (#37112): all is in the menu, the way to the window too.
 * - A tray that nothing refers to is collected: it is held here until the end.
 * - 43.3 to 43.4.0 answered panels that ask by unique name with an error (#52674, #53138), 43.4.1, 43.4.2 and 44.0.0 were refused
 *   by GNOME's (#53213): do not ship those. The repair is in Chromium 154.0.8016.
 * - GNOME may draw a changed icon late (#54152, open): tooltip, menu and notices say the same.
 * - A panel that starts anew or wakes lost the icon once (#22443, #23175): it comes back, which test/e2e/time.e2e.ts shows.
 * - Linux has no buttons on notices (#24333) and no event for the screen lock (#38088): see notices.ts and power.ts.
 */
import { fileURLToPath } from 'node:url';
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { Overall, View } from '../core/view.ts';
import { askTiming, shownOverall } from './tray-asks.ts';
import { menuModel, nextChangeMs, type TrayAction, type TrayItem, type TrayMenu, tooltip } from './tray-menu.ts';

export interface TrayIcon {
  /** Draws this View, and from then on keeps its times current. */
  update(view: View): void;
  /** Draws again at once; for after a sleep, when timers are late. */
  refresh(): void;
  destroy(): void;
}

export interface TrayHand {
  act(action: TrayAction): void;
  /** The profiles with a notice that can be put off. */
  snoozable(): ReadonlySet<string>;
}

export function createTray(view: View, { act: onAction, snoozable }: TrayHand): TrayIcon {
  const tray = new Tray(image(shownOverall(view)));
  let current = view;
  let drawn = { menu: '', tip: '', overall: shownOverall(view) };
  let timer: NodeJS.Timeout | undefined;
  const timing = askTiming();
  const act = (action: TrayAction): void => {
    if (action.kind !== 'answer' || timing.settled(action.id, Date.now())) onAction(action);
  };
  // macOS opens the menu on a click; elsewhere a click is for the window.
  if (process.platform !== 'darwin') tray.on('click', () => onAction({ kind: 'open' }));

  const draw = (): void => {
    clearTimeout(timer);
    const nowMs = Date.now();
    timing.seen(current, nowMs);
    const model = menuModel(current, nowMs, snoozable());
    const next = { menu: JSON.stringify(model), tip: tooltip(current, nowMs), overall: shownOverall(current) };
    if (next.overall !== drawn.overall) tray.setImage(image(next.overall));
    if (next.tip !== drawn.tip) tray.setToolTip(next.tip);
    if (next.menu !== drawn.menu) tray.setContextMenu(Menu.buildFromTemplate(template(model, act)));
    drawn = next;
    timer = setTimeout(draw, nextChangeMs(current, nowMs));
  };
  draw();
  return {
    update(next) {
      current = next;
      draw();
    },
    refresh: draw,
    destroy() {
      clearTimeout(timer);
      tray.destroy();
    },
  };
}

function template(menu: TrayMenu, onAction: (action: TrayAction) => void): MenuItemConstructorOptions[] {
  return menu.map((item) => (item === null ? { type: 'separator' } : entry(item, onAction)));
}

function entry(
  { label, action, submenu }: TrayItem,
  onAction: (action: TrayAction) => void,
): MenuItemConstructorOptions {
  // An ampersand would underline the letter behind it.
  const text = label.replaceAll('&', '&&');
  if (submenu !== undefined) return { label: text, submenu: template(submenu, onAction) };
  if (action === undefined) return { label: text, enabled: false };
  return { label: text, click: () => onAction(action) };
}

/** The finer drawings beside it (@1.5x, @2x) are found by Electron itself. */
function image(overall: Overall): Electron.NativeImage {
  const file = { darwin: `mac/${overall}Template.png`, win32: `windows/${overall}.png` }[process.platform as string];
  const path = fileURLToPath(new URL(`../assets/tray/${file ?? `linux/${overall}.png`}`, import.meta.url));
  return nativeImage.createFromPath(path);
}
