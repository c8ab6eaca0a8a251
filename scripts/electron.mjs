/**
 * Where Electron's executable is, whether there is a display, and how to start one on the other. Looking never downloads
 * anything (importing the package `electron` would). Node built-ins only.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const NAMES = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const name = NAMES[process.platform] ?? 'electron';

/** The executable: in ELECTRON_OVERRIDE_DIST_PATH, else the one that the npm package fetched; undefined if there is none. */
export function electronExecutable() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const path = join(override || join(root, 'node_modules/electron/dist'), name);
  if (existsSync(path)) return path;
  if (override) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH is ${override}, but there is no ${name} in it.`);
  return undefined;
}

/** Like `electronExecutable`, but has the npm package fetch it once (about 100 MB, from Electron's download site). */
export function obtainElectron(say) {
  const present = electronExecutable();
  const installer = join(root, 'node_modules/electron/install.js');
  if (present || !existsSync(installer)) return present;
  say('fetching Electron, once …');
  const timeout = 15 * 60_000;
  const result = spawnSync(process.execPath, [installer], { cwd: root, stdio: ['ignore', 2, 'pipe'], timeout });
  const found = electronExecutable();
  if (found === undefined) {
    const reason =
      String(result.stderr ?? '')
        .split('\n')
        .find((line) => line.trim() !== '') ?? 'no reason given';
    say(`Electron could not be fetched (${reason.trim()}).`);
  }
  return found;
}

/** A display that a person can see. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

export const onPath = (program) => spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;

/** True if we can start our own display (Linux only; elsewhere the real one is used). */
export const hasVirtualDisplay = () => process.platform === 'linux' && onPath('xvfb-run') && onPath('xauth');

/** `command` (program and arguments) on its own virtual display, even if there is a real one. */
export function onVirtualDisplay(command) {
  return ['xvfb-run', '-a', '-s', '-screen 0 1280x900x24', ...command];
}

/** `command` with its own session bus, so that it cannot touch your keychain. */
export function onOwnBus(command) {
  return process.platform === 'linux' && onPath('dbus-run-session') ? ['dbus-run-session', '--', ...command] : command;
}

/** Chromium's sandbox does not work for root. The product never turns it off, so only tests and the demo can run as root. */
export const sandboxArguments = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);
