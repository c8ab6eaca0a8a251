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

/** Undefined: not known, as where there is no session bus. Never rejects. */
export async function hasTrayHost(platform = process.platform): Promise<boolean | undefined> {
  if (platform !== 'linux') return true;
  for (const [program, args] of PROGRAMS) {
    const answer = await said(program, args);
    if (/\btrue\b/.test(answer)) return true;
    if (/\bfalse\b/.test(answer)) return false;
  }
  return undefined;
}

function said(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: WITHIN_MS, maxBuffer: 4096 }, (error, out) => resolve(error ? '' : out));
  });
}
