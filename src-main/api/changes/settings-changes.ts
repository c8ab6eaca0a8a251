/** What a change of Latchkey's own settings would do that the person may want to know. Pure. */
import type { Settings, SettingsPatch } from '../../core/settings.ts';
import type { Change, Wish } from '../../core/view.ts';
import { added, asksLess, textOf } from './profile-changes.ts';

/** How Latchkey looks, and when it starts. */
const HARMLESS: ReadonlySet<string> = new Set(['language', 'start_at_login', 'start_when_needed', 'notices']);
/** Refused at such a door while any profile asks: see api/agent/settings.ts. */
const REFUSED: ReadonlySet<string> = new Set(['proxy', 'ca_file']);

export function settingsWishes(now: Settings, patch: SettingsPatch): readonly Wish[] {
  const changes = Object.keys(patch).flatMap((name) => changesOf(name, now, patch));
  return changes.length === 0 ? [] : [{ changes }];
}

function changesOf(name: string, now: Settings, patch: SettingsPatch): Change[] {
  if (HARMLESS.has(name) || REFUSED.has(name)) return [];
  if (name === 'ask_logins') return askingLogins(now, patch);
  if (name === 'logins_allowed') return allowing(now, patch);
  if (name === 'ask')
    return asksLess(patch.ask, now.ask) ? [{ kind: patch.ask === 'new' ? 'default_new' : 'default_never' }] : [];
  return [{ kind: 'setting', name, value: textOf(patch[name as keyof SettingsPatch]) }];
}

function askingLogins(now: Settings, { ask_logins: next }: SettingsPatch): Change[] {
  return asksLess(next, now.ask_logins) ? [{ kind: next === 'new' ? 'logins_new' : 'logins_never' }] : [];
}

const allowing = (now: Settings, { logins_allowed: next }: SettingsPatch): Change[] =>
  added(now.logins_allowed, next).map(({ program, host }) => ({ kind: 'login_allow', name: program, value: host }));
