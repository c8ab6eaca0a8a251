/** Starts Latchkey with the person's session: Windows and macOS keep a list of their own, Linux desktops a folder of files. */
import { app } from 'electron';
import { startedProgram, xdgAutostart } from '../adapters/system/xdg-autostart.ts';
import type { StartAtLogin } from '../core/settings.ts';
import { wantedBy } from './profile-link.ts';

/** This start opens no window. */
const HIDDEN = '--hidden';

/** Whether the session, not a person, started it: macOS passes its login items no arguments. */
export function startedAtLogin(): boolean {
  return (
    wantedBy(process.argv.slice(1)).hidden ||
    (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin)
  );
}

/** Undefined: this system has no such list. */
export function loginItem(): StartAtLogin | undefined {
  if (process.platform === 'linux') return linuxItem();
  if (process.platform !== 'darwin' && process.platform !== 'win32') return undefined;
  const options = { args: [HIDDEN] };
  return {
    isOn: () => app.getLoginItemSettings(options).openAtLogin,
    async set(on) {
      app.setLoginItemSettings({ ...options, openAtLogin: on });
    },
  };
}

function linuxItem(): StartAtLogin {
  const program = startedProgram(process.execPath);
  const source = app.isPackaged ? [] : [app.getAppPath()];
  const autostart = xdgAutostart({ command: [program, ...source, HIDDEN] });
  void autostart.follow();
  return autostart;
}
