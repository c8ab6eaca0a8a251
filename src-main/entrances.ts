/**
 * The agent's handler and the doors in front of it: which are open, what each may do, and that all are closed at the
 * end. Part of the composition; decides no rights itself (each door does).
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { present } from '../src-shared/present.ts';
import { readAwsConfig } from './adapters/aws/config-file.ts';
import type { SettingsFile } from './adapters/files/settings-file.ts';
import { clearQuitMark } from './adapters/system/quit-mark.ts';
import type { Handler } from './api/frame/door.ts';
import type { SettingsHost } from './api/frame/info.ts';
import { createHandler } from './api/routes.ts';
import { tokenShortcut } from './api/token-shortcut.ts';
import type { Agent } from './core/agent/agent.ts';
import { type SandboxHost, sandboxStarter } from './core/agent/sandbox.ts';
import type { ContainerRunStore } from './core/container-run.ts';
import { asLatchkeyError, type LatchkeyError } from './core/errors.ts';
import { checkProvider } from './core/provider/check.ts';
import type { Secret } from './core/secret.ts';
import { diagnose } from './diagnosis.ts';
import { type DoctorSubject, examine } from './doctor.ts';
import { ContainerDoor } from './doors/container/container.ts';
import { forwardDoors } from './doors/forwards.ts';
import { oidcAgentPath, openOidcAgentDoor } from './doors/oidc-agent/oidc-agent.ts';
import { openPageDoor, type PageDoor } from './doors/page.ts';
import { pageFiles } from './doors/page-files.ts';
import { openSocketDoor, type SocketDoor } from './doors/socket.ts';
import { socketPath } from './doors/socket-path.ts';
import { windowDoor } from './doors/window.ts';
import { presets } from './providers/presets.ts';

interface Closing {
  close(): Promise<void>;
}

export interface Entrances {
  readonly handler: Handler;
  readonly window: (request: Request) => Promise<Response>;
  openSocket(): Promise<SocketDoor>;
  openPage(): Promise<PageDoor>;
  /** To be closed with the doors. */
  add(part: Closing): void;
  /** Event streams end on their own first; else the doors would wait for them. Never rejects. */
  close(): Promise<void>;
}

export interface EntrancesSubject extends Omit<DoctorSubject, 'peersChecked' | 'oidcAgent' | 'settings'> {
  readonly version: string;
  readonly containerRuns: ContainerRunStore;
  readonly sandbox: SandboxHost & Closing;
  readonly settings: SettingsFile;
  readonly settingsHost: SettingsHost;
  recentLog(): readonly string[];
  quit?(): void;
  readonly copyToken?: ((token: Secret) => Promise<void>) | undefined;
  /** Gets a link for the person's eyes whenever a program asks for a page; absent: this agent has no page. */
  readonly showLink?: ((link: string) => void) | undefined;
}

export function entrances(agent: Agent, subject: EntrancesSubject): Entrances {
  const { log } = subject.ports;
  const closing = new AbortController();
  const open = new Set<Closing>();
  const opened = <T extends Closing>(door: T): T => {
    open.add(door);
    return door;
  };
  let peersChecked: boolean | undefined;
  let oidcAgent: string | LatchkeyError | undefined;
  const forwards = forwardDoors({
    handler: (request, door) => handler(request, door),
    beside: socketPath(subject.env),
    nowMs: () => subject.ports.clock.nowMs(),
    log,
  });
  open.add({ close: () => forwards.stop() });
  const container = opened(new ContainerDoor({ agent, store: subject.containerRuns, clock: subject.ports.clock, log }));
  const sandboxOrigin = subject.sandbox.origin;
  const doctor = { ...subject, sandboxOrigin, peersChecked: () => peersChecked, oidcAgent: () => oidcAgent };
  const { version, settings, recentLog } = subject;
  const page = pageFiles(rendererFolder());
  let pageDoor: Promise<PageDoor> | undefined;
  const openPage = (): Promise<PageDoor> => {
    pageDoor ??= openPageDoor({ handler, page }).then(opened);
    return pageDoor;
  };
  const handler: Handler = createHandler(agent, {
    version: subject.version,
    providers: subject.providers.map(({ kind, title }) => ({ kind, title })),
    presets,
    doctor: () => examine(doctor),
    settings: subject.settingsHost,
    recentLog,
    diagnosis: () => diagnose({ agent, doctor, version, settings, recentLog }),
    check: (input, signal) => checkProvider({ ...subject, sandboxOrigin }, input, signal),
    sandbox: sandboxStarter(agent, opened(subject.sandbox)),
    awsConfig: () => readAwsConfig(subject.env),
    forwards,
    containerRuns: container,
    ...present({ quit: subject.quit, copyToken: subject.copyToken }),
    ...present({ pageLink: subject.showLink && (() => guestLink(openPage, subject)) }),
    closing: closing.signal,
    log,
    audit: subject.ports.audit,
  });
  /** The agent continues without it: the path, or why there is none. */
  const openOidcAgent = async (socket: string): Promise<string | LatchkeyError | undefined> => {
    const path = oidcAgentPath(socket);
    if (path === undefined) return undefined;
    try {
      return opened(await openOidcAgentDoor({ agent, version: subject.version, path, log })).path;
    } catch (thrown) {
      const error = asLatchkeyError(thrown);
      log.warn('oidc_agent_socket', { code: error.code });
      return error;
    }
  };
  return {
    handler,
    window: windowDoor(handler, page),
    add: (part) => void opened(part),
    async openSocket() {
      const shortcut = tokenShortcut(agent, log, subject.ports.audit);
      const door = opened(await openSocketDoor({ handler, shortcut, path: socketPath(subject.env), log }));
      peersChecked = door.checksPeers;
      clearQuitMark(door.path);
      oidcAgent = await openOidcAgent(door.path);
      await container.start();
      return door;
    },
    openPage,
    async close() {
      closing.abort();
      await Promise.allSettled([...open].map((door) => door.close()));
    },
  };
}

async function guestLink(open: () => Promise<PageDoor>, { showLink }: EntrancesSubject): Promise<string> {
  const door = await open();
  showLink?.(door.another(true));
  return door.another(false);
}

/** Beside the bundle; for code that runs from source, in a build's folder. */
function rendererFolder(): string {
  const [bundled, built] = ['./renderer', '../dist/renderer'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return (bundled !== undefined && existsSync(bundled) ? bundled : built) ?? '';
}
