/** What the demo plays on: temporary folders, a keychain, the agent (tray or headless). `strike` removes all of it again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSecretService } from '../support/secret-service.ts';
import { check, explain, StepFailed } from './narrator.ts';
import type { Options } from './options.ts';
import { askAgent, until } from './programs.ts';
import { startTray } from './tray.ts';

type VaultKind = 'keychain' | 'memory';

export interface RunningAgent {
  /** Takes a picture of the window, where there is one, and says where it is. */
  picture(name: string): Promise<string | undefined>;
  /** Asks it to end; resolves to its exit code. */
  stop(): Promise<number>;
}

export interface Stage {
  readonly kind: 'desktop' | 'headless';
  readonly socketPath: string;
  /** For the commands that the demo runs. */
  readonly env: NodeJS.ProcessEnv;
  readonly agent: RunningAgent;
}

const cleanups: (() => Promise<void> | void)[] = [];

/** Removes everything; later things first. Safe to call twice. */
export async function strike(): Promise<void> {
  for (let undo = cleanups.pop(); undo !== undefined; undo = cleanups.pop()) await undo();
}

export function atTheEnd(undo: () => Promise<void> | void): void {
  cleanups.push(undo);
}

function folders(auto: boolean): NodeJS.ProcessEnv {
  const root = mkdtempSync(join(tmpdir(), 'latchkey-demo-'));
  atTheEnd(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const runtime = join(root, 'run');
  for (const name of ['config', 'data', 'home', 'run', 'cache']) mkdirSync(join(root, name), { mode: 0o700 });
  // With a person there, home and session stay theirs, so that their browser opens as it always does.
  const apart = {
    HOME: join(root, 'home'),
    XDG_CONFIG_HOME: join(root, 'config'),
    XDG_DATA_HOME: join(root, 'data'),
    XDG_CACHE_HOME: join(root, 'cache'),
    XDG_RUNTIME_DIR: runtime,
  };
  return {
    ...process.env,
    ...(auto ? apart : {}),
    LATCHKEY_CONFIG_DIR: join(root, 'config/latchkey'),
    LATCHKEY_SOCKET: join(runtime, 'agent.sock'),
    LATCHKEY_KEYCHAIN_SERVICE: 'latchkey-demo',
    LATCHKEY_TEST_MODE: '1',
  };
}

/** Without a person: a real Secret Service on a bus of its own, where this machine has one. */
async function keychainOfItsOwn(): Promise<NodeJS.ProcessEnv | undefined> {
  const programs = ['dbus-daemon', 'gnome-keyring-daemon'];
  if (!programs.every((name) => existsSync(join('/usr/bin', name)))) return undefined;
  const service = await startSecretService();
  atTheEnd(() => service.stop());
  const { DBUS_SESSION_BUS_ADDRESS } = service.env;
  return DBUS_SESSION_BUS_ADDRESS === undefined ? undefined : { DBUS_SESSION_BUS_ADDRESS };
}

async function stopChild(child: ChildProcess): Promise<number> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(timer);
  }
  return child.exitCode ?? 1;
}

/** A child of ours as an agent; what it says on standard error goes to ours, and it never outlives the demo. */
export function agentProcess(program: string, args: readonly string[], env: NodeJS.ProcessEnv): RunningAgent {
  const child = spawn(program, args, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  const stop = (): Promise<number> => stopChild(child);
  atTheEnd(async () => {
    await stop();
  });
  return { picture: async () => undefined, stop };
}

interface Doctor {
  readonly checks?: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

/** Why the keychain cannot be used, as the agent itself says; undefined when it can. */
async function keychainTrouble(socketPath: string): Promise<string | undefined> {
  const doctor = (await askAgent(socketPath, '/v1/doctor')) as Doctor | undefined;
  const vault = doctor?.checks?.find(({ name }) => /vault|keychain/i.test(name));
  return vault?.ok === true ? undefined : (vault?.detail ?? 'it does not answer.');
}

/** Electron's executable, found by scripts/run.mjs together with a display to show it on. */
const electron = (): string | undefined => process.env['LATCHKEY_DEMO_ELECTRON'];

async function startAgent(options: Options, kind: Stage['kind'], env: NodeJS.ProcessEnv): Promise<RunningAgent> {
  if (kind === 'headless') {
    const page = options.auto ? [] : ['--page'];
    return agentProcess(process.execPath, ['dist/latchkey.js', 'agent', ...page], env);
  }
  return startTray(electron() ?? '', env, options.auto);
}

/** Starts the agent with `vault`; rejects when it does not answer. */
async function play(options: Options, kind: Stage['kind'], env: NodeJS.ProcessEnv, vault: VaultKind): Promise<Stage> {
  const all: NodeJS.ProcessEnv = { ...env, LATCHKEY_VAULT: vault };
  const socketPath = all['LATCHKEY_SOCKET'] ?? '';
  const agent = await startAgent(options, kind, all);
  const status = await until(() => askAgent(socketPath, '/v1/status'), 30_000);
  if (status === undefined) throw new StepFailed('The agent did not answer within 30 seconds.');
  return { kind, socketPath, env: all, agent };
}

function chooseKind({ mode }: Options): Stage['kind'] {
  if (mode === 'headless') return 'headless';
  if (electron() !== undefined) return 'desktop';
  const reason = process.env['LATCHKEY_DEMO_NO_DESKTOP'] ?? 'there is no Electron here.';
  if (mode === 'desktop') throw new StepFailed(`The desktop was asked for, but ${reason}`);
  explain(`Without the tray, because ${reason}`);
  return 'headless';
}

/** Agent and keychain, ready. */
export async function setStage(options: Options): Promise<Stage> {
  const kind = chooseKind(options);
  const env = folders(options.auto);
  const own = options.auto ? await keychainOfItsOwn() : undefined;
  let stage = await play(options, kind, { ...env, ...own }, 'keychain');
  const trouble = await keychainTrouble(stage.socketPath);
  if (trouble !== undefined) {
    explain(`The keychain cannot be used: ${trouble}`, 'So this demo keeps its secrets in memory only.');
    await stage.agent.stop();
    stage = await play(options, kind, env, 'memory');
  } else if (own !== undefined) {
    explain('The keychain is a real Secret Service, started for this demo alone.');
  }
  check(true, `the agent answers at ${stage.socketPath}`);
  return stage;
}
