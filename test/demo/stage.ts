/** What the demo runs on: temporary folders, a keychain, the agent (tray or headless). `strike` removes all of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSecretService } from '../support/session-bus/secret-service.ts';
import { notedLinks } from './links.ts';
import { check, explain, StepFailed } from './narrator.ts';
import type { Options } from './options.ts';
import { askAgent, until } from './programs.ts';
import { startTray } from './tray.ts';

type VaultKind = 'keychain' | 'memory';

export interface RunningAgent {
  /** Takes a picture of the window, if there is one, and returns its path. */
  picture(name: string): Promise<string | undefined>;
  /** Asks it to exit; resolves to its exit code. */
  stop(): Promise<number>;
}

export interface Stage {
  readonly kind: 'desktop' | 'headless';
  readonly socketPath: string;
  /** The demo's own folder, removed at the end. */
  readonly folder: string;
  /** For the commands that the demo runs. */
  readonly env: NodeJS.ProcessEnv;
  readonly agent: RunningAgent;
}

const cleanups: (() => Promise<void> | void)[] = [];

/** Removes everything, newest first. Safe to call twice. */
export async function strike(): Promise<void> {
  for (let undo = cleanups.pop(); undo !== undefined; undo = cleanups.pop()) await undo();
}

export function atTheEnd(undo: () => Promise<void> | void): void {
  cleanups.push(undo);
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-demo-'));
  atTheEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

function environment(root: string, auto: boolean): NodeJS.ProcessEnv {
  const runtime = join(root, 'run');
  for (const name of ['config', 'data', 'home', 'run', 'cache']) mkdirSync(join(root, name), { mode: 0o700 });
  // If a person is there, home and session stay theirs, so that their browser opens as usual.
  const apart = {
    HOME: join(root, 'home'),
    XDG_CONFIG_HOME: join(root, 'config'),
    XDG_DATA_HOME: join(root, 'data'),
    XDG_CACHE_HOME: join(root, 'cache'),
    XDG_RUNTIME_DIR: runtime,
  };
  return {
    ...process.env,
    ...(auto ? { ...apart, ...notedLinks(root) } : {}),
    LATCHKEY_CONFIG_DIR: join(root, 'config/latchkey'),
    LATCHKEY_SOCKET: join(runtime, 'agent.sock'),
    LATCHKEY_KEYCHAIN_SERVICE: 'latchkey-demo',
    LATCHKEY_TEST_MODE: '1',
    LATCHKEY_NO_START: '1',
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

/** A child of ours as an agent; what it says goes to our standard error unless it is `quiet`. It never outlives the demo. */
export function agentProcess(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  said: 'aloud' | 'quiet' = 'aloud',
): RunningAgent {
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', said === 'quiet' ? 'ignore' : 'inherit'] });
  const stop = (): Promise<number> => stopChild(child);
  atTheEnd(async () => {
    await stop();
  });
  return { picture: async () => undefined, stop };
}

interface Doctor {
  readonly checks?: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

const answering = (socketPath: string): Promise<unknown> => until(() => askAgent(socketPath, '/v1/status'), 30_000);

/** Why the keychain cannot be used, according to an agent that is started only to find out; undefined if it can. */
async function keychainTrouble(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const socketPath = env['LATCHKEY_SOCKET'] ?? '';
  const asking = { ...env, LATCHKEY_VAULT: 'keychain' };
  const agent = agentProcess(process.execPath, ['dist/latchkey.cjs', 'agent'], asking, 'quiet');
  await answering(socketPath);
  const doctor = (await askAgent(socketPath, '/v1/doctor')) as Doctor | undefined;
  await agent.stop();
  const vault = doctor?.checks?.find(({ name }) => name === 'vault');
  return vault?.ok === true ? undefined : (vault?.detail ?? 'the agent did not answer.');
}

/** Electron's executable, which scripts/run.mjs finds together with a display to show it on. */
const electron = (): string | undefined => process.env['LATCHKEY_DEMO_ELECTRON'];

async function startAgent(options: Options, kind: Stage['kind'], env: NodeJS.ProcessEnv): Promise<RunningAgent> {
  if (kind === 'headless') {
    const page = options.auto ? [] : ['--page'];
    return agentProcess(process.execPath, ['dist/latchkey.cjs', 'agent', ...page], env);
  }
  return startTray(electron() ?? '', env, options.auto);
}

function chooseKind({ mode }: Options): Stage['kind'] {
  if (mode === 'headless') return 'headless';
  if (electron() !== undefined) return 'desktop';
  const reason = process.env['LATCHKEY_DEMO_NO_DESKTOP'] ?? 'Electron is not installed.';
  if (mode === 'desktop') throw new StepFailed(`--desktop was given, but ${reason}`);
  explain(`No tray, because ${reason}`);
  return 'headless';
}

/** Chooses where this demo stores secrets. */
async function chooseVault(options: Options, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const own = options.auto ? await keychainOfItsOwn() : undefined;
  const trouble = await keychainTrouble({ ...env, ...own });
  const vault: VaultKind = trouble === undefined ? 'keychain' : 'memory';
  if (trouble !== undefined)
    explain(`The keychain cannot be used: ${trouble}`, 'This demo keeps secrets in memory only.');
  else if (own !== undefined) explain('The keychain is a real Secret Service, started only for this demo.');
  return { ...own, LATCHKEY_VAULT: vault };
}

/** Starts the agent and the keychain. */
export async function setStage(options: Options): Promise<Stage> {
  const kind = chooseKind(options);
  const folder = newFolder();
  const base = environment(folder, options.auto);
  const env = { ...base, ...(await chooseVault(options, base)) };
  const socketPath = base['LATCHKEY_SOCKET'] ?? '';
  const agent = await startAgent(options, kind, env);
  check((await answering(socketPath)) !== undefined, `the agent answers at ${socketPath}`);
  if (kind === 'headless' && !options.auto) explain('The link above opens the window as a page in your browser.');
  return { kind, socketPath, folder, env, agent };
}
