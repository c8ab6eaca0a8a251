/**
 * What a started agent gets of the command's environment: the session's variables and Latchkey's own. A tool's variables
 * may hold secrets, and what steers Node or the loader must not reach a process that stays.
 */

const NAMES =
  /^(?:PATH|HOME|USER|USERNAME|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|BROWSER|DESKTOP_SESSION|(?:XDG|DBUS|GNOME|KDE|QT|GTK|GDK)_\w+|LATCHKEY_\w+|(?:https?|all|no)_proxy|SSL_CERT_(?:FILE|DIR)|AWS_(?:CONFIG_FILE|SHARED_CREDENTIALS_FILE)|SystemRoot|windir|COMSPEC|APPDATA|LOCALAPPDATA|USERPROFILE|ProgramData)$/i;
const NOT = /TOKEN|SECRET|PASS|LATCHKEY_STARTED_AS/i;

export function sessionPart(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => NAMES.test(name) && !NOT.test(name)));
}
