/**
 * What the tray says: menu, tooltip and when they change next, out of a View and the time. Pure: no electron, no clock.
 * The tray draws exactly this, so that what a person reads there is tested without a desktop.
 */
import type { ErrorView, ProfileView, RoleView, SignInPhase, View } from '../core/view.ts';
import { type AnswerAction, askItems, askTooltip, lockedMenu } from './tray-asks.ts';
import { told, words } from './words.ts';

export type TrayCommand = 'sign-in' | 'cancel' | 'refresh' | 'copy-token' | 'sign-out';
export type TrayAction =
  | { readonly kind: TrayCommand; readonly profile: string }
  | RoleAction
  | AnswerAction
  | { readonly kind: 'open' }
  | { readonly kind: 'lock' }
  | { readonly kind: 'quit' };

/** Credentials are not copied: a clipboard is no place for what opens an account. The command that fetches them is. */
export type RoleAction =
  | { readonly kind: 'open-console'; readonly profile: string; readonly role: string }
  | { readonly kind: 'copy-command'; readonly profile: string; readonly text: string };

export interface TrayItem {
  readonly label: string;
  /** Absent: a line to read only, or the parent of `submenu`. */
  readonly action?: TrayAction;
  readonly submenu?: TrayMenu;
}

/** `null` is a separator. */
export type TrayMenu = readonly (TrayItem | null)[];

const IN_PROGRESS: ReadonlySet<SignInPhase> = new Set(['preparing', 'waiting', 'slowed-down', 'redeeming']);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Rounded down, so that nobody counts on more than there is. */
export function timeLeft(leftMs: number): string {
  const { left } = words;
  if (leftMs <= 0) return left.expired;
  if (leftMs < MINUTE_MS) return left.underMinute;
  if (leftMs < HOUR_MS) return left.minutes(Math.floor(leftMs / MINUTE_MS));
  const hours = Math.floor(leftMs / HOUR_MS);
  if (leftMs >= 2 * DAY_MS) return left.days(Math.floor(leftMs / DAY_MS));
  const minutes = Math.floor((leftMs % HOUR_MS) / MINUTE_MS);
  return minutes === 0 ? left.hours(hours) : left.hoursMinutes(hours, minutes);
}

/** Also true while a former sign-in is still good. */
function signingIn({ state, sign_in }: ProfileView): boolean {
  return state === 'awaiting-user' || (sign_in !== undefined && IN_PROGRESS.has(sign_in.phase));
}

function standing(profile: ProfileView, nowMs: number): string {
  if (signingIn(profile)) return words.state.signingIn;
  switch (profile.state) {
    case 'signed-out':
    case 'needs-sign-in':
    case 'awaiting-user':
      return words.state.signIn;
    case 'active':
    case 'refreshing': {
      if (profile.expires_at === undefined) return words.state.signedIn;
      const leftMs = profile.expires_at * 1000 - nowMs;
      if (leftMs <= 0 && profile.state === 'refreshing') return words.state.refreshing;
      return timeLeft(leftMs);
    }
  }
}

/** What is wrong and the next thing to do, as lines to read. */
function trouble(problem: ErrorView | undefined): TrayItem[] {
  if (problem === undefined) return [];
  const { sentence, hint } = told(problem);
  return [{ label: sentence }, { label: hint }];
}

function commands(profile: ProfileView): TrayItem[] {
  const item = (label: string, kind: TrayCommand): TrayItem => ({ label, action: { kind, profile: profile.name } });
  const { state } = profile;
  const { command } = words;
  const busy = signingIn(profile);
  const alive = state === 'active' || state === 'refreshing';
  const again = alive || state === 'needs-sign-in';
  return [
    ...(busy ? [item(command.showSignIn, 'sign-in'), item(command.cancel, 'cancel')] : []),
    ...(alive ? [item(command.copyToken, 'copy-token'), item(command.refresh, 'refresh')] : []),
    ...(busy ? [] : [item(again ? command.signInAgain : command.signIn, 'sign-in')]),
    ...(again ? [item(command.signOut, 'sign-out')] : []),
  ];
}

