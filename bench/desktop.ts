/**
 * Programs on a real Electron, each on its own display: the desktop as it is after login (profiles signed in, its window
 * closed, a panel that shows its tray, a real keychain), and any other. scripts/run.mjs sets LATCHKEY_BENCH_ELECTRON if
 * Electron is installed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type OidcServer, startOidcServer } from '../test/support/oidc/server.ts';
import { startSecretService } from '../test/support/session-bus/secret-service.ts';
import { startTrayHost, type TrayHost } from '../test/support/session-bus/tray-host.ts';
import { AgentProcess } from '../test/whole/agent-process.ts';
import { running } from './processes.ts';

export const NO_ELECTRON = 'no Electron or no virtual display here';
/** By then, caches are written, and memory that was needed only for starting or showing something is freed. */
const SETTLE_MS = 20_000;
const PROJECT = resolve(import.meta.dirname, '../..');

export const electronHere = (): string | undefined => process.env['LATCHKEY_BENCH_ELECTRON'] || undefined;
export const settle = (): Promise<void> => sleep(SETTLE_MS);

export interface ElectronProgram {
  /** All its processes, without those of the display. */
  pids(): number[];
  end(): Promise<void>;
}

export function startElectron(electron: string, args: readonly string[], env: NodeJS.ProcessEnv): ElectronProgram {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const display = ['-a', '-s', '-screen 0 1280x900x24', electron, ...args, ...sandbox];
  const child = spawn('xvfb-run', display, { env, stdio: 'ignore' });
  const pids = (): number[] => running(child.pid ?? -1, realpathSync(electron));
  return {
    pids,
    async end() {
      const exited = child.exitCode === null ? once(child, 'exit') : undefined;
      for (const pid of pids()) process.kill(pid, 'SIGTERM');
      await exited;
    },
  };
}

export interface Desktop {
  readonly host: TrayHost;
  pids(): number[];
  dispose(): Promise<void>;
}

/** `electronArgs` come before the program, e.g. `-r FILE`. */
export async function startDesktop(electron: string, profiles: number, electronArgs: string[] = []): Promise<Desktop> {
  const service = await startSecretService();
  const bus = String(service.env['DBUS_SESSION_BUS_ADDRESS']);
  const host = await startTrayHost(bus);
  const provider = await startOidcServer({ accessTokenTtlS: 3600, deviceInterval: 1 });
  // For its folders and its connection to the socket; the agent is the desktop's.
  const desk = new AgentProcess({ DBUS_SESSION_BUS_ADDRESS: bus, LATCHKEY_VAULT: 'keychain' });
  const program = startElectron(electron, [...electronArgs, PROJECT, '--hidden'], desk.env);
  const dispose = async () => {
    await program.end();
    host.close();
    await provider.close();
    await desk.dispose();
    await service.stop();
  };
  try {
    await untilAnswers(desk);
    await signInAll(desk, provider, profiles);
    await settle();
  } catch (error) {
    await dispose();
    throw error;
  }
  return { host, pids: program.pids, dispose };
}

async function signInAll(desk: AgentProcess, provider: OidcServer, profiles: number): Promise<void> {
  for (let n = 1; n <= profiles; n += 1) {
    await desk.addProfile(`profile-${n}`, provider.issuer);
    await desk.signIn(`profile-${n}`, (code) => provider.approveDevice(code));
  }
}

async function untilAnswers(desk: AgentProcess, withinMs = 60_000): Promise<void> {
  const giveUpMs = Date.now() + withinMs;
  while (!(await desk.ask('GET', '/v1/status').catch(() => undefined))) {
    if (Date.now() > giveUpMs) throw new Error('the desktop does not answer');
    await sleep(200);
  }
}
