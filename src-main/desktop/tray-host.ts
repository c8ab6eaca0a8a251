/**
 * Whether this desktop shows tray icons at all: on Linux, whether anybody is the StatusNotifierWatcher of the session. Electron
 * does not tell, so D-Bus is asked with what every desktop brings. Asks only, and starts nothing.
 */
import { execFile } from 'node:child_process';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const DAEMON = 'org.freedesktop.DBus';
const PATH = '/org/freedesktop/DBus';
const ASK = `${DAEMON}.NameHasOwner`;
const WITHIN_MS = 3_000;

const PROGRAMS: readonly (readonly [string, readonly string[]])[] = [
  ['dbus-send', ['--session', '--print-reply', `--dest=${DAEMON}`, PATH, ASK, `string:${WATCHER}`]],
  ['gdbus', ['call', '--session', '--dest', DAEMON, '--object-path', PATH, '--method', ASK, WATCHER]],
];

/** Undefined: nothing here can ask. False also where no session bus answers. Never rejects. */
export async function hasTrayHost(platform = process.platform, env = process.env): Promise<boolean | undefined> {
  if (platform !== 'linux') return true;
  for (const [program, args] of PROGRAMS) {
    const answer = await said(program, args, env);
    if (answer !== undefined) return /\btrue\b/.test(answer);
  }
  return undefined;
}

/** Empty: it failed; undefined: it is not installed. */
function said(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: WITHIN_MS, maxBuffer: 4096, env }, (error, out) => {
      if (error === null) resolve(out);
      else resolve(error.code === 'ENOENT' ? undefined : '');
    });
  });
}
