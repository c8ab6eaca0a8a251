/** Everyday use on the real Electron: settings that apply, starting at login, a hidden start, and links to a profile. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import { run } from '../../cli/latchkey.ts';
import { type Desk, ELECTRON, ROOT, startAgain, test } from '../support/desk.ts';
import { picture } from '../support/picture.ts';

const configured = (desk: Desk, ...path: string[]) => join(String(desk.env['XDG_CONFIG_HOME']), ...path);
const autostartFile = (desk: Desk) => configured(desk, 'autostart', 'latchkey.desktop');
const visibleWindows = (desk: Desk): Promise<number> =>
  desk.app().evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((one) => one.isVisible()).length);

async function openPage(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings and more' }).click();
  await page.getByRole('menuitem', { name: title, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
}

test('the settings page writes the settings, and the file that starts Latchkey at login', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  const page = await desk.window(() => desk.host.press('Open Latchkey'));
  await openPage(page, 'Settings');
  await page.getByLabel('Before a sign-in expires').uncheck();
  await page.getByLabel('Ask before a program gets a token').selectOption('new');
  await page.getByLabel('Start Latchkey when I log in').check();
  await expect.poll(() => existsSync(autostartFile(desk))).toBe(true);
  expect(readFileSync(autostartFile(desk), 'utf8')).toContain(`Exec="${ELECTRON}" "${ROOT}" "--hidden"`);
  await picture(page, 'settings');
  const file = configured(desk, 'latchkey', 'settings.json');
  await expect
    .poll(() => JSON.parse(readFileSync(file, 'utf8')))
    .toEqual({ notices: { ending: false }, ask: 'new', start_at_login: true });
  await desk.addProfile('asked');
  const { body } = await desk.ask('GET', '/v1/profiles/asked');
  expect(body?.['ask']).toBe('new');
  await page.getByLabel('Start Latchkey when I log in').uncheck();
  await expect.poll(() => existsSync(autostartFile(desk))).toBe(false);
});

test('a reset from a terminal undoes the start at login', async ({ desk }) => {
  await desk.start();
  expect((await desk.ask('PATCH', '/v1/settings', { start_at_login: true })).status).toBe(200);
  expect(existsSync(autostartFile(desk))).toBe(true);
  const reset = (...args: string[]) => run(join(ROOT, 'dist/latchkey.cjs'), ['reset', ...args], { env: desk.env });
  expect((await reset()).stdout).toBe(
    'This would forget 0 profiles and 0 stored logins.\nLatchkey would no longer start when you log in.\n',
  );
  expect(existsSync(autostartFile(desk))).toBe(true);
  expect((await reset('--yes')).stdout).toContain('Latchkey no longer starts when you log in.');
  expect(existsSync(autostartFile(desk))).toBe(false);
});

test('checks, diagnosis and log work, and the diagnosis names no one', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('wandas-work');
  await desk.signIn('wandas-work');
  const page = await desk.window(() => desk.host.press('Open Latchkey'));
  await openPage(page, 'Checks');
  await expect(page.locator('.checks li').filter({ hasText: 'Provider of wandas-work' })).toContainText('answered in');
  await page.getByRole('button', { name: 'Show diagnosis' }).click();
  const diagnosis = await page.getByRole('textbox', { name: 'Diagnosis' }).inputValue();
  expect(diagnosis).not.toContain('wandas-work');
  expect(diagnosis).not.toContain(String(desk.env['HOME']));
  for (const secret of desk.provider.secretsSeen()) expect(diagnosis).not.toContain(secret);
  expect(JSON.parse(diagnosis)).toMatchObject({
    profiles: [{ name: 'profile-1', state: 'active' }],
    runtime: { electron: expect.any(String) },
  });
  await page.getByRole('button', { name: 'Profiles' }).click();
  await openPage(page, 'Log');
  await expect(page.locator('.log')).toContainText('vault');
});

test('a start at login shows no window, another one by the person does', async ({ desk }) => {
  await desk.start('--hidden');
  expect((await desk.ask('GET', '/v1/status')).body?.['overall']).toBe('empty');
  expect(await visibleWindows(desk)).toBe(0);
  expect(startAgain(desk, '--hidden')).toBe(0);
  let code: number | null = null;
  const page = await desk.window(async () => {
    expect(await visibleWindows(desk)).toBe(0);
    code = startAgain(desk);
  });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(code).toBe(0);
});

test('a link shows the profile that it names; any other only opens the window', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.addProfile('lab');
  const page = await desk.window(async () => void startAgain(desk, 'latchkey://profile/lab'));
  await expect(page.getByRole('heading', { level: 1, name: 'lab', exact: true })).toBeVisible();
  expect(startAgain(desk, 'latchkey://profile/work')).toBe(0);
  await expect(page.getByRole('heading', { level: 1, name: 'work', exact: true })).toBeVisible();
  for (const other of ['latchkey://lock', 'latchkey://profile/lab/sign-in', 'latchkey://profile/lab?x#remove']) {
    expect(startAgain(desk, other)).toBe(0);
    await expect(page.getByRole('heading', { level: 1, name: 'work', exact: true })).toBeVisible();
  }
  expect(desk.links()).toEqual([]);
  expect((await desk.ask('GET', '/v1/status')).body).toMatchObject({
    profiles: [{ state: 'signed-out' }, { state: 'signed-out' }],
  });
});
