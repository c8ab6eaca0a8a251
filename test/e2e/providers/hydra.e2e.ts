/**
 * An Ory Hydra profile on the real desktop, added in the window: code, expiry, refresh and sign-out, as seen at the
 * stand-in.
 */
import { expect } from 'playwright/test';
import { type HydraServer, startHydraServer } from '../../support/hydra/server.ts';
import { type Desk, test } from '../support/desk.ts';
import { picture } from '../support/picture.ts';

async function withHydra(desk: Desk, use: (hydra: HydraServer) => Promise<void>): Promise<void> {
  const hydra = await startHydraServer({ dynamicRegistration: true, accessTokenTtlS: 3600, deviceInterval: 1 });
  try {
    await desk.start();
    await use(hydra);
  } finally {
    await hydra.close();
  }
}

test('an Ory Hydra profile: added in the window, code there, expiry in window and tray, revoked when signing out', async ({
  desk,
}) => {
  await withHydra(desk, async (hydra) => {
    const page = await desk.window(() => desk.host.press('Open Latchkey'));
    await page.getByRole('button', { name: 'Other OpenID provider' }).click();
    await page.getByLabel('Name').fill('ory');
    await page.getByLabel('Provider').selectOption('Ory Hydra');
    await page.getByLabel('Issuer').fill(hydra.issuer);
    await page.getByText('More settings').click();
    await page.getByLabel('Admin URL').fill(hydra.adminUrl);
    await picture(page, 'hydra-form');
    await page.getByRole('dialog').getByRole('button', { name: 'Add only' }).click();

    await page.getByRole('button', { name: 'Sign in: ory' }).click();
    const code = await page.locator('.user-code').textContent();
    await expect(page.getByRole('button', { name: 'Use the browser instead' })).toBeVisible();
    await picture(page, 'hydra-code');
    await hydra.approveDevice(code ?? '');
    await expect(page.locator('[data-phase="approved"]')).toBeVisible();
    await picture(page, 'hydra-approved');
    await page.getByRole('button', { name: 'Done' }).click();
    await desk.host.untilMenu((labels) => labels.some((label) => /^ory · (50 min|1 h)$/.test(label)));
    const row = page.getByRole('listitem', { name: 'ory', exact: true });
    await expect(row.locator('.time')).toContainText(/(59 min|1 hr)[\s\S]*auto-refresh/);

    await desk.host.press('ory', 'Refresh now');
    await expect.poll(() => hydra.traffic.count('refresh')).toBe(1);
    await picture(page, 'hydra-list');
    const html = await page.content();
    expect(hydra.secretsSeen().filter((secret) => html.includes(secret))).toEqual([]);

    await page.getByRole('button', { name: 'More actions for ory' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await desk.host.untilMenu((labels) => labels.includes('ory · sign in'));
    await expect(page.getByText('ory is signed out.')).toBeVisible();
    await picture(page, 'hydra-signed-out');
    expect(hydra.traffic.count('revokeOAuth2Token')).toBeGreaterThan(0);
    const alive = [...hydra.state.tokens.values()].filter(({ used }) => !used);
    expect(alive).toEqual([]);
    expect(hydra.violations).toEqual([]);
  });
});