/** By kind of provider: what a tool runs for the credentials of a role. */
const COMMANDS: Readonly<Record<string, string>> = {
  aws: 'latchkey aws-credentials',
  huawei: 'latchkey huawei-credentials',
};
const MOST_ROLES = 12;

const roleLeftMs = ({ expires_at }: RoleView, nowMs: number): number => (expires_at ?? 0) * 1000 - nowMs;

function roleItem({ name, provider, has_console }: ProfileView, role: RoleView, nowMs: number): TrayItem {
  const leftMs = roleLeftMs(role, nowMs);
  const standing = role.problem ? words.state.needsALook : leftMs > 0 ? timeLeft(leftMs) : undefined;
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
      ? [{ label: words.command.copyCommand, action: { kind: 'copy-command', profile: name, text } } as const]
      : []),
  ];
  const label = standing === undefined ? role.name : `${role.name} · ${standing}`;
  return submenu.length === 0 ? { label } : { label, submenu };
}

/** A menu is short: those in trouble and the first others; the window has them all. */
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

function profileItem(profile: ProfileView, nowMs: number): TrayItem {
  return {
    label: `${profile.name} · ${standing(profile, nowMs)}`,
    submenu: [...trouble(profile.problem), ...roleItems(profile, nowMs), ...commands(profile)],
  };
}

export function menuModel(view: View, nowMs: number): TrayMenu {
  if (view.agent.locked) return lockedMenu();
  const vault = trouble(view.agent.vault_problem);
  const profiles = view.profiles.map((profile) => profileItem(profile, nowMs));
  const nobody: TrayItem[] = profiles.length === 0 ? [{ label: words.menu.nobody }] : profiles;
  const lock: TrayItem[] = profiles.length === 0 ? [] : [{ label: words.menu.lock, action: { kind: 'lock' } }];
  return [
    ...askItems(view),
    ...(vault.length > 0 ? [...vault, null] : []),
    ...nobody,
    null,
    { label: words.menu.open, action: { kind: 'open' } },
    ...lock,
    { label: words.menu.quit, action: { kind: 'quit' } },
  ];
}

/** One short line: what the icon means right now. */
export function tooltip(view: View, nowMs: number): string {
  const { tip } = words;
  const asked = askTooltip(view);
  if (asked !== undefined) return asked;
  if (view.agent.vault_problem !== undefined) return tip.about(told(view.agent.vault_problem).sentence);
  const named = (states: readonly string[]) =>
    view.profiles.filter((profile) => states.includes(profile.state)).map((profile) => profile.name);
  switch (view.overall) {
    case 'empty':
      return tip.about(tip.empty);
    case 'offline':
      return tip.about(tip.offline);
    case 'needs-you': {
      const waiting = named(['needs-sign-in', 'awaiting-user']);
      return tip.about(waiting.length === 0 ? tip.needsYou : tip.signInTo(waiting));
    }
    case 'soon':
    case 'fine': {
      const lines = view.profiles.filter((profile) => profile.state === 'active' || profile.state === 'refreshing');
      if (lines.length === 0) return 'Latchkey';
      return tip.about(tip.profiles(lines.map((profile) => `${profile.name} ${standing(profile, nowMs)}`)));
    }
  }
}

/** Milliseconds until a label changes by the passing of time alone; at most a minute, so that a changed clock is noticed. */
export function nextChangeMs(view: View, nowMs: number): number {
  const ends = view.profiles.flatMap(({ expires_at, roles = [] }) => [
    expires_at,
    ...roles.map((role) => role.expires_at),
  ]);
  const untilChange = ends.flatMap((endsAt) => {
    const leftMs = (endsAt ?? 0) * 1000 - nowMs;
    if (leftMs <= 0) return [];
    return [leftMs < MINUTE_MS ? leftMs : (leftMs % MINUTE_MS) + 1];
  });
  return Math.min(MINUTE_MS, ...untilChange);
}
