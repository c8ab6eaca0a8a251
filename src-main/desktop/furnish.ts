/**
 * Puts the tray, window and notifications around a running agent, and removes them when the desktop quits. Composition only.
 */
import { app } from 'electron';
import { words } from '../../src-languages/desktop.ts';
import type { Composed } from '../compose.ts';
import type { View } from '../core/view.ts';
import { carryOut, type Desk } from './actions.ts';
import { after } from './base/after.ts';
import type { TokenClipboard } from './clipboard.ts';
import { useLanguage } from './language.ts';
import { startedAtLogin } from './login-item.ts';
import { createNotices } from './notices/notices.ts';
import { notifiedEndings } from './notices/notified.ts';
import { createQuestions, type Questions } from './notices/questions.ts';
import type { NoticeKind } from './notices/reasons.ts';
import { createReminders, type Reminders } from './notices/reminders.ts';
import { type Power, watchPower } from './power.ts';
import { quitCleanly } from './quit.ts';
import { hasTrayHost } from './tray/host.ts';
import type { TrayAction } from './tray/model.ts';
import { mindNoTray } from './tray/no-tray.ts';
import { createTray, type TrayIcon } from './tray/tray.ts';
import { pageSession } from './window/harden.ts';
import { createPageWindow } from './window/window.ts';

/** What shows the agent, besides the window. */
interface Showing {
  readonly tray: TrayIcon;
  readonly reminders: Reminders;
  readonly questions: Questions;
  readonly power: Power;
}

/** `hadTrayHost`: whether one existed before the icon was made. */
export function furnish(
  composed: Composed,
  clipboard: TokenClipboard,
  hadTrayHost: Promise<boolean | undefined>,
): Desk {
  const window = createPageWindow(pageSession(composed.window));
  const notices = createNotices(() => window.show());
  const desk: Desk = {
    agent: composed.agent,
    window,
    clipboard,
    notices,
    quit: composed.quit,
    snooze: (profile) => showing.reminders.snooze(profile),
  };
  const showing = show(desk, (kind) => composed.settings.now().notices?.[kind] !== false);
  const { tray, reminders } = showing;
  app.on('browser-window-created', (_event, opened) => {
    const look = (): void => reminders.look();
    opened.on('show', look).on('restore', look).on('closed', look);
  });
  mindNoTray({
    hasTrayHost,
    hadTrayHost,
    trayHostCame: () => tray.renew(),
    sayInWindow: () => window.note(),
    sayItStays: () => {
      notices.stays();
      return true;
    },
  });
  quitWith(composed, desk, showing, follow(composed, showing));
  const { vaultProblem } = composed;
  // A locked keychain asks for itself: a notification would come beside its prompt.
  if (vaultProblem && vaultProblem.code !== 'vault_locked') notices.failed(words.notice.keychain, vaultProblem);
  showFirst(desk);
  return desk;
}

/** `wanted`: from the settings. */
function show(desk: Desk, wanted: (kind: NoticeKind) => boolean): Showing {
  const { agent, window, notices } = desk;
  const act = (action: TrayAction): void => void carryOut(action, desk);
  const isScreenLocked = (): boolean => power.isScreenLocked();
  const reminders = createReminders({
    nowMs: () => Date.now(),
    after,
    show: (notice) =>
      notices.due(notice, {
        click: () => act(notice.kind === 'asked' ? { kind: 'open' } : { kind: 'sign-in', profile: notice.profile }),
        later: () => act({ kind: 'snooze', profile: notice.profile }),
      }),
    // A window that is coming waits, too: what it shows needs no notification.
    isScreenLocked: () => window.isComing() || isScreenLocked(),
    isWindowOpen: () => window.isOpen(),
    wanted,
    changed: () => tray.refresh(),
    notified: notifiedEndings(),
  });
  const tray = createTray(agent.view(), { act, snoozable: () => reminders.snoozable() });
  const questions = createQuestions({ window, notices, wanted: () => wanted('asked'), isScreenLocked });
  const power = watchPower(agent, () => {
    reminders.look();
    questions.look();
  });
  return { tray, reminders, questions, power };
}

/** Shows each View and each settings change. Returns a function that stops this. */
function follow({ agent, settings }: Composed, { tray, reminders, questions }: Showing): () => void {
  const unheard = settings.subscribe(() => {
    useLanguage(settings.now().language);
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
  return () => {
    unseen();
    unheard();
  };
}

function quitWith(
  composed: Composed,
  { window, notices, clipboard: tokens }: Desk,
  showing: Showing,
  unfollow: () => void,
): void {
  quitCleanly(async () => {
    // First: while parts stop, Views still arrive, and nothing is left to show them.
    unfollow();
    showing.power.stop();
    showing.reminders.stop();
    showing.questions.stop();
    showing.tray.destroy();
    window.close();
    await notices.settled();
    await tokens.clear();
    await composed.close();
  }, composed.isVaultStuck);
}

/** A first start must be visible, and without a tray so must every start by a person. */
function showFirst({ agent, window }: Desk): void {
  const hidden = startedAtLogin();
  if (agent.view().overall === 'empty' && !hidden) window.show();
  else if (!hidden) void hasTrayHost().then((has) => has === false && window.show());
}
