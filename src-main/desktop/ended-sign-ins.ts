/** Which sign-ins ended by themselves between two Views. Pure; each end is reported once. */
import type { ProfileView, View } from '../core/view.ts';

/** The profiles that were signed in and now need the person. A first View reports nothing: the tray shows it. */
export function endedSignIns(before: View | undefined, after: View): ProfileView[] {
  if (before === undefined) return [];
  const alive = new Set(
    before.profiles.filter(({ state }) => state === 'active' || state === 'refreshing').map(({ name }) => name),
  );
  return after.profiles.filter(({ name, state }) => state === 'needs-sign-in' && alive.has(name));
}
