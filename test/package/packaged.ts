/**
 * The packaged program for tests: made once per run from the existing build, then started as its user would start it.
 * Nothing drives it from inside, since packages accept no debugger: only tray, display, socket and command line.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, run } from '../cli/latchkey.ts';
import { AS_ROOT, type Desk, ROOT } from '../e2e/support/desk.ts';
import { portsOf } from '../support/processes/listening.ts';

export const UNPACKED = join(ROOT, 'dist/packages/linux-unpacked');
export const RESOURCES = join(UNPACKED, 'resources');
export const DESKTOP = join(UNPACKED, 'latchkey-desktop');
export const CLI = join(RESOURCES, 'cli/latchkey');

/** Makes it if the build is newer. Takes 20 s to a minute. */
export function pack(): void {
  const stamp = join(RESOURCES, 'app.asar');
  const built = join(ROOT, 'dist/desktop.js');
  if (existsSync(stamp) && statSync(stamp).mtimeMs > statSync(built).mtimeMs) return;
  execFileSync(process.execPath, ['scripts/package/package.mjs', '--built', 'dir'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 300_000,
  });
}

/** Every file below `folder`, as paths relative to it. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    lstatSync(join(folder, path)).isFile(),
  );
}

/** The packaged command line, with nothing on PATH: there is no Node.js for it. */
export function cli(desk: Desk, args: readonly string[], stdin?: string): Promise<Outcome> {
  const env = { ...desk.env, PATH: '/nonexistent' };
  return run(CLI, args, { env, ...(stdin !== undefined && { stdin }) });
}

export interface Packaged {
  readonly child: ChildProcess;
  /** Resolves to the exit code. */
  readonly ended: Promise<number | null>;
  /** Kills it. */
  kill(): Promise<void>;
}

/** Starts the desktop and waits for its tray item and its socket. */
export async function startPackaged(
  desk: Desk,
  { executable = DESKTOP, args = [], env = {} }: { executable?: string; args?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<Packaged> {
  desk.host.forget();
  const child = spawn(executable, [...AS_ROOT, ...args], { env: { ...desk.env, ...env }, stdio: 'ignore' });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const early = ended.then((code) => {
    throw new Error(`Latchkey ended with ${code} before its tray came`);
  });
  await Promise.race([desk.host.untilItem(), early]);
  early.catch(() => {});
  return {
    child,
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Running processes whose executable is in `folder`, as [pid, command line]. */
export function processesOf(folder: string): [number, string][] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): [number, string][] => {
      try {
        if (!readlinkSync(`/proc/${name}/exe`).startsWith(folder)) return [];
        return [[Number(name), readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')]];
      } catch {
        return []; // It ended while we looked.
      }
    });
}

/** The TCP ports that processes whose executable is in `folder` listen on. */
export function listeningPorts(folder: string): number[] {
  return portsOf(...processesOf(folder).map(([pid]) => pid));
}

/** IDs of its visible windows. */
export function windows(desk: Desk, { child }: Packaged): string[] {
  const args = ['search', '--onlyvisible', '--pid', String(child.pid), '--name', '^Latchkey$'];
  return spawnSync('xdotool', args, { env: desk.env, encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
}
