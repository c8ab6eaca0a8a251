/**
 * Builds the agent from its parts: the real ports, the providers, the handler and the doors. The desktop and the
 * headless agent both start here; they differ only in the options they pass.
 */
import { join } from 'node:path';
import { auditFile } from './adapters/audit/file.ts';
import { awsCacheBridge } from './adapters/aws/cache-bridge.ts';
import { defaultConfigDir, defaultStateDir, ownFolders } from './adapters/files/config-dir.ts';
import { containerRunFile } from './adapters/files/container-run-file.ts';
import { type InstanceLock, lockInstance } from './adapters/files/instance-lock.ts';
import { demandOwnFolder } from './adapters/files/private-folder.ts';
import { fileProfileStore } from './adapters/files/profile-store.ts';
import { type SettingsFile, settingsFile } from './adapters/files/settings-file.ts';
import { loopbackListener } from './adapters/network/loopback.ts';
import { undiciFetch } from './adapters/network/undici-fetch.ts';
import { systemClock } from './adapters/system/clock.ts';
import { systemOpener } from './adapters/system/opener.ts';
import { markQuit } from './adapters/system/quit-mark.ts';
import { systemRandom } from './adapters/system/random.ts';
import { sandboxWorker } from './adapters/system/sandbox-worker.ts';
import { systemStretch } from './adapters/system/stretch.ts';
import { type ChosenVault, chooseVault } from './adapters/vault/choose-vault.ts';
import type { Handler } from './api/frame/door.ts';
import type { Agent } from './core/agent/agent.ts';
import { createAgent } from './core/agent/desk-agent.ts';
import type { Audit } from './core/audit.ts';
import type { LatchkeyError } from './core/errors.ts';
import type { Log, Ports } from './core/ports.ts';
import type { Provider } from './core/provider/provider.ts';
import type { Secret } from './core/secret.ts';
import { loginRules, type Settings, type StartAtLogin } from './core/settings.ts';
import type { PageDoor } from './doors/page.ts';
import type { SocketDoor } from './doors/socket.ts';
import { socketPath } from './doors/socket-path.ts';
import { entrances } from './entrances.ts';
import { providers as allProviders } from './providers/index.ts';
import { settingsHost } from './settings-host.ts';

/** Set by the build (scripts/build.mjs). */
export const VERSION = process.env.LATCHKEY_VERSION ?? '0.0.0-dev';

export interface ComposeOptions {
  /** With `recent`, its newest lines can be read through the API. */
  readonly log: Log & { recent?(): readonly string[] };
  /** From the command line; else LATCHKEY_VAULT, else whatever the machine has. */
  readonly vault?: string | undefined;
  /** Without a keychain, a new vault file is offered at the terminal. */
  readonly offersFile?: boolean | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** In place of the real ones: the desktop's opener, a test's clock. */
  readonly ports?: Partial<Ports> | undefined;
  readonly providers?: readonly Provider[] | undefined;
  /** Whether anyone could answer a question now; absent: once someone has opened the page (`openPage`). */
  readonly canAsk?: (() => boolean) | undefined;
  /** Ends the program; see `Composed.quit`. */
  readonly quit?: (() => void) | undefined;
  /** To the person's clipboard, for a while; only the desktop has one. */
  readonly copyToken?: ((token: Secret) => Promise<void>) | undefined;
  /** Shows a link to the page to the person, and to no program; absent: there is no page on request. */
  readonly showLink?: ((link: string) => void) | undefined;
  /** Absent: the agent cannot be set to start at login (the system does that for the headless one). */
  readonly startAtLogin?: StartAtLogin | undefined;
}

export interface Composed {
  readonly agent: Agent;
  readonly handler: Handler;
  readonly ports: Ports;
  readonly settings: SettingsFile;
  /** The vault does not work now: `vault_locked`, `vault_missing`, `vault_full`, `vault_failed`; the agent still starts. */
  readonly vaultProblem: LatchkeyError | undefined;
  /** True while a call hangs inside the keychain: `process.exit()` would hang with it. */
  isVaultStuck(): boolean;
  /** Rejects with `folder_unsafe`, `agent_already_running`. Closed by `close`. */
  openSocket(): Promise<SocketDoor>;
  /** Closed by `close`. */
  openPage(): Promise<PageDoor>;
  /** Ends the agent because a person wants it: no helper starts it again in this session. */
  quit(): void;
  /** For the desktop's private scheme. */
  readonly window: (request: Request) => Promise<Response>;
  /** Closes the doors, stops the agent (a refresh in flight becomes durable first) and releases the folder. Never rejects. */
  close(): Promise<void>;
}

