/** One profile in the tray's menu: its line, then what is wrong, its roles and its commands. Pure: no electron, no clock. */

import { told, words } from '../../../src-languages/desktop.ts';
import { isSignedIn, signingIn } from '../../../src-shared/profile-facts.ts';
import type { ErrorView, ProfileView, RoleView } from '../../core/view.ts';
import { standing, timeLeft } from '../base/profile-state.ts';
import type { TrayCommand, TrayItem, TrayMenu } from './model.ts';

/** What is wrong and what to do next, as lines to read. */
export function trouble(problem: ErrorView | undefined): TrayItem[] {
  if (problem === undefined) return [];
  const { sentence, hint } = told(problem);
  return [sentence, hint].flatMap(wrapped).map((label) => ({ label }));
}

/** In columns; a Han character takes two. A menu is as wide as its longest line. */
const WIDEST = 64;
const columns = (text: string): number =>
  [...text].reduce((sum, one) => sum + (/[\u2e80-\uffef]/.test(one) ? 2 : 1), 0);

/** Breaks after spaces and before Han characters, keeping punctuation with the character before it. */
function wrapped(text: string): string[] {
  const lines = [''];
  for (const part of text.split(/(?<=\s)|(?=\p{Script=Han})/u)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && columns((line + part).trimEnd()) > WIDEST) lines.push(part);
    else lines[lines.length - 1] = line + part;
  }
  return lines.map((line) => line.trim());
}

/** If there are roles, each has its own. */
const ownEnv = ({ name, has_roles, roles = [] }: ProfileView): TrayItem[] =>
  has_roles || roles.length > 0 ? [] : [copyEnv(name, name)];

function commands(profile: ProfileView): TrayItem[] {
  const item = (label: string, kind: TrayCommand): TrayItem => ({ label, action: { kind, profile: profile.name } });
  const { state } = profile;
  const { command } = words;
  const busy = signingIn(profile);
  const alive = isSignedIn(profile);
  const again = alive || state === 'needs-sign-in';
  return [
    ...(busy ? [item(command.showSignIn, 'sign-in'), item(command.cancel, 'cancel')] : []),
    ...(alive ? [item(command.copyToken, 'copy-token'), ...ownEnv(profile), item(command.refresh, 'refresh')] : []),
    ...(busy ? [] : [item(again ? command.signInAgain : command.signIn, 'sign-in')]),
    ...(again ? [item(command.signOut, 'sign-out')] : []),
  ];
}

/** By kind of provider: the command that a tool runs for a role's credentials. */
const COMMANDS: Readonly<Record<string, string>> = {
  aws: 'latchkey aws-credentials',
  huawei: 'latchkey huawei-credentials',
};
const MOST_ROLES = 12;

/** Fetches when it runs: a line to paste that contains no token. */
function copyEnv(profile: string, wanted: string): TrayItem {
  const windows = `latchkey env ${wanted} --shell powershell | Out-String | Invoke-Expression`;
  const text = process.platform === 'win32' ? windows : `eval "$(latchkey env ${wanted})"`;
  return { label: words.command.copyEnv, action: { kind: 'copy-command', profile, text } };
}

const roleLeftMs = ({ expires_at }: RoleView, nowMs: number): number => (expires_at ?? 0) * 1000 - nowMs;

function roleItem({ name, provider, has_console }: ProfileView, role: RoleView, nowMs: number): TrayItem {
  const leftMs = roleLeftMs(role, nowMs);
  const standing = role.problem ? words.state.needsAttention : leftMs > 0 ? timeLeft(leftMs) : undefined;
  const program = COMMANDS[provider];
  const text = `${program} ${name}/${role.name}`;
  const submenu: TrayMenu = [
    ...trouble(role.problem),
    ...(has_console
      ? [
          {
            label: words.command.openConsole,
            action: { kind: 'open-console', profile: name, role: role.name },
          } as const,
        ]
      : []),
    ...(program
      ? [
          { label: words.command.copyCommand, action: { kind: 'copy-command', profile: name, text } } as const,
          copyEnv(name, `${name}/${role.name}`),
        ]
      : []),
  ];
  const label = standing === undefined ? role.name : `${role.name} · ${standing}`;
  return submenu.length === 0 ? { label } : { label, submenu };
}

/** A menu is short: those with problems and the first others; the window has them all. */
function roleItems(profile: ProfileView, nowMs: number): TrayMenu {
  const roles = profile.roles ?? [];
  if (roles.length === 0) return [];
  const troubled = roles.filter(({ problem }) => problem !== undefined);
  const shown = [...new Set([...troubled, ...roles])].slice(0, MOST_ROLES);
  const rest: TrayMenu =
    roles.length > MOST_ROLES ? [{ label: words.command.allRoles(roles.length), action: { kind: 'open' } }] : [];
  const items = roles.filter((role) => shown.includes(role)).map((role) => roleItem(profile, role, nowMs));
  return [...items, ...rest, null];
}

const remindLater = (profile: string): TrayItem => ({
  label: words.command.remindLater,
  action: { kind: 'snooze', profile },
});

export function profileItem(profile: ProfileView, nowMs: number, snoozable: boolean): TrayItem {
  return {
    label: `${profile.name} · ${standing(profile, nowMs)}`,
    submenu: [
      ...trouble(profile.problem),
      ...roleItems(profile, nowMs),
      ...commands(profile),
      ...(snoozable ? [null, remindLater(profile.name)] : []),
    ],
  };
}
