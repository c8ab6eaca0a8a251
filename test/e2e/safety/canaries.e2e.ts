/**
 * Promise 4 on the real desktop: a life that goes through every part of it, with a canary for each secret. At the end they are
 * looked for in all that the window, the tray, the notices, the API and other processes could see, and in every file.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import { walk } from '../../support/oidc/person.ts';
import { keychainItems } from '../../support/session-bus/keychain-items.ts';
import { type NoticeHost, startNoticeHost } from '../../support/session-bus/notice-host.ts';
import { test as base, type Desk, startAgain } from '../support/desk.ts';

const PLANTED = {
  clientSecret: 'canary-client-secret-41c7f0a9e2',
  proxyPassword: 'canary-proxy-password-9d2b',
  otherProxyPassword: 'canary-other-proxy-password-07aa',
  passphrase: 'canary-lock-passphrase-5e11',
  awsKey: 'canary-aws-secret-access-key-3f60',
} as const;

const confidential = {
  client_id: 'confidential',
  client_secret: PLANTED.clientSecret,
  application_type: 'native',
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  response_types: ['code'],
  token_endpoint_auth_method: 'client_secret_basic',
};

const test = base.extend<{ notices: NoticeHost }>({
  notices: async ({ desk }, use) => {
    const notices = await startNoticeHost(String(desk.env['DBUS_SESSION_BUS_ADDRESS']));
    await use(notices);
    notices.close();
  },
  deskOptions: { provider: { accessTokenTtlS: 600, deviceInterval: 1, clients: [confidential] } },
});

/** What others could see, as text. */
class Witness {
  readonly seen: string[] = [];
  readonly #desk: Desk;
  #stop = (): void => {};

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  follow(): void {
    const stream = request({ socketPath: this.#desk.socket, path: '/v1/events', agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => this.seen.push(text));
      response.on('error', () => {});
    });
    stream.on('error', () => {});
    stream.end();
    this.#stop = () => stream.destroy();
  }

  stop = (): void => this.#stop();

  async ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const { body: answer = {} } = await this.#desk.ask(method, path, body);
    this.seen.push(JSON.stringify(answer));
    return answer;
  }

  async look(page: Page): Promise<void> {
    const fields = await page
      .locator('input, textarea')
      .evaluateAll((all) => all.map((one) => 'value' in one && one.value));
    this.seen.push(page.url(), await page.content(), JSON.stringify(fields));
    this.seen.push(JSON.stringify(await this.#desk.host.menu()), await this.#desk.host.tooltip());
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) this.seen.push(commandLine(pid));
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return ''; // it has ended
  }
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());

