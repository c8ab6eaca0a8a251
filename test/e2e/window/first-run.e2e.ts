/** The first minutes with the real desktop, outside test mode: the sandbox in three steps, and AWS's sign-ins imported. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'playwright/test';
import { walk } from '../../support/oidc/person.ts';
import { type Desk, test } from '../support/desk.ts';

/** As a person has it: plain http is refused everywhere except at the sandbox. */
function asUsual(desk: Desk): void {
  desk.env['LATCHKEY_TEST_MODE'] = '';
}

test('an empty window, a sandbox, signed in: choose, open, approve', async ({ desk }) => {
  asUsual(desk);
  await desk.start();
  const page = await desk.window(() => desk.host.press('Open Latchkey'));
  await page.getByRole('button', { name: 'Try the sandbox' }).click();
  const userCode = (await page.locator('.user-code').textContent()) ?? '';
  await page.getByRole('button', { name: 'Open in browser' }).click();
  await expect.poll(() => desk.links().length).toBe(1);
  const [link = ''] = desk.links();
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/device/);
  const end = await walk(link, { account: 'anyone', decision: 'approve', userCode });
  expect(end.html).toContain('You are signed in');
  await expect(page.locator('[data-phase="approved"]')).toBeVisible();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('Robin Sandbox').first()).toBeVisible();
  await desk.host.untilMenu((labels) => labels.some((label) => label.startsWith('sandbox · ')));
});

test('AWS’s configuration in the home: previewed, chosen, added with its roles', async ({ desk }) => {
  asUsual(desk);
  const home = String(desk.env['HOME']);
  mkdirSync(join(home, '.aws'), { recursive: true });
  const session = (name: string) =>
    `[sso-session ${name}]\nsso_start_url = https://${name}.awsapps.com/start\nsso_region = eu-central-1\n`;
  const role =
    '[profile prod-admin]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Administrator\n';
  writeFileSync(join(home, '.aws', 'config'), session('corp') + session('lab') + session('old') + role);
  await desk.start();
  const page = await desk.window(() => desk.host.press('Open Latchkey'));
  await expect(page.getByRole('heading', { name: '3 AWS sign-ins found' })).toBeVisible();
  await page.getByRole('button', { name: 'Choose what to import' }).click();
  await page.getByRole('checkbox', { name: /old/ }).uncheck();
  await page.getByRole('button', { name: 'Add 2 profiles' }).click();
  await expect(page.getByRole('button', { name: 'Sign in: corp' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in: lab' })).toBeVisible();
  const { body } = await desk.ask('GET', '/v1/profiles');
  expect(body).toMatchObject({ profiles: [{ name: 'corp', roles: [{ name: 'prod-admin' }] }, { name: 'lab' }] });
  expect(desk.links()).toEqual([]);
});
