/**
 * The file that makes a Linux desktop start Latchkey with the session (XDG Autostart Specification 0.5). Its content
 * counts: people change it in their desktop's own settings.
 */
import { unlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { LatchkeyError } from '../../core/errors.ts';
import { errorCode, resolveLink, writeDurably } from '../files/durable-file.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { unwritable } from '../files/unwritable.ts';

const MAX_BYTES = 64 * 1024;

export interface AutostartOptions {
  /** The program and its arguments, in full. */
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export interface Autostart {
  readonly path: string;
  isOn(): boolean;
  /** Rejects with `config_unwritable`. */
  set(on: boolean): Promise<void>;
  /**
   * If it is on: the program may have moved, as a newer version's AppImage has. Anything else in the file stays. Never
   * rejects.
   */
  follow(): Promise<void>;
}

/**
 * The command to start: an AppImage runs from a place that exists only while it runs, and passes on what it was started
 * from.
 */
export function startedProgram(running: string, env: NodeJS.ProcessEnv = process.env): string {
  const { APPIMAGE, APPDIR } = env;
  const isOurs = APPIMAGE && APPDIR && isAbsolute(APPDIR) && running.startsWith(`${APPDIR.replace(/\/+$/, '')}/`);
  return isOurs ? APPIMAGE : running;
}

export function xdgAutostart({ command, env = process.env }: AutostartOptions): Autostart {
  const xdg = env['XDG_CONFIG_HOME'];
  const config = xdg && isAbsolute(xdg) ? xdg : join(env['HOME'] || homedir(), '.config');
  const path = join(config, 'autostart', 'latchkey.desktop');
  const entry = desktopEntry(command);
  const found = () => {
    try {
      return readRegularFile(path, MAX_BYTES).toString('utf8');
    } catch {
      return undefined;
    }
  };
  const isOn = () => {
    const text = found();
    return text !== undefined && !TURNED_OFF.test(text);
  };
  const set = async (on: boolean) => {
    try {
      if (on) await writeDurably(await resolveLink(path), entry);
      else await unlink(path);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT' && !on) return;
      if (on) throw unwritable(path, error);
      const message = `The file ${path} cannot be removed (${code ?? 'unknown reason'}).`;
      throw new LatchkeyError('config_unwritable', message, { cause: error });
    }
  };
  return {
    path,
    isOn,
    set,
    async follow() {
      const text = isOn() ? found() : undefined;
      const next = text === undefined ? undefined : led(text, command);
      if (next === undefined || next === text) return;
      await resolveLink(path)
        .then((file) => writeDurably(file, next))
        .catch(() => {});
    },
  };
}

/** `Hidden` is the specification's; the other is what GNOME's own settings write. */
const TURNED_OFF = /^\s*(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m;

/** The same file, leading to this program: its other lines are the person's, and so is how the program is started. */
function led(text: string, command: readonly string[]): string {
  const start = starts(command);
  const groups = text.split(/^(?=\[)/m);
  const lines = groups.find((group) => group.startsWith('[Desktop Entry]'))?.split('\n') ?? [];
  if (lines.some((line) => keyOf(line) === 'TryExec' && wordsOf(line) === wordsOf(start[0]))) return text;
  if (!lines.some((line) => keyOf(line) === 'Exec')) return desktopEntry(command);
  const kept = lines.filter((line) => keyOf(line) !== 'TryExec');
  const mended = kept.flatMap((line) => (keyOf(line) === 'Exec' ? start : [line])).join('\n');
  return groups.map((group) => (group.startsWith('[Desktop Entry]') ? mended : group)).join('');
}

const keyOf = (line: string): string => line.split('=', 1)[0]?.trim() ?? '';
const wordsOf = (line: string): string => line.slice(line.indexOf('=') + 1).trim();

/** The file outlives a removed program: then desktops skip it. */
const starts = (command: readonly string[]) =>
  [`TryExec=${asString(command[0] ?? '')}`, `Exec=${command.map(quoted).join(' ')}`] as const;

function desktopEntry(command: readonly string[]): string {
  return `${[
    '[Desktop Entry]',
    'Type=Application',
    'Name=Latchkey',
    'Comment=Keeps your sign-ins fresh',
    ...starts(command),
    'Icon=latchkey',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
  ].join('\n')}\n`;
}

/** A folder may have any name, and must not start a new line in the file. */
const ESCAPED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Desktop Entry Specification 1.5, "The Exec key": quoted, escaped twice (as a string and as an argument), no field codes. */
function quoted(word: string): string {
  const argument = word.replaceAll(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  return `"${asString(argument)}"`;
}

/** Desktop Entry Specification 1.5, "Possible value types". */
const asString = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll(/[\n\r\t]/g, (end) => ESCAPED[end] ?? '');
