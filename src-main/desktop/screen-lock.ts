/**
 * Whether this desktop's screen is locked, asked each time: Chromium looks for a locker only once, and one may start later
 * or be restarted. Only asks; starts nothing.
 */
import { callBus, getProperty, isTrue, ownedNames } from '../adapters/system/bus.ts';

/** Lockers that answer `GetActive`, each on the path of its own name. */
const LOCKERS = [
  'org.freedesktop.ScreenSaver',
  'org.gnome.ScreenSaver',
  'org.mate.ScreenSaver',
  'org.xfce.ScreenSaver',
  'org.cinnamon.ScreenSaver',
  'org.ukui.ScreenSaver',
];

const LOGIND = 'org.freedesktop.login1';
const SESSION = { bus: 'system', to: LOGIND, path: '/org/freedesktop/login1/session/auto' } as const;

/** Undefined: nothing here knows. Never rejects. */
export async function isScreenLocked(env = process.env): Promise<boolean | undefined> {
  // Many lockers do not tell logind, so its "no" says nothing.
  const hint = getProperty(SESSION, `${LOGIND}.Session`, 'LockedHint', env);
  const lockers = await ownedNames(LOCKERS, env);
  const answers = await Promise.all(lockers.map((name) => isActive(name, env)));
  if (isTrue(await hint) || answers.includes(true)) return true;
  return answers.includes(false) ? false : undefined;
}

/** Undefined: it does not answer. */
async function isActive(name: string, env: NodeJS.ProcessEnv): Promise<boolean | undefined> {
  const path = `/${name.replaceAll('.', '/')}`;
  const answer = await callBus({ to: name, path, method: `${name}.GetActive` }, env);
  return answer ? isTrue(answer) : undefined;
}
