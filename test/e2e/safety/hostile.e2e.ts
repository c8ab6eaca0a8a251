/**
 * A lying provider, on the real Electron: what it says about itself and the person reaches tray, notifications and window as
 * one line of plain text.
 */
import { expect } from 'playwright/test';
import { type NoticeHost, startNoticeHost } from '../../support/session-bus/notice-host.ts';
import type { MenuEntry } from '../../support/session-bus/tray-host.ts';
import { test as base, type Desk } from '../support/desk.ts';

const test = base.extend<{ notices: NoticeHost }>({
  notices: async ({ desk }, use) => {
    const notices = await startNoticeHost(String(desk.env['DBUS_SESSION_BUS_ADDRESS']));
    await use(notices);
    notices.close();
  },
});

/** Markup, an escape sequence, a direction override, zero-width characters, a command, two line ends. */
const EVIL =
  '<b>Click</b> <a href="https://evil.example/">here</a> \u001b[31m\u202elive\u200b `curl evil` \n\u2028&amp; ';
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const NAME = 'Wanda\u202e\u0007<img src=x onerror="document.title=1">';

const labelsOf = (menu: readonly MenuEntry[]): string[] =>
  menu.flatMap(({ label, children }) => [label, ...labelsOf(children)]);

const refusal = (description: string) => ({
  kind: 'fail' as const,
  status: 400,
  body: { error: 'invalid_grant', error_description: description },
});

async function signOutByProvider(desk: Desk, description: string): Promise<void> {
  desk.provider.traffic.fault('refresh', refusal(description));
  expect((await desk.ask('POST', '/v1/profiles/work/refresh')).status).toBeGreaterThanOrEqual(400);
}

test.describe('a provider that says anything', () => {
  const configuration = { conformIdTokenClaims: false };
  test.use({
    deskOptions: {
      provider: { accessTokenTtlS: 600, deviceInterval: 1, claims: () => ({ name: NAME }), configuration },
    },
  });

  test('is one line of plain text in tray, notification, window and log', async ({ desk, notices }) => {
    await desk.start();
    await desk.addProfile('work', { scopes: ['openid', 'profile', 'offline_access'] });
    await desk.signIn('work');
    const page = await desk.window(() => desk.host.press('Open Latchkey'));
    await expect(page.getByText('Wanda').first()).toBeVisible();
    expect(await page.title()).not.toBe('1');
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    await signOutByProvider(desk, EVIL.repeat(3));
    await desk.host.untilMenu((labels) => labels.some((label) => label.startsWith('work · sign in')));
    const labels = labelsOf(await desk.host.menu());
    expect(labels.some((label) => label.includes('Click'))).toBe(true);
    await expect.poll(() => notices.shown().some(({ body }) => body.includes('Click'))).toBe(true);
    const told = notices.shown().map(({ title, body }) => `${title} ${body.replaceAll('\n', ' ')}`);
    for (const text of told) expect(text).not.toMatch(/[<>&]/);
    const shown = (await page.locator('body').innerText()).replaceAll('\n', ' ');
    expect(shown).toContain('Click');
    expect(await page.locator('a[href*="evil"]').count()).toBe(0);
    expect((await page.locator('code').allInnerTexts()).join(' ')).not.toContain('curl');
    const { body: status } = await desk.ask('GET', '/v1/status');
    const { body: log } = await desk.ask('GET', '/v1/log');
    const rest = [await desk.host.tooltip(), JSON.stringify(status), JSON.stringify(log)];
    for (const text of [...labels, ...told, shown, ...rest]) {
      expect(UNSEEN.exec(text)?.[0].codePointAt(0)?.toString(16), text).toBeUndefined();
    }
    expect(Math.max(...labels.map(({ length }) => length))).toBeLessThan(400);
  });
});
