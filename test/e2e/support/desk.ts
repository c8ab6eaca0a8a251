/**
 * A desk for the desktop's tests: its own home, a real keychain, a panel with a tray, a provider, and Latchkey started on
 * the real Electron as its user would start it.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ElectronApplication, _electron as electron, type Page } from 'playwright';
import { test as base } from 'playwright/test';
import { type OidcServer, type OidcServerOptions, startOidcServer } from '../../support/oidc/server.ts';
import { type SecretService, startSecretService } from '../../support/session-bus/secret-service.ts';
import { startTrayHost, type TrayHost } from '../../support/session-bus/tray-host.ts';
import { type Answer, askSocket } from './socket.ts';

export const ROOT = resolve(import.meta.dirname, '../../..');
const DIST = process.env['ELECTRON_OVERRIDE_DIST_PATH'] || join(ROOT, 'node_modules/electron/dist');
export const ELECTRON = join(DIST, 'electron');
/** Chromium refuses a sandbox to root. Only tests pass this; one of them runs as another user, without it. */
export const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export interface Desk {
  readonly env: Record<string, string>;
  readonly socket: string;
  readonly keychain: SecretService;
  readonly provider: OidcServer;
  readonly host: TrayHost;
  /** The running desktop. */
  app(): ElectronApplication;
  start(...args: string[]): Promise<ElectronApplication>;
  /** Kills it if it still runs, without using the tray. */
  stop(): Promise<void>;
  ask(method: string, path: string, body?: object): Promise<Answer>;
  addProfile(name: string, settings?: object): Promise<void>;
  /** The whole sign-in through API and provider, for tests of something else; `meanwhile`: while the code waits. */
  signIn(name: string, meanwhile?: () => Promise<void>): Promise<void>;
  /** Runs `cause` and returns the page that it opens. */
  window(cause: () => Promise<void>): Promise<Page>;
  /** Links that the system browser was asked to open. */
  links(): string[];
  clipboard(): string;
}

export interface DeskOptions {
  readonly provider: OidcServerOptions;
  /** False: a desktop without tray icons, and the first window stays; absent: one with a tray. */
  readonly tray?: boolean;
}

const isSwitch = (arg: string): boolean => arg.startsWith('--');

/** Why these tests cannot run here; undefined: they can. */
export function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'the tray is read over D-Bus, which is there on Linux only';
  if (!existsSync(ELECTRON)) return `there is no Electron executable at ${ELECTRON}`;
  if (!process.env['DISPLAY']) return 'there is no display (start it under xvfb-run)';
  return undefined;
}

export const test = base.extend<{ runnable: undefined; desk: Desk; deskOptions: DeskOptions }>({
  runnable: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures that are needed from it.
    async ({}, use, info) => {
      const reason = whyNot();
      info.skip(reason !== undefined, reason ?? '');
      await use(undefined);
    },
    { auto: true },
  ],
  deskOptions: [{ provider: { accessTokenTtlS: 185, deviceInterval: 1 } }, { option: true }],
  desk: async ({ deskOptions }, use) => {
    const keychain = await startSecretService();
    const provider = await startOidcServer(deskOptions.provider);
    const host = await startTrayHost(String(keychain.env['DBUS_SESSION_BUS_ADDRESS']));
    const hasTray = deskOptions.tray ?? true;
    if (!hasTray) host.close();
    const desk = layOut(keychain, provider, host, hasTray);
    try {
      await use(desk);
    } finally {
      await desk.stop();
      if (hasTray) host.close();
      await provider.close();
      await keychain.stop();
    }
  },
});

