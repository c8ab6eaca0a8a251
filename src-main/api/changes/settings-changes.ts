/** What a change of Latchkey's own settings would do that the person may want to know. Pure. */
import type { Settings, SettingsPatch } from '../../core/settings.ts';
import type { Change, Wish } from '../../core/view.ts';
import { asksLess, textOf } from './profile-changes.ts';

/** How Latchkey looks, and when it starts. */
const HARMLESS: ReadonlySet<string> = new Set(['language', 'start_at_login', 'notices']);
/** Refused at such a door while any profile asks: see api/agent/settings.ts. */
const REFUSED: ReadonlySet<string> = new Set(['proxy', 'ca_file']);

export function settingsWishes(now: Settings, patch: SettingsPatch): readonly Wish[] {
  const changes = Object.keys(patch).flatMap((name) => changesOf(name, now, patch));
  return changes.length === 0 ? [] : [{ changes }];
}

function changesOf(name: string, now: Settings, patch: SettingsPatch): Change[] {
  if (HARMLESS.has(name) || REFUSED.has(name)) return [];
  if (name === 'ask')
    return asksLess(patch.ask, now.ask) ? [{ kind: patch.ask === 'new' ? 'default_new' : 'default_never' }] : [];
  return [{ kind: 'setting', name, value: textOf(patch[name as keyof SettingsPatch]) }];
}
