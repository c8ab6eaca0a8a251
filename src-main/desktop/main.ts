/**
 * The desktop: puts the agent, the tray and the window together, in the order that keeps it alone and unharmed. Composition
 * only. No top-level await: Electron is not ready before this module has run to its end.
 */
import { join } from 'node:path';
import { app, clipboard } from 'electron';
import { chooseTag } from '../../src-languages/choose-tag.ts';
import { setDesktopLanguage, words } from '../../src-languages/desktop.ts';
import { defaultConfigDir } from '../adapters/files/config-dir.ts';
import { jsonLog } from '../adapters/system/log.ts';
import { type Composed, compose } from '../compose.ts';
import type { View } from '../core/view.ts';
import { carryOut, type Desk } from './actions.ts';
import { after } from './base/after.ts';
import { tokenClipboard } from './clipboard.ts';
import { logStream } from './log-stream.ts';
import { loginItem, startedAtLogin } from './login-item.ts';
import { createNotices } from './notices/notices.ts';
import { notifiedEndings } from './notices/notified.ts';
import { createQuestions } from './notices/questions.ts';
import type { NoticeKind } from './notices/reasons.ts';
import { createReminders } from './notices/reminders.ts';
import { watchPower } from './power.ts';
import { LINK_SCHEME, type Wanted, wantedBy } from './profile-link.ts';
import { quitCleanly } from './quit.ts';
import { hasTrayHost } from './tray/host.ts';
import type { TrayAction } from './tray/model.ts';
import { mindNoTray } from './tray/no-tray.ts';
import { createTray } from './tray/tray.ts';
import { giveUp, watchForFaults } from './trouble.ts';
import { hardenApp, pageSession } from './window/harden.ts';
import { createPageWindow } from './window/window.ts';

/** Chromium's own files and the lock of the one instance; away from config.json, and apart for each configuration. */
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
  // Without it Windows shows no notice; the installer gives the same to the entry in the start menu.
  if (process.platform === 'win32' && app.isPackaged) app.setAppUserModelId('dev.latchkey.desktop');
  // Only an installed app: one that runs from its sources would take the links from it. On Linux the package's desktop file
  // says it; Electron would write into the person's mimeapps.list, which outlives the package.
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME);
  app.on('second-instance', (_event, argv) => show(wantedBy(argv.slice(1))));
  // Not the one of the start itself, which may be the session's.
  void started.then(
    () => app.on('activate', () => show({ hidden: false })),
    () => {},
  );
  // macOS gives a link this way, also at the start.
  app.on('open-url', (event, link) => {
    event.preventDefault();
    show(wantedBy([link]));
  });
  const first = wantedBy(process.argv.slice(1));
  if (first.byLink) show(first);
  started.catch(giveUp);
}

async function start(): Promise<Desk> {
  // Already for what may go wrong before the settings are read.
  speak();
  const hadTrayHost = hasTrayHost();
  const composed = await compose({ log: jsonLog(logStream()), canAsk: () => true, startAtLogin: loginItem() });
  speak(composed.settings.now().language);
  try {
    await composed.agent.start();
    await composed.openSocket();
    return furnish(composed, hadTrayHost);
  } catch (error) {
    await composed.close();
    throw error;
  }
}

/** `setting`: as in the settings; absent: the system's language. */
function speak(setting?: string): void {
  setDesktopLanguage(chooseTag(setting, app.getPreferredSystemLanguages()));
}

function furnish(composed: Composed, hadTrayHost: Promise<boolean | undefined>): Desk {
  const { agent } = composed;
  const window = createPageWindow(pageSession(composed.window));
  const tokens = tokenClipboard(clipboard);
  const notices = createNotices(() => window.show());
  // Not from inside the menu's own call: the tray is destroyed on the way out.
  const quit = (): void => void setImmediate(() => app.quit());
  const desk: Desk = {
    agent,
    window,
    clipboard: tokens,
    notices,
    quit,
    snooze: (profile) => reminders.snooze(profile),
  };
  const act = (action: TrayAction): void => void carryOut(action, desk);
  const wanted = (kind: NoticeKind): boolean => composed.settings.now().notices?.[kind] !== false;
  const reminders = createReminders({
    nowMs: () => Date.now(),
    after,
    show: (notice) =>
      notices.due(notice, {
        click: () => act(notice.kind === 'asked' ? { kind: 'open' } : { kind: 'sign-in', profile: notice.profile }),
        later: () => act({ kind: 'snooze', profile: notice.profile }),
      }),
    isScreenLocked: () => power.isScreenLocked(),
    isWindowOpen: () => window.isOpen(),
    wanted,
    changed: () => tray.refresh(),
    notified: notifiedEndings(),
  });
  const tray = createTray(agent.view(), { act, snoozable: () => reminders.snoozable() });
  const power = watchPower(agent, () => {
    reminders.look();
    questions.look();
  });
  app.on('browser-window-created', (_event, opened) =>
    opened.on('show', () => reminders.look()).on('restore', () => reminders.look()),
  );
  mindNoTray({
    hasTrayHost,
    hadTrayHost,
    trayHostCame: () => tray.renew(),
    sayInWindow: () => window.show('no-tray'),
    sayItStays: () => notices.stays(),
  });
  const questions = createQuestions({
    window,
    notices,
    wanted: () => wanted('asked'),
    isScreenLocked: () => power.isScreenLocked(),
  });
  const unheard = composed.settings.subscribe(() => {
    speak(composed.settings.now().language);
    tray.refresh();
    reminders.look();
    questions.look();
  });
  const seen = (view: View): void => {
    tray.update(view);
    reminders.seen(view);
    questions.seen(view);
  };
  seen(agent.view());
  const unseen = agent.subscribe(seen);
  quitCleanly(async () => {
    // First: what ends has Views too, and nothing is left to show them.
    unseen();
    unheard();
    power.stop();
    reminders.stop();
    questions.stop();
    tray.destroy();
    window.close();
    await tokens.clear();
    await composed.close();
  }, composed.isVaultStuck);
  if (composed.vaultProblem !== undefined) notices.failed(words.notice.keychain, composed.vaultProblem);
  // A first start must be seen, and where there is no tray every one that a person made.
  const hidden = startedAtLogin();
  if (agent.view().overall === 'empty' && !hidden) window.show();
  else if (!hidden) void hasTrayHost().then((has) => has === false && window.show());
  return desk;
}
