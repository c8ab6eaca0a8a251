/** The tray as a panel shows it: read and clicked over D-Bus on the real Electron, with a real keychain and provider. */
import { existsSync } from 'node:fs';
import { expect } from 'playwright/test';
import { type Desk, startAgain, test } from '../support/desk.ts';

const says = (text: string) => (labels: string[]) => labels.includes(text);

async function exitCode(desk: Desk, cause: () => Promise<unknown>): Promise<number | null> {
  const child = desk.app().process();
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await cause();
  return ended;
}

test('lists every profile, and Open and Quit', async ({ desk }) => {
  await desk.start();
  expect(await desk.host.untilMenu(says('No profiles yet'))).toEqual(['No profiles yet', 'Open Latchkey', 'Quit']);
  expect(await desk.host.tooltip()).toBe('Latchkey: no profiles yet');
  const empty = await desk.host.icon();
  await desk.addProfile('work');
  await desk.addProfile('my_lab');
  await desk.host.untilMenu(says('my_lab · sign in'));
  expect((await desk.host.menu()).map(({ label }) => label)).toEqual([
    'work · sign in',
    'my_lab · sign in',
    'Open Latchkey',
    'Lock…',
    'Quit',
  ]);
  expect((await desk.host.icon()).fingerprint).not.toBe(empty.fingerprint);
});

test('signs in: the window shows the code, the browser gets the link, and approval leads to the time left', async ({
  desk,
}) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.host.untilMenu(says('work · sign in'));
  const page = await desk.window(() => desk.host.press('work', 'Sign in'));
  await desk.host.untilMenu(says('work · signing in…'));
  await expect(page.locator('.user-code')).toBeVisible();
  const { body } = await desk.ask('GET', '/v1/profiles/work');
  const attempt = (body as { sign_in: { user_code: string; verification_uri: string } }).sign_in;
  await expect(page.locator('.user-code')).toHaveText(attempt.user_code);
  await expect(page.getByText(attempt.verification_uri).first()).toBeVisible();
  await expect.poll(() => desk.links().length).toBe(1);
  expect(desk.links()[0]).toContain(desk.provider.issuer);

  await desk.provider.approveDevice(attempt.user_code);
  await desk.host.untilMenu(says('work · 3 min'));
  await expect(page.locator('[data-phase="approved"]')).toBeVisible();
  expect(await desk.host.tooltip()).toBe('Latchkey: work 3 min');
  expect(desk.links()).toHaveLength(1);
});

test('keeps the time left current while nothing else happens', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.signIn('work');
  const before = desk.provider.traffic.requests.length;
  await desk.host.untilMenu(says('work · 2 min'), 20_000);
  expect(desk.provider.traffic.requests.length).toBe(before);
});

test('copies the real token, and clears it from the clipboard at the end', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.signIn('work');
  const { body } = await desk.ask('GET', '/v1/profiles/work/token');
  const token = String(body?.['access_token']);
  await desk.host.press('work', 'Copy token');
  await expect.poll(() => desk.clipboard()).toBe(token);
  const userinfo = await fetch(`${desk.provider.issuer}/me`, {
    headers: { authorization: `Bearer ${desk.clipboard()}` },
  });
  expect(userinfo.status).toBe(200);
  await exitCode(desk, () => desk.host.press('Quit'));
  expect(desk.clipboard()).not.toContain(token);
});

test('copies the env line: a command to paste, without a token', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.signIn('work');
  await desk.host.press('work', 'Copy env line');
  await expect.poll(() => desk.clipboard()).toBe('eval "$(latchkey env work)"');
});

test('puts those that need the person first', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.addProfile('lab');
  await desk.addProfile('mine');
  await desk.ask('POST', '/v1/profiles/lab/sign-in', { flow: 'device', open_browser: false });
  const labels = await desk.host.untilMenu(says('lab · signing in…'));
  expect(labels.slice(0, 3)).toEqual(['lab · signing in…', 'work · sign in', 'mine · sign in']);
});

test('refreshes now, and signs out at the provider', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.signIn('work');
  const token = async () => (await desk.ask('GET', '/v1/profiles/work/token')).body?.['access_token'];
  const before = await token();
  await desk.host.press('work', 'Refresh now');
  await expect.poll(token).not.toBe(before);
  const last = String(await token());
  await desk.host.press('work', 'Sign out');
  await desk.host.untilMenu(says('work · sign in'));
  const userinfo = await fetch(`${desk.provider.issuer}/me`, { headers: { authorization: `Bearer ${last}` } });
  expect(userinfo.status).toBe(401);
});

test('desktops 11: nothing is replaced while a submenu is open, and everything a moment after a line was chosen', async ({
  desk,
}) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.host.untilMenu(says('work · sign in'));
  await desk.host.open('work');
  await desk.addProfile('lab');
  await desk.ask('POST', '/v1/profiles/lab/sign-in', { flow: 'device', open_browser: false });
  await expect.poll(() => desk.host.tooltip()).toBe('Latchkey: sign in to lab');
  expect((await desk.host.menu()).map(({ label }) => label)[0]).toBe('work · sign in');
  await desk.window(() => desk.host.press('Open Latchkey'));
  await desk.host.untilMenu((labels) => labels[0] === 'lab · signing in…' && labels[1] === 'work · sign in', 5_000);
});

test('says that a sign-in has ended, and why', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.signIn('work');
  desk.provider.endAllSignIns();
  await desk.host.press('work', 'Refresh now');
  await desk.host.untilMenu(says('work · sign in'));
  const [work] = await desk.host.menu();
  const { body } = await desk.ask('GET', '/v1/profiles/work');
  const { problem } = body as { problem: { message: string; hint: string } };
  const said = (work?.children ?? []).filter(({ enabled }) => !enabled).map(({ label }) => label);
  expect(said.join(' ')).toBe(`${problem.message} ${problem.hint}`);
});

test('Quit ends with exit code 0, and the socket is gone', async ({ desk }) => {
  await desk.start();
  expect(existsSync(desk.socket)).toBe(true);
  expect(await exitCode(desk, () => desk.host.press('Quit'))).toBe(0);
  expect(existsSync(desk.socket)).toBe(false);
});

test('SIGTERM ends it as cleanly', async ({ desk }) => {
  await desk.start();
  expect(await exitCode(desk, async () => desk.app().process().kill('SIGTERM'))).toBe(0);
  expect(existsSync(desk.socket)).toBe(false);
});

test('a second start shows the first one’s window and exits', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.host.untilMenu(says('work · sign in'));
  for (const page of desk.app().windows()) await page.close();
  let code: number | null = -1;
  const page = await desk.window(async () => {
    code = startAgain(desk);
  });
  expect(code).toBe(0);
  await expect(page.getByText('work', { exact: true }).first()).toBeVisible();
});

test('a restart keeps the sign-in, from the real keychain', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.signIn('work');
  await exitCode(desk, () => desk.host.press('Quit'));
  await desk.start();
  await desk.host.untilMenu((labels) => /^work · .*min$/.test(labels[0] ?? ''));
  const { body } = await desk.ask('GET', '/v1/profiles/work/token');
  const userinfo = await fetch(`${desk.provider.issuer}/me`, {
    headers: { authorization: `Bearer ${String(body?.['access_token'])}` },
  });
  expect(userinfo.status).toBe(200);
  expect(desk.links()).toHaveLength(0);
});
