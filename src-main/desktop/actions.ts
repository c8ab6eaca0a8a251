/** What each tray command does. A token goes from the agent to the clipboard and nowhere else. */

import { words } from '../../src-languages/desktop.ts';
import type { Agent } from '../core/agent/agent.ts';
import { asLatchkeyError } from '../core/errors.ts';
import type { TokenClipboard } from './clipboard.ts';
import type { Notices } from './notices/notices.ts';
import type { AnswerAction, RoleAction, TrayAction, TrayCommand } from './tray/model.ts';
import type { PageWindow } from './window/window.ts';

export interface Desk {
  readonly agent: Agent;
  readonly window: PageWindow;
  readonly clipboard: TokenClipboard;
  readonly notices: Notices;
  snooze(profile: string): void;
  quit(): void;
}

const FAILED = {
  'sign-in': 'signIn',
  cancel: 'cancel',
  refresh: 'refresh',
  'copy-token': 'copyToken',
  'sign-out': 'signOut',
  'open-console': 'openConsole',
  'copy-command': 'copyCommand',
} as const satisfies Record<TrayCommand | RoleAction['kind'], keyof typeof words.failed>;

/** Runs a tray command. Never rejects: failures are shown to the person. */
export async function carryOut(action: TrayAction, desk: Desk): Promise<void> {
  if (action.kind === 'open') return desk.window.show();
  if (action.kind === 'quit') return desk.quit();
  if (action.kind === 'lock') return desk.window.show('lock');
  if (action.kind === 'snooze') return desk.snooze(action.profile);
  if (action.kind === 'answer') return answer(action, desk);
  const before = stateOf(action.profile, desk);
  try {
    if (action.kind === 'open-console' || action.kind === 'copy-command') await roleCommand(action, desk);
    else await command(action.kind, action.profile, desk);
  } catch (thrown) {
    // An ended sign-in has its own notification: one event, one notification.
    const hasEnded = before !== 'needs-sign-in' && stateOf(action.profile, desk) === 'needs-sign-in';
    const what = words.failed.about(action.profile, words.failed[FAILED[action.kind]]);
    if (!hasEnded) desk.notices.failed(what, asLatchkeyError(thrown));
    // Without notifications, the window still shows it.
    desk.window.show();
  }
}

const stateOf = (profile: string, { agent }: Desk): string | undefined =>
  agent.view().profiles.find(({ name }) => name === profile)?.state;

async function answer({ id, answer }: AnswerAction, { agent, notices, window }: Desk): Promise<void> {
  try {
    await agent.guard.answerAsk(id, answer);
  } catch (thrown) {
    const error = asLatchkeyError(thrown);
    // Already answered in the window, or out of time; the menu has been updated.
    if (error.code === 'ask_unknown') return;
    notices.failed(words.failed.answer, error);
    window.show();
  }
}

async function command(kind: TrayCommand, profile: string, { agent, window, clipboard }: Desk): Promise<void> {
  switch (kind) {
    case 'sign-in':
      // The window first: the code must be on screen before the browser asks for it.
      window.show();
      await agent.signIn(profile, { openBrowser: true });
      return;
    case 'cancel':
      await agent.cancelSignIn(profile);
      return;
    case 'refresh':
      await agent.refresh(profile);
      return;
    case 'copy-token':
      await clipboard.copy((await agent.token(profile)).accessToken);
      return;
    case 'sign-out':
      await agent.signOut(profile);
      return;
  }
}

async function roleCommand(action: RoleAction, { agent, clipboard }: Desk): Promise<void> {
  if (action.kind === 'copy-command') return clipboard.copyText(action.text);
  await agent.openConsole(action.profile, action.role);
}
