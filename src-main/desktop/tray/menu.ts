/**
 * What the tray shows: the menu, the tooltip and when they change next, from a View and the time. Pure: no electron, no
 * clock. The tray draws exactly this, so it is tested without a desktop.
 */

import { told, words } from '../../../src-languages/desktop.ts';
import { isSignedIn, SOON_S, waitsForPerson } from '../../../src-shared/profile-facts.ts';
import type { ProfileView, View } from '../../core/view.ts';
import { MINUTE_MS, needsPerson, standing } from '../base/profile-state.ts';
import { askItems, askTooltip, lockedMenu } from './asks.ts';
import type { TrayItem, TrayMenu } from './model.ts';
import { profileItem, trouble } from './profile.ts';

/** `snoozable`: the profiles with a notification that can be snoozed. */
export function menuModel(view: View, nowMs: number, snoozable: ReadonlySet<string> = new Set()): TrayMenu {
  if (view.agent.locked) return lockedMenu();
  const vault = trouble(view.agent.vault_problem);
  const some = view.profiles.length > 0;
  const lock: TrayItem[] = some ? [{ label: words.menu.lock, action: { kind: 'lock' } }] : [];
  return [
    ...askItems(view),
    ...(vault.length > 0 ? [...vault, null] : []),
    ...(some ? sections(view.profiles, nowMs, snoozable) : [{ label: words.menu.noProfiles }]),
    null,
    { label: words.menu.open, action: { kind: 'open' } },
    ...lock,
    { label: words.menu.quit, action: { kind: 'quit' } },
  ];
}

/** A longer menu would scroll; the rest is behind one more line. */
const MOST_PROFILES = 20;

/** Those that need the person first. */
function sections(profiles: readonly ProfileView[], nowMs: number, snoozable: ReadonlySet<string>): TrayMenu {
  const first = profiles.filter((profile) => needsPerson(profile, nowMs));
  const others = profiles.filter((profile) => !first.includes(profile));
  const items = (some: readonly ProfileView[]): TrayMenu =>
    some.map((profile) => profileItem(profile, nowMs, snoozable.has(profile.name)));
  const shown = items(first.slice(0, MOST_PROFILES));
  const below = items(others.slice(0, MOST_PROFILES - shown.length));
  const rest = items([...first, ...others].slice(MOST_PROFILES));
  return [
    ...shown,
    ...(shown.length > 0 && below.length > 0 ? [null] : []),
    ...below,
    ...(rest.length > 0 ? [{ label: words.menu.more(rest.length), submenu: rest }] : []),
  ];
}

/** Windows cuts a tooltip at 127 characters, and no one reads twenty names in one. */
const MOST_NAMED = 4;

function named(names: readonly string[], line: (names: readonly string[]) => string): string {
  const more = names.length - MOST_NAMED;
  const text = line(names.slice(0, MOST_NAMED));
  return more > 0 ? words.tip.andMore(text, more) : text;
}

const endsAt = ({ expires_at }: ProfileView): number => expires_at ?? Number.MAX_SAFE_INTEGER;
const endsFirst = (one: ProfileView, other: ProfileView): number => endsAt(one) - endsAt(other);

/** One short line: what the icon means right now. */
export function tooltip(view: View, nowMs: number): string {
  const { tip } = words;
  const asked = askTooltip(view);
  if (asked !== undefined) return asked;
  if (view.agent.vault_problem !== undefined) return tip.about(told(view.agent.vault_problem).sentence);
  switch (view.overall) {
    case 'empty':
      return tip.about(tip.empty);
    case 'offline':
      return tip.about(tip.offline);
    case 'needs-you': {
      const waiting = view.profiles.filter(waitsForPerson);
      if (waiting.length === 0) return tip.about(tip.needsYou);
      const names = waiting.map(({ name }) => name);
      return tip.about(named(names, tip.signInTo));
    }
    case 'soon':
    case 'fine': {
      const alive = view.profiles.filter(isSignedIn);
      if (alive.length === 0) return 'Latchkey';
      const shown = alive.length > MOST_NAMED ? alive.toSorted(endsFirst) : alive;
      const lines = shown.map((profile) => `${profile.name} ${standing(profile, nowMs)}`);
      return tip.about(named(lines, tip.profiles));
    }
  }
}

/** How long a label may be out of date while many count down and nothing expires soon. */
const LATE_MS = 20_000;
const FEW = 3;

/** Milliseconds until time alone changes a label; at most a minute, so that a changed clock is noticed. */
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
  const some = untilChange.length > FEW;
  const endsSoon = ends.some((endsAt = 0) => Math.abs(endsAt * 1000 - nowMs) < SOON_S * 1000);
  // Many profiles expire at as many different seconds, and every replaced menu disturbs anyone who has it open.
  return Math.max(some && !endsSoon ? LATE_MS : 0, Math.min(MINUTE_MS, ...untilChange));
}