async function openPage(page: Page, title: string): Promise<void> {
  const home = page.getByRole('button', { name: 'Profiles', exact: true });
  if (await home.isVisible()) await home.click();
  await page.getByRole('button', { name: 'Settings and more' }).click();
  await page.getByRole('menuitem', { name: title, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
}

/** Where a person keeps other programs' secrets; Latchkey should only read the file that has none. */
function plant(desk: Desk): void {
  const home = String(desk.env['HOME']);
  for (const folder of ['.aws', 'tmp']) mkdirSync(join(home, folder), { mode: 0o700 });
  writeFileSync(join(home, '.aws', 'config'), '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\n');
  Object.assign(desk.env, {
    TMPDIR: join(home, 'tmp'),
    LATCHKEY_LOG: join(home, 'log'),
    HTTPS_PROXY: `http://someone:${PLANTED.proxyPassword}@127.0.0.1:9`,
    AWS_SECRET_ACCESS_KEY: PLANTED.awsKey,
  });
}

/** Each of these is refused or checked, and none may be echoed. */
async function sayWhatIsRefused(witness: Witness): Promise<void> {
  const proxy = `http://someone:${PLANTED.otherProxyPassword}@proxy.example:3128`;
  expect(await witness.ask('PATCH', '/v1/settings', { proxy })).toMatchObject({ code: 'request_malformed' });
  const settings = { issuer: 'https://id.example', client_secret: PLANTED.clientSecret };
  expect(await witness.ask('POST', '/v1/check', { provider: 'oidc', settings })).toMatchObject({ ok: false });
  const misplaced = { issuer: 'https://id.example', token_endpoint_auth_method: PLANTED.clientSecret };
  expect(await witness.ask('POST', '/v1/check', { provider: 'oidc', settings: misplaced })).toMatchObject({
    ok: false,
  });
  for (const path of ['/v1/import/aws', '/v1/settings', '/v1/log', '/v1/diagnosis', '/v1/doctor', '/v1/audit']) {
    await witness.ask('GET', path);
  }
}

async function signInToSandbox(desk: Desk, witness: Witness): Promise<string> {
  await witness.ask('POST', '/v1/sandbox');
  const begun = await witness.ask('POST', '/v1/profiles/sandbox/sign-in', { flow: 'device', open_browser: false });
  const { verification_uri_complete: link, user_code: userCode } = begun['sign_in'] as {
    verification_uri_complete: string;
    user_code: string;
  };
  await walk(link, { account: 'anyone', decision: 'approve', userCode });
  await desk.host.untilMenu((labels) => labels.some((label) => /^sandbox · .*min/.test(label)), 30_000);
  return String((await desk.ask('GET', '/v1/profiles/sandbox/token')).body?.['access_token']);
}

test('canaries are in the keychain and nowhere else after the desktop’s whole life', async ({ desk, notices }) => {
  test.setTimeout(300_000);
  plant(desk);
  await desk.start();
  const witness = new Witness(desk);
  witness.follow();
  const canaries = (): string[] =>
    [...desk.provider.secretsSeen(), ...Object.values(PLANTED), ...sandbox].filter(({ length }) => length > 8);
  const sandbox: string[] = [];
  const leaked = (text: string): string[] => canaries().filter((canary) => text.includes(canary));

  const profile = { issuer: desk.provider.issuer, client_id: 'confidential' };
  const secrets = { client_secret: PLANTED.clientSecret };
  await witness.ask('POST', '/v1/profiles', { name: 'work', provider: 'oidc', settings: profile, secrets });
  await desk.signIn('work');
  await sayWhatIsRefused(witness);
  sandbox.push(await signInToSandbox(desk, witness));

  for (const open of desk.app().windows()) await open.close();
  const page = await desk.window(async () => void startAgain(desk, 'latchkey://profile/work'));
  await expect(page.getByRole('heading', { level: 1, name: 'work', exact: true })).toBeVisible();
  expect((await desk.ask('GET', '/v1/profiles/work/token')).status).toBe(200);
  expect((await desk.ask('POST', '/v1/profiles/work/refresh')).status).toBe(200);
  await expect(page.getByRole('region', { name: 'Recent refreshes' })).toContainText('Refreshed on request');
  await witness.look(page);
  await page.getByRole('button', { name: 'Copy: curl' }).click();
  await expect.poll(() => desk.clipboard()).toContain('latchkey token work');
  witness.seen.push(desk.clipboard());
  await witness.ask('GET', '/v1/profiles/work/history');

  await openPage(page, 'Settings');
  await page.getByLabel('Start Latchkey when I log in').check();
  await witness.look(page);
  await openPage(page, 'Checks');
  await page.getByRole('button', { name: 'Show diagnosis' }).click();
  await page.getByRole('textbox', { name: 'Diagnosis' }).waitFor();
  await witness.look(page);
  await openPage(page, 'Log');
  await expect(page.locator('.log')).toContainText('vault');
  await witness.look(page);

  // A provider that echoes everything: into a notification, the tray, the window, the history and the log.
  desk.provider.traffic.fault('refresh', {
    kind: 'fail',
    status: 400,
    body: { error: 'invalid_grant', error_description: `Look: ${canaries().join(' ')}` },
  });
  await witness.ask('POST', '/v1/profiles/work/refresh');
  await expect.poll(() => notices.ever().some(({ title }) => title.startsWith('work: sign in again'))).toBe(true);
  await witness.look(page);
  await desk.host.press('sandbox', 'Copy token');
  await expect.poll(() => desk.clipboard()).toBe(sandbox[0]);
  await witness.ask('POST', '/v1/lock', { passphrase: PLANTED.passphrase });
  await desk.host.untilMenu((labels) => labels.includes('Latchkey is locked'));
  await witness.look(page);
  await witness.ask('POST', '/v1/unlock', { passphrase: PLANTED.passphrase });
  for (const path of ['/v1/status', '/v1/log', '/v1/diagnosis', '/v1/audit', '/v1/profiles/work/history']) {
    await witness.ask('GET', path);
  }
  const items = keychainItems(desk.env);
  // The page's process crashes, as from a Chromium bug.
  await desk.app().evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.forcefullyCrashRenderer());
  witness.stop();
  const ended = new Promise((resolve) => desk.app().process().once('exit', resolve));
  await desk.host.press('Quit');
  await ended;

  expect(leaked(items).length, 'the keychain holds some of them').toBeGreaterThan(0);
  expect(canaries().length).toBeGreaterThan(10);
  expect(desk.clipboard(), 'the token is off the clipboard').not.toBe(sandbox[0]);
  witness.seen.push(JSON.stringify(notices.ever()));
  const seen = witness.seen.join('\n');
  expect(seen).toContain('Look: ');
  expect(leaked(seen), 'seen by others').toEqual([]);
  const home = String(desk.env['HOME']);
  const files = filesBelow(home);
  for (const part of ['autostart/latchkey.desktop', 'latchkey/settings.json', 'latchkey/desktop/', 'audit', '/log']) {
    expect(
      files.filter((path) => path.includes(part)),
      part,
    ).not.toEqual([]);
  }
  const holds = (path: string): boolean => {
    const text = readFileSync(path, 'latin1');
    return leaked(text).length + leaked(text.replaceAll('\0', '')).length > 0;
  };
  expect(files.filter(holds), 'in a file').toEqual([]);
});
