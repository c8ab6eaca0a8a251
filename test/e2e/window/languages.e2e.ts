/** The language of the whole desktop: first the system's, then the one in the settings, in tray and window alike. */
import { expect } from 'playwright/test';
import { test } from '../support/desk.ts';

const says = (text: string) => (labels: string[]) => labels.includes(text);

test('the language in the settings applies at once in the tray, and in the window from its first word', async ({
  desk,
}) => {
  await desk.start();
  await desk.host.untilMenu(says('No profiles yet'));
  expect((await desk.ask('PATCH', '/v1/settings', { language: 'de' })).status).toBe(200);
  expect(await desk.host.untilMenu(says('Noch kein Profil'))).toEqual([
    'Noch kein Profil',
    'Latchkey öffnen',
    'Beenden',
  ]);
  expect(await desk.host.tooltip()).toBe('Latchkey: noch kein Profil');
  await desk.addProfile('work');
  await desk.host.untilMenu(says('work · anmelden'));
  const page = await desk.window(() => desk.host.press('Latchkey öffnen'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Niemand ist angemeldet');
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
});

test('the system’s language, if none is set, is the same in tray and window', async ({ desk }) => {
  Object.assign(desk.env, { LANGUAGE: 'zh_CN:en', LANG: 'zh_CN.UTF-8', LC_ALL: 'zh_CN.UTF-8' });
  await desk.start();
  await desk.host.untilMenu(says('还没有配置'));
  await desk.addProfile('work');
  const page = await desk.window(() => desk.host.press('打开 Latchkey'));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('尚未登录');
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
});
