/** Parts of real desktops, each started for one test: a Wayland compositor, a tray of the older kind, a screen locker. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dbus from 'dbus-next';
import { expect } from 'playwright/test';
import { hasXTray } from '../../../src-main/desktop/tray/x-tray.ts';

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

export interface Compositor {
  /** For WAYLAND_DISPLAY. */
  readonly display: string;
  /** Titles of the windows on its screen. */
  windows(): string[];
  stop(): Promise<void>;
}

interface SwayNode {
  readonly name: string | null;
  readonly visible?: boolean;
  readonly nodes: readonly SwayNode[];
  readonly floating_nodes: readonly SwayNode[];
}

/** Sway refuses to run as root. */
const NOBODY = 65_534;

export async function startSway(): Promise<Compositor> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-sway-'));
  const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (as.uid !== undefined) chownSync(folder, NOBODY, NOBODY);
  writeFileSync(join(folder, 'config'), 'output HEADLESS-1 resolution 1280x900\nxwayland disable\n', { mode: 0o644 });
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    WLR_BACKENDS: 'headless',
    WLR_RENDERER: 'pixman',
    WLR_LIBINPUT_NO_DEVICES: '1',
  };
  const sway = spawn('sway', ['-c', join(folder, 'config')], { ...as, env, cwd: folder, stdio: 'ignore' });
  const find = (pattern: RegExp): string | undefined => readdirSync(folder).find((name) => pattern.test(name));
  await expect.poll(() => find(/^wayland-\d+$/) && find(/^sway-ipc/)).toBeTruthy();
  const ipc = join(folder, find(/^sway-ipc/) ?? '');
  const seen = (node: SwayNode): string[] => [
    ...(node.visible && node.name !== null ? [node.name] : []),
    ...[...node.nodes, ...node.floating_nodes].flatMap(seen),
  ];
  return {
    display: join(folder, find(/^wayland-\d+$/) ?? ''),
    windows: () => seen(JSON.parse(execFileSync('swaymsg', ['-s', ipc, '-t', 'get_tree'], { encoding: 'utf8' }))),
    async stop() {
      await end(sway);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Trayer {
  /** Sizes of the icons in it. */
  icons(): string[];
  stop(): Promise<void>;
}

export async function startTrayer(env: Record<string, string>): Promise<Trayer> {
  const trayer = spawn('trayer', [], { env, stdio: 'ignore' });
  await expect.poll(() => hasXTray(env)).toBe(true);
  const windowsOf = (name: string): string[] =>
    spawnSync('xdotool', ['search', '--onlyvisible', '--class', name], { env, encoding: 'utf8' }).stdout.split('\n');
  return {
    icons: () =>
      windowsOf('electron|latchkey')
        .filter(Boolean)
        .map((id) => spawnSync('xdotool', ['getwindowgeometry', id], { env, encoding: 'utf8' }).stdout)
        .flatMap((text) => /Geometry: (\d+x\d+)/.exec(text)?.[1] ?? []),
    stop: () => end(trayer),
  };
}

export interface Locker {
  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** How often it was asked whether it is active, since `lock`. */
  questions(): number;
  stop(): Promise<void>;
}

const MATE = { name: 'org.mate.ScreenSaver', path: '/org/mate/ScreenSaver' };

export async function startMateScreensaver(base: Record<string, string>): Promise<Locker> {
  const env: Record<string, string> = { ...base, GSETTINGS_BACKEND: 'memory', XDG_CURRENT_DESKTOP: 'MATE' };
  const locker = spawn('mate-screensaver', ['--no-daemon'], { env, stdio: 'ignore' });
  const bus = dbus.sessionBus({ busAddress: String(env['DBUS_SESSION_BUS_ADDRESS']) });
  const call = async (to: typeof MATE, member: string, signature = '', body: unknown[] = []): Promise<unknown> => {
    const message = { destination: to.name, path: to.path, interface: to.name, member, signature, body };
    return (await bus.call(new dbus.Message(message)))?.body[0];
  };
  const daemon = { name: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' };
  await expect.poll(() => call(daemon, 'NameHasOwner', 's', [MATE.name])).toBe(true);
  const monitor = spawn('dbus-monitor', ['--session', `interface='${MATE.name}',member='GetActive'`], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let questions = 0;
  let ours = 0;
  monitor.stdout.on('data', (text: Buffer) => {
    questions += text.toString().match(/^method call/gm)?.length ?? 0;
  });
  const become = async (active: boolean): Promise<void> => {
    await call(MATE, 'SetActive', 'b', [active]);
    await expect
      .poll(() => {
        ours++;
        return call(MATE, 'GetActive');
      })
      .toBe(active);
  };
  return {
    async lock() {
      await become(true);
      questions = 0;
      ours = 0;
    },
    unlock: () => become(false),
    questions: () => questions - ours,
    async stop() {
      bus.disconnect();
      for (const child of [monitor, locker]) await end(child);
    },
  };
}
