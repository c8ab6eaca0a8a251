/**
 * Running without a tray: plain GNOME and some Wayland sessions show no icons. Says so once in the window, and again when
 * the window is first closed, since Latchkey keeps running unseen; starting it again shows the window. A panel may still
 * appear.
 */
import { app, type BrowserWindow } from 'electron';
import Store from 'electron-store';
import { after } from '../base/after.ts';
import { remember } from '../base/remember.ts';
import { type LatePanel, latePanel } from './late-panel.ts';

export interface NoTrayWorld {
  hasTrayHost(): Promise<boolean | undefined>;
  /** Whether one existed before the icon was made. */
  readonly hadTrayHost: Promise<boolean | undefined>;
  /** One has appeared. */
  trayHostCame(): void;
  /** In the open window; false: there is none. */
  sayInWindow(): boolean;
  /** As a desktop notification. */
  sayItStays(): boolean;
}

const said = { type: 'boolean' } as const;
const SCHEMA = { window: said, close: said } as const;

export function mindNoTray(world: NoTrayWorld): void {
  const { hasTrayHost, sayInWindow, sayItStays } = world;
  const store = new Store<{ window?: boolean; close?: boolean }>({
    name: 'no-tray',
    schema: SCHEMA,
    clearInvalidConfig: true,
  });
  let panel: LatePanel | undefined;
  let quitting = false;
  void world.hadTrayHost.then((had) => {
    if (had === false && !quitting) panel = latePanel({ hasTrayHost, after, came: world.trayHostCame });
  });
  /** Checked for each window: a panel may start after the login, or an extension be enabled. */
  const once = async (what: 'window' | 'close', say: () => boolean): Promise<void> => {
    if (quitting || store.get(what) || (await hasTrayHost()) !== false) return;
    if (say()) remember(() => store.set(what, true));
  };
  app.on('before-quit', () => {
    quitting = true;
    panel?.stop();
  });
  app.on('browser-window-created', (_event, window: BrowserWindow) => {
    window.webContents.once('did-finish-load', () => void once('window', sayInWindow));
    window.on('closed', () => void once('close', sayItStays));
    panel?.look();
  });
}
