/**
 * The tray icon. Draws what menu.ts says and passes on the chosen command; decides nothing. The Electron tray bugs that it
 * works around are in docs/packaging.md, with their versions.
 */
import { fileURLToPath } from 'node:url';
import { Menu, type MenuItemConstructorOptions, nativeImage, Tray } from 'electron';
import type { Overall, View } from '../../core/view.ts';
import { after } from '../base/after.ts';
import { askTiming, shownOverall } from './asks.ts';
import { menuModel, nextChangeMs, tooltip } from './menu.ts';
import type { TrayAction, TrayItem, TrayMenu } from './model.ts';
import { type OpenMenu, openMenu } from './open-menu.ts';

export interface TrayIcon {
  /** Draws this View, and keeps its times current from then on. */
  update(view: View): void;
  /** Draws again at once; for after a sleep, when timers are late. */
  refresh(): void;
  /** Makes the icon again, for a panel that has only now appeared. */
  renew(): void;
  destroy(): void;
}

export interface TrayHand {
  act(action: TrayAction): void;
  /** The profiles with a notification that can be snoozed. */
  snoozable(): ReadonlySet<string>;
}

export function createTray(view: View, { act: onAction, snoozable }: TrayHand): TrayIcon {
  let current = view;
  let timer: NodeJS.Timeout | undefined;
  const timing = askTiming();
  const open = openMenu({ after, closed: () => draw(), saysClosed: process.platform !== 'linux' });
  const act = (action: TrayAction): void => {
    open.chosen();
    if (action.kind !== 'answer' || timing.settled(action.id, Date.now())) onAction(action);
  };
  const make = (): Tray => {
    const made = new Tray(image(shownOverall(current)));
    // macOS opens the menu on a click; elsewhere a click opens the window.
    if (process.platform !== 'darwin') made.on('click', () => onAction({ kind: 'open' }));
    return made;
  };
  const blank = () => ({ menu: '', tip: '', overall: shownOverall(current) });
  let tray = make();
  let drawn = blank();

  const draw = (): void => {
    clearTimeout(timer);
    const nowMs = Date.now();
    const model = menuModel(current, nowMs, snoozable());
    const menu = open.isOpen() ? drawn.menu : JSON.stringify(model);
    const next = { menu, tip: tooltip(current, nowMs), overall: shownOverall(current) };
    if (next.overall !== drawn.overall) tray.setImage(image(next.overall));
    if (next.tip !== drawn.tip) tray.setToolTip(tipText(next.tip));
    // A question counts from when it is in the menu.
    if (!open.isOpen()) timing.seen(current, nowMs);
    if (next.menu !== drawn.menu) tray.setContextMenu(watched(Menu.buildFromTemplate(template(model, act)), open));
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
    renew() {
      open.stop();
      tray.destroy();
      tray = make();
      drawn = blank();
      draw();
    },
    destroy() {
      clearTimeout(timer);
      open.stop();
      tray.destroy();
    },
  };
}

function watched(menu: Menu, open: OpenMenu): Menu {
  menu.on('menu-will-close', open.closes);
  const shows = (one: Menu): void => {
    one.on('menu-will-show', open.opens);
    for (const { submenu } of one.items) if (submenu) shows(submenu);
  };
  shows(menu);
  return menu;
}

function template(menu: TrayMenu, onAction: (action: TrayAction) => void): MenuItemConstructorOptions[] {
  return menu.map((item) => (item === null ? { type: 'separator' } : entry(item, onAction)));
}

function entry(
  { label, action, submenu }: TrayItem,
  onAction: (action: TrayAction) => void,
): MenuItemConstructorOptions {
  // An ampersand would underline the letter after it.
  const text = label.replaceAll('&', '&&');
  if (submenu !== undefined) return { label: text, submenu: template(submenu, onAction) };
  if (action === undefined) return { label: text, enabled: false };
  return { label: text, click: () => onAction(action) };
}

/** Windows underlines in a tooltip as well, and has its own way of escaping. */
const tipText = (tip: string): string => (process.platform === 'win32' ? tip.replaceAll('&', '&&&') : tip);

/** Electron finds the finer drawings beside it (@1.5x, @2x). */
function image(overall: Overall): Electron.NativeImage {
  const file = { darwin: `mac/${overall}Template.png`, win32: `windows/${overall}.png` }[process.platform as string];
  const path = fileURLToPath(new URL(`../assets/tray/${file ?? `linux/${overall}.png`}`, import.meta.url));
  return nativeImage.createFromPath(path);
}