function layOut(keychain: SecretService, provider: OidcServer, host: TrayHost, hasTray: boolean): Desk {
  const home = String(keychain.env['HOME']);
  const links = join(home, 'links.txt');
  const env = environment(keychain, home, links);
  const socket = String(env['LATCHKEY_SOCKET']);
  let running: ElectronApplication | undefined;
  const desk: Desk = {
    env,
    socket,
    keychain,
    provider,
    host,
    app() {
      if (running === undefined) throw new Error('Latchkey has not been started');
      return running;
    },
    async start(...args) {
      host.forget();
      running = await electron.launch({
        executablePath: ELECTRON,
        // Electron takes its first argument that is not a switch as the program.
        args: [...AS_ROOT, ...args.filter(isSwitch), ROOT, ...args.filter((arg) => !isSwitch(arg))],
        env,
        cwd: home,
        // Otherwise Playwright turns it off.
        chromiumSandbox: true,
        // Otherwise Playwright makes every page light.
        colorScheme: null,
      });
      if (hasTray) await host.untilItem();
      await untilAnswers(socket);
      if (hasTray && !args.includes('--hidden')) await closeFirstWindow(running, socket);
      return running;
    },
    async stop() {
      await running?.close().catch(() => {});
    },
    ask: (method, path, body) => askSocket(socket, method, path, body),
    async addProfile(name, settings = {}) {
      const body = { name, provider: 'oidc', settings: { issuer: provider.issuer, ...settings } };
      const { status, body: answer } = await desk.ask('POST', '/v1/profiles', body);
      if (status !== 201) throw new Error(`profile not added: ${JSON.stringify(answer)}`);
    },
    async signIn(name, meanwhile = async () => {}) {
      const { body } = await desk.ask('POST', `/v1/profiles/${name}/sign-in`, { flow: 'device', open_browser: false });
      const { user_code } = (body as { sign_in: { user_code: string } }).sign_in;
      await meanwhile();
      await provider.approveDevice(user_code);
      await host.untilMenu((labels) => labels.some((label) => new RegExp(`^${name} · .*(min|signed in)`).test(label)));
    },
    async window(cause) {
      const opened = desk.app().waitForEvent('window');
      await cause();
      const page = await opened;
      await page.waitForLoadState();
      return page;
    },
    links: () => (existsSync(links) ? readFileSync(links, 'utf8').trim().split('\n') : []),
    clipboard: () => spawnSync('xclip', ['-o', '-selection', 'clipboard'], { env, encoding: 'utf8' }).stdout ?? '',
  };
  return desk;
}

/** What little a desktop session provides, and nothing from the one that runs the tests. */
function environment(keychain: SecretService, home: string, links: string): Record<string, string> {
  const opener = join(home, 'open-link');
  writeFileSync(opener, `#!/bin/sh\nprintf '%s\\n' "$LATCHKEY_LINK" >>'${links}'\n`, { mode: 0o755 });
  const config = join(home, 'config');
  mkdirSync(config, { recursive: true, mode: 0o700 });
  const wanted = { PATH: process.env['PATH'], DISPLAY: process.env['DISPLAY'], XAUTHORITY: process.env['XAUTHORITY'] };
  const session = ['HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'] as const;
  const all = { ...wanted, ...Object.fromEntries(session.map((name) => [name, keychain.env[name]])) };
  return {
    ...Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined)),
    XDG_CONFIG_HOME: config,
    NO_AT_BRIDGE: '1',
    LATCHKEY_TEST_MODE: '1',
    // A command that finds no agent must leave none behind.
    LATCHKEY_NO_START: '1',
    LATCHKEY_OPEN_COMMAND: opener,
    LATCHKEY_SOCKET: join(String(keychain.env['XDG_RUNTIME_DIR']), 'latchkey', 'agent.sock'),
  };
}

async function untilAnswers(socket: string, withinMs = 15_000): Promise<void> {
  const giveUpMs = Date.now() + withinMs;
  while (
    !(await askSocket(socket, 'GET', '/v1/status').then(
      ({ status }) => status === 200,
      () => false,
    ))
  ) {
    if (Date.now() > giveUpMs) throw new Error('the agent does not answer on its socket');
    await new Promise((resume) => setTimeout(resume, 100));
  }
}

/** A start without profiles shows the window; it is closed, so that each test opens its own. */
async function closeFirstWindow(app: ElectronApplication, socket: string): Promise<void> {
  const { body } = await askSocket(socket, 'GET', '/v1/status');
  if (body?.['overall'] !== 'empty') return;
  const page = await app.firstWindow();
  await page.close();
}

/** Starts it again, as when a person clicks the icon or a link; returns the exit code. */
export function startAgain(desk: Desk, ...args: readonly string[]): number | null {
  return spawnSync(ELECTRON, [...AS_ROOT, ROOT, ...args], { env: desk.env, timeout: 20_000 }).status;
}

export const onPath = (program: string): boolean => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
