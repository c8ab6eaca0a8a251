/**
 * The agent that lies beside this command: the installed desktop app if there is a display, else the headless agent of
 * the same build. Never a program of PATH, which others could have put there.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

/** From the folder of the single executable to the desktop app, by system. */
const DESKTOPS: Readonly<Record<string, string>> = {
  linux: '../../latchkey-desktop',
  darwin: '../../MacOS/Latchkey',
  win32: '../../Latchkey.exe',
};

/** Where the command is and who runs it. */
export interface Place {
  /** The file of this code; in the single executable, that itself. */
  readonly here: string;
  readonly executable: string;
  readonly uid: number | undefined;
}

const thisPlace = (): Place => ({
  here: fileURLToPath(import.meta.url),
  executable: process.execPath,
  uid: process.getuid?.(),
});

/** Undefined: this is no build that has one. */
export function agentBeside(env: NodeJS.ProcessEnv, place = thisPlace()): Program | undefined {
  const { here, executable, uid } = place;
  if (here !== executable) {
    const script = join(dirname(here), 'latchkey.cjs');
    return existsSync(script) ? { file: executable, args: [script, 'agent'] } : undefined;
  }
  const desktop = DESKTOPS[process.platform];
  const path = desktop === undefined ? undefined : join(dirname(here), desktop);
  // Chromium's sandbox does not work for root.
  const canShow = hasDisplay(env) && uid !== 0;
  if (path !== undefined && canShow && existsSync(path)) return { file: path, args: ['--hidden'] };
  return { file: here, args: ['agent'] };
}

function hasDisplay(env: NodeJS.ProcessEnv): boolean {
  return process.platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}
