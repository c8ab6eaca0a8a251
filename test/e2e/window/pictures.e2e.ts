/** Pictures of the window in each state on the real Electron, light and dark, on ordinary and dense screens, for people to look at. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import { type Desk, ROOT, test } from '../support/desk.ts';

const FOLDER = join(ROOT, 'reports', 'screenshots');

/** One picture per theme; in both, nothing may be wider than the window. */
async function picture(desk: Desk, page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await desk.app().evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source;
    }, theme);
    await expect
      .poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
      .toBe(theme === 'dark');
    await page.screenshot({ path: join(FOLDER, `${name}-${theme}.png`) });
    const [wanted, there] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(wanted, `${name} is wider than the window`).toBeLessThanOrEqual(there ?? 0);
  }
}

async function signInState(page: Page, phase: string): Promise<void> {
  await expect(page.locator(`[data-phase="${phase}"]`)).toBeVisible({ timeout: 20_000 });
}

const code = async (page: Page): Promise<string> => (await page.locator('.user-code').textContent())?.trim() ?? '';

for (const scale of [1, 2]) {
  test(`the window in each state, at scale ${scale}`, async ({ desk }) => {
    test.setTimeout(120_000);
    mkdirSync(FOLDER, { recursive: true });
    await desk.start(`--force-device-scale-factor=${scale}`);
    const page = await desk.window(() => desk.host.press('Open Latchkey'));
    expect(await page.evaluate(() => devicePixelRatio)).toBe(scale);
    const shoot = (name: string): Promise<void> => picture(desk, page, `desktop-${scale}x-${name}`);
    await expect(page.getByRole('button', { name: 'Other OpenID provider' })).toBeVisible();
    await shoot('empty');
    await page.getByRole('button', { name: 'Other OpenID provider' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await shoot('add');
    await page.keyboard.press('Escape');

    for (const name of ['work', 'lab', 'ci']) await desk.addProfile(name);
    await desk.host.press('work', 'Sign in');
    await signInState(page, 'waiting');
    await shoot('code');
    await desk.provider.approveDevice(await code(page));
    await signInState(page, 'approved');
    await shoot('approved');
    await desk.host.press('lab', 'Sign in');
    await expect(page.getByText('lab', { exact: false }).first()).toBeVisible();
    await signInState(page, 'waiting');
    await desk.provider.denyDevice(await code(page));
    await signInState(page, 'denied');
    await shoot('denied');
    await page.getByRole('button', { name: 'Profiles' }).click();
    await expect(page.getByText('ci', { exact: true }).first()).toBeVisible();
    await shoot('list');
    desk.provider.endAllSignIns();
    await desk.host.press('work', 'Refresh now');
    await desk.host.untilMenu((labels) => labels[0] === 'work · sign in');
    await shoot('needs-you');
  });
}
