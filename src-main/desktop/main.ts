/**
 * Starts the desktop: one instance only and hardened first, then the agent, then what shows it (furnish.ts). No top-level
 * await: Electron is not ready until this module has finished.
 */
import { join } from 'node:path';
import { app, clipboard } from 'electron';
import { defaultConfigDir } from '../adapters/files/config-dir.ts';
import { jsonLog } from '../adapters/system/log.ts';
import { logStream } from '../adapters/system/log-file.ts';
import { compose } from '../compose.ts';
import type { Desk } from './actions.ts';
import { tokenClipboard } from './clipboard.ts';
import { displayProblem } from './display.ts';
import { furnish } from './furnish.ts';
import { useLanguage } from './language.ts';
import { loginItem } from './login-item.ts';
import { LINK_SCHEME, type Wanted, wantedBy } from './profile-link.ts';
import { hasTrayHost } from './tray/host.ts';
import { giveUp, watchForFaults } from './trouble.ts';
import { hardenApp } from './window/harden.ts';

const problem = displayProblem();
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

/** Chromium's own files and the single-instance lock: separate from config.json, and one per configuration. */
app.setPath('userData', join(defaultConfigDir(), 'desktop'));

// Before any store or socket: the first instance shows its window instead.
if (app.requestSingleInstanceLock()) main();
else app.exit(0);

function main(): void {
  watchForFaults();
  hardenApp();
  // The tray stays when the window is closed.
  app.on('window-all-closed', () => {});
  const started = app.whenReady().then(start);
  const show = ({ hidden, profile }: Pick<Wanted, 'hidden' | 'profile'>): void => {
    if (hidden) return;
    const place = profile === undefined ? undefined : (`profile/${profile}` as const);
    void started.then((desk) => desk.window.show(place)).catch(() => {});
  };
  // Windows shows no notification without it; the installer gives the start menu entry the same ID.
  if (process.platform === 'win32' && app.isPackaged) app.setAppUserModelId('dev.latchkey.desktop');
  // Installed apps only: one that runs from its sources would capture the links. On Linux the package's desktop file
  // registers it; Electron would write to the person's mimeapps.list, which outlives the package.
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME);
  app.on('second-instance', (_event, argv) => show(wantedBy(argv.slice(1))));
  // Ignores the first one, at the start, which may come from the session.
  void started.then(
    () => app.on('activate', () => show({ hidden: false })),
    () => {},
  );
  // How macOS passes a link, also at the start.
  app.on('open-url', (event, link) => {
    event.preventDefault();
    show(wantedBy([link]));
  });
  const first = wantedBy(process.argv.slice(1));
  if (first.byLink) show(first);
  started.catch(giveUp);
}

async function start(): Promise<Desk> {
  // Set early, for anything that goes wrong before the settings are read.
  useLanguage();
  const hadTrayHost = hasTrayHost();
  const tokens = tokenClipboard(clipboard);
  const composed = await compose({
    log: jsonLog(logStream(process.env['LATCHKEY_LOG'])),
    canAsk: () => true,
    startAtLogin: loginItem(),
    copyToken: (token) => tokens.copy(token),
    // Not inside the tray menu's own call: quitting destroys the tray.
    quit: () => void setImmediate(() => app.quit()),
  });
  useLanguage(composed.settings.now().language);
  try {
    await composed.agent.start();
    await composed.openSocket();
    return furnish(composed, tokens, hadTrayHost);
  } catch (error) {
    await composed.close();
    throw error;
  }
}
