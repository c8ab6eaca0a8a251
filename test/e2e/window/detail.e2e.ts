/** Using the real window with the keyboard: the list, a profile's own page, its requests, the palette. */
import { expect } from 'playwright/test';
import { type Desk, test } from '../support/desk.ts';

/** The agent answers as it would answer a tool of this user. */
const takeToken = (desk: Desk) => desk.ask('GET', '/v1/profiles/work/token');

test('from the list to a profile and through the palette with the keyboard alone', async ({ desk }) => {
  await desk.start();
  await desk.addProfile('work');
  await desk.addProfile('lab');
  await desk.signIn('work');
  for (const open of desk.app().windows()) await open.close();
  const page = await desk.window(() => desk.host.press('Open Latchkey'));
  await expect(page.getByRole('button', { name: 'work', exact: true })).toBeVisible();
  expect((await takeToken(desk)).status).toBe(200);

  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('button', { name: 'work', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('work');
  await expect(page.getByRole('region', { name: 'Recent refreshes' })).toContainText('Signed in');
  await expect(page.getByRole('region', { name: 'Recent requests' })).toContainText(/(once|times) · last/);
  await expect(page.getByRole('region', { name: 'Time' })).toContainText('expires in');

  expect((await desk.ask('POST', '/v1/profiles/work/refresh')).status).toBe(200);
  await expect(page.getByRole('region', { name: 'Recent refreshes' })).toContainText('Refreshed on request');

  await page.getByRole('button', { name: 'Copy: curl' }).click();
  await expect.poll(() => desk.clipboard()).toContain('latchkey token work --header | curl');

  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'work', exact: true })).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('details lab');
  await expect(page.getByRole('option', { selected: true })).toHaveText('Details for lab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('lab');
  await page.keyboard.press('Escape');

  await page.keyboard.type('lab');
  await expect(page.locator('.row .name')).toHaveText(['lab']);
  const shown = await page.locator('body').innerText();
  expect(shown).not.toMatch(/ey[\w-]{10,}\.[\w-]{10,}/);
});
