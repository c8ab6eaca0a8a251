/**
 * Whether this desktop shows tray icons: on Linux, whether the session has a StatusNotifierWatcher, and that one a panel to
 * draw in, or the X server a tray of the older kind. Electron does not say. Only asks; starts nothing.
 */
import { callBus, DAEMON, getProperty, isTrue } from '../../adapters/system/bus.ts';
import { hasXTray } from './x-tray.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';

/** Undefined: nothing here can ask. False also if no session bus answers. Never rejects. */
export async function hasTrayHost(platform = process.platform, env = process.env): Promise<boolean | undefined> {
  if (platform !== 'linux') return true;
  const onBus = await hasPanel(env);
  return onBus === true || (await hasXTray(env)) || onBus;
}

async function hasPanel(env: NodeJS.ProcessEnv): Promise<boolean | undefined> {
  const ask = { to: DAEMON, path: '/org/freedesktop/DBus', method: `${DAEMON}.NameHasOwner`, args: [WATCHER] };
  const owned = await callBus(ask, env);
  if (!isTrue(owned)) return owned === undefined ? undefined : false;
  // Only now: calling an unowned name could start its service.
  const place = { to: WATCHER, path: '/StatusNotifierWatcher' };
  return isTrue(await getProperty(place, WATCHER, 'IsStatusNotifierHostRegistered', env));
}
