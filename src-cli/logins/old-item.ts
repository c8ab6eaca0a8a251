/**
 * The keychain item "Chromium Safe Storage" that earlier versions of the desktop made on Linux: a key for cookies, of which
 * there were none. Chromium's own item of that name belongs to another application and stays.
 */
import { execFile } from 'node:child_process';

const SERVICE = 'org.freedesktop.secrets';
const ROOT = '/org/freedesktop/secrets';
const OURS = 'xdg:schema,chrome_libsecret_os_crypt_password_v2,application,latchkey';
const WITHIN_MS = 3_000;

/** Returns how many were removed. Opens no prompt: one in a locked keychain stays. Never rejects. */
export async function removeOldItem(): Promise<number> {
  if (process.platform !== 'linux') return 0;
  const found = await call(ROOT, 'Service.SearchItems', `dict:string:string:${OURS}`);
  // Two lists: those that can be read, and those that are locked.
  const [unlocked = ''] = found.split(/^\s*\]/m);
  const paths = Array.from(
    unlocked.matchAll(/"(\/org\/freedesktop\/secrets\/collection\/\w+\/\w+)"/g),
    ([, path]) => path,
  );
  for (const path of paths) await call(String(path), 'Item.Delete');
  return paths.length;
}

/** What dbus-send prints; empty: no service, or no dbus-send. */
function call(path: string, method: string, ...args: readonly string[]): Promise<string> {
  const words = ['--session', '--print-reply', `--dest=${SERVICE}`, path, `org.freedesktop.Secret.${method}`, ...args];
  return new Promise((resolve) => {
    execFile('dbus-send', words, { timeout: WITHIN_MS }, (_error, out) => resolve(out));
  });
}