/**
 * Takes the folder's lock first, before any store or socket. Rejects with `folder_unsafe`, `agent_already_running`, `config_unwritable`,
 * `usage` (unknown vault), `vault_passphrase`. The agent is not started yet: call `agent.start()`, then open the doors.
 */
export async function compose(options: ComposeOptions): Promise<Composed> {
  const env = options.env ?? process.env;
  const configDir = defaultConfigDir(env);
  for (const own of ownFolders(env)) demandOwnFolder(own);
  const lock = await lockInstance(configDir);
  try {
    return await build(options, env, configDir, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function build(
  options: ComposeOptions,
  env: NodeJS.ProcessEnv,
  configDir: string,
  lock: InstanceLock,
): Promise<Composed> {
  const allowLoopbackHttp = env['LATCHKEY_TEST_MODE'] === '1';
  const chosen = await vaultFor(options, env);
  options.log.info('vault', { kind: chosen.vault.kind, reason: chosen.reason, problem: chosen.problem?.code });
  const settings = await settingsFile(configDir);
  const network = undiciFetch({ version: VERSION, env, settings: settings.now });
  settings.subscribe(() => network.renew());
  const clock = systemClock();
  const sandbox = sandboxWorker(options.log);
  const audit = auditFile(join(defaultStateDir(env), 'audit.jsonl'), clock, options.log);
  const ports: Ports = {
    clock,
    fetch: network.fetch,
    random: systemRandom(),
    stretch: systemStretch(),
    vault: chosen.vault,
    profiles: fileProfileStore(configDir),
    opener: systemOpener({ env, allowLoopbackHttp, sandboxOrigin: sandbox.origin }),
    loopback: loopbackListener(),
    log: options.log,
    audit,
    ...options.ports,
  };
  const providers = options.providers ?? allProviders;
  let page: PageDoor | undefined;
  const canAsk = options.canAsk ?? (() => page?.wasEntered() === true);
  const newProfile = () => pick(settings.now().ask);
  const agent = createAgent(ports, providers, {
    ...{ version: VERSION, allowLoopbackHttp, sandboxOrigin: sandbox.origin },
    ...{ canAsk, newProfile, loginRules: loginRules(settings), desktop: options.copyToken !== undefined },
  });
  const vaultReason = chosen.reason;
  const quit = (): void => {
    markQuit(socketPath(env));
    options.quit?.();
  };
  const containerRuns = containerRunFile(join(defaultStateDir(env), 'container-runs.json'), options.log);
  const subject = {
    ...{ ports, providers, env, configDir, vaultReason, allowLoopbackHttp, version: VERSION, containerRuns, settings },
    settingsHost: settingsHost({ settings, env, startAtLogin: options.startAtLogin }),
    ...{ sandbox, quit, copyToken: options.copyToken, showLink: options.showLink },
    recentLog: () => options.log.recent?.() ?? [],
  };
  const entrance = entrances(agent, subject);
  entrance.add(awsCacheBridge({ agent, clock: ports.clock, log: ports.log, env }));
  ports.audit.record({ event: 'start', outcome: 'ok', detail: VERSION });
  let closed: Promise<void> | undefined;
  return {
    agent,
    ports,
    settings,
    vaultProblem: chosen.problem,
    isVaultStuck: () => chosen.isStuck(),
    handler: entrance.handler,
    window: entrance.window,
    quit,
    openSocket: entrance.openSocket,
    async openPage() {
      page = await entrance.openPage();
      return page;
    },
    close() {
      closed ??= shutDown(
        [() => entrance.close(), () => agent.stop()],
        [() => recordStop(ports.audit).then(() => audit.close()), () => network.close()],
        lock,
      );
      return closed;
    },
  };
}

const pick = (ask: Settings['ask']): { ask?: NonNullable<Settings['ask']> } => (ask === undefined ? {} : { ask });

type Ending = () => Promise<void>;

async function recordStop(audit: Audit): Promise<void> {
  audit.record({ event: 'stop', outcome: 'ok' });
}

async function vaultFor(options: ComposeOptions, env: NodeJS.ProcessEnv): Promise<ChosenVault> {
  const given = options.ports?.vault;
  if (given) return { vault: given, reason: 'given', isStuck: () => false };
  return chooseVault({ kind: options.vault, env, offersFile: options.offersFile });
}

/** `first` in parallel, then `last`, and the lock at the very end: the next agent may start only when this one spends no more refresh tokens. */
async function shutDown(first: readonly Ending[], last: readonly Ending[], lock: InstanceLock): Promise<void> {
  await Promise.allSettled(first.map((end) => end()));
  await Promise.allSettled(last.map((end) => end()));
  await lock.release();
}
