/**
 * A Huawei Cloud profile on the real desktop: code in the window, agencies as roles, both expiry times, no console,
 * sign-out.
 */
import { expect } from 'playwright/test';
import { type HuaweiServer, startHuaweiServer } from '../../support/huawei/server.ts';
import { type Desk, test } from '../support/desk.ts';
import { picture } from '../support/picture.ts';

async function withHuawei(desk: Desk, use: (huawei: HuaweiServer) => Promise<void>): Promise<void> {
  const huawei = await startHuaweiServer({ accessTokenTtlS: 3600, credentialsTtlS: 3000 });
  try {
    await desk.start();
    const settings = huawei.settings({ start_url: huawei.localStartUrl });
    const { status, body } = await desk.ask('POST', '/v1/profiles', { name: 'cloud', provider: 'huawei', settings });
    expect(status, JSON.stringify(body)).toBe(201);
    await use(huawei);
  } finally {
    await huawei.close();
  }
}

const submenu = async (desk: Desk) =>
  (await desk.host.menu()).flatMap(({ children }) => children.map(({ label }) => label));

test('a Huawei Cloud profile: code in the window, roles, both expiry times in window and tray, signed out there', async ({
  desk,
}) => {
  await withHuawei(desk, async (huawei) => {
    const page = await desk.window(() => desk.host.press('Open Latchkey'));
    await page.getByRole('button', { name: 'Sign in: cloud' }).click();
    const code = await page.locator('.user-code').textContent();
    // There is no other way to sign in, so none is offered.
    await expect(page.getByRole('button', { name: 'Use the browser instead' })).toHaveCount(0);
    await picture(page, 'huawei-code');
    await huawei.approveDevice(code ?? '');
    await expect(page.locator('[data-phase="approved"]')).toBeVisible();
    await page.getByRole('button', { name: 'Done' }).click();
    await desk.host.untilMenu((labels) => labels.some((label) => /^cloud · (50 min|1 h)$/.test(label)));
    // There is no refresh token: the window says when it expires, not that it refreshes automatically.
    const row = page.getByRole('listitem', { name: 'cloud', exact: true });
    await expect(row.locator('.time')).toContainText('then sign in again');

    const [account] = huawei.accounts;
    await page.getByRole('button', { name: 'Add roles…: cloud' }).click();
    await page.getByLabel('Filter').fill('production');
    await page.getByRole('checkbox', { name: 'AdministratorAccess' }).check();
    await page.getByRole('checkbox', { name: 'ReadOnlyAccess' }).check();
    await page.getByRole('button', { name: 'Add 2 roles' }).click();
    await expect(page.getByRole('list', { name: 'Roles in cloud' }).getByRole('listitem')).toHaveCount(2);
    const { body } = await desk.ask('GET', '/v1/profiles/cloud/roles');
    const [role] = (body?.['roles'] ?? []) as { name: string; account_id: string }[];
    expect(role?.account_id).toBe(account?.accountId);
    const name = role?.name ?? '';
    expect((await desk.ask('GET', `/v1/profiles/cloud/roles/${name}/credentials`)).status).toBe(200);
    await expect.poll(() => submenu(desk)).toContainEqual(expect.stringMatching(new RegExp(`^${name} · (40|50) min$`)));
    await expect(page.getByRole('listitem', { name }).locator('.time')).toContainText(/(49|50) min/);
    await expect(page.getByRole('region', { name: 'Sign-in' }).locator('.time')).toContainText(/(59 min|1 hr)/);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await picture(page, 'huawei-roles');

    // No link to the console is published, so none is offered, neither here nor in the tray.
    await page.getByRole('button', { name: `More actions for ${name}` }).click();
    await expect(page.getByRole('menuitem')).toHaveText(['Copy command', 'Remove…']);
    await picture(page, 'huawei-role-menu');
    await page.keyboard.press('Escape');
    const [cloud] = await desk.host.menu();
    const shown = cloud?.children.find(({ label }) => label.startsWith(name));
    expect(shown?.children.map(({ label }) => label)).toEqual(['Copy command', 'Copy env line']);
    await desk.host.press('cloud', name, 'Copy command');
    await expect.poll(() => desk.clipboard()).toBe(`latchkey huawei-credentials cloud/${name}`);

    const html = await page.content();
    expect(huawei.secretsSeen().filter((secret) => html.includes(secret))).toEqual([]);
    await page.getByRole('button', { name: 'Profiles' }).click();
    await picture(page, 'huawei-list');
    await desk.host.press('cloud', 'Sign out');
    await desk.host.untilMenu((labels) => labels.includes('cloud · sign in'));
    expect(huawei.traffic.count('Logout')).toBe(1);
    expect([...huawei.state.sessions.values()].map(({ ended }) => ended)).toEqual([true]);
    expect(huawei.traffic.count('stray')).toBe(0);
    await expect(page.getByRole('button', { name: 'Sign in: cloud' })).toBeVisible();
  });
});
