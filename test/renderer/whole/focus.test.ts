/**
 * The keyboard never loses its place: when the focused element goes away or is busy for a moment, and Escape leads back step
 * by step.
 */
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import type { Reply } from '../../support/page/fake-page-server.ts';
import { problem } from '../../support/page/fake-page-server.ts';
import { awsProfile, inS, lockedView, profile, role, view } from '../../support/page/views.ts';
import { DETAIL_STEPS } from '../detail/states.ts';
import { AWS_FOUND } from '../list/first-run-states.ts';
import { showRoles } from '../roles/states.ts';
import { useStage } from '../stage/stage.ts';
import { FINE, showChecks, showLog, showSettings } from '../upkeep/states.ts';

const stage = useStage();

const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at?.getAttribute('aria-label') ?? at?.getAttribute('name') ?? at?.textContent?.trim() ?? '';
  });
const comesTo = (page: Page, name: string) => expect.poll(() => focused(page), { timeout: 5_000 }).toBe(name);

/** Through its menu, with the keyboard alone. */
async function choose(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole('button', { name: menu, exact: true }).press('ArrowDown');
  await page.getByRole('menuitem', { name: item, exact: true }).press('Enter');
}

async function remove(page: Page, name: string): Promise<void> {
  const left = stage.fake.view.profiles.filter((one) => one.name !== name);
  stage.fake.answer(`DELETE /v1/profiles/${name}`, () => {
    stage.fake.show(view(left));
    return { status: 204 };
  });
  await choose(page, `More actions for ${name}`, 'Remove…');
  await comesTo(page, 'Keep');
  await page.getByRole('button', { name: 'Remove', exact: true }).press('Enter');
  await page.locator(`[data-profile=${name}]`).waitFor({ state: 'detached' });
}

/** An answer that waits until it is released. */
function held(reply: Reply) {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give, answer: () => given.then(() => reply) };
}

describe('the focus stays near where it was', () => {
  it('when a profile is removed: on the next one, finally on the first choice of the empty window', async () => {
    const page = await stage.open(view([profile(), profile({ name: 'code' }), profile({ name: 'lab' })]));
    await remove(page, 'code');
    await comesTo(page, 'lab');
    await remove(page, 'lab');
    await comesTo(page, 'work');
    await remove(page, 'work');
    await comesTo(page, 'AwAWS');
  });

  it('when a role is removed: on the next one', async () => {
    const roles = [role(), role({ name: 'staging-read', role_id: 'ReadOnly' })];
    const page = await stage.open(view([awsProfile({ roles })]));
    await showRoles(page);
    stage.fake.answer('DELETE /v1/profiles/work/roles/prod-admin', () => {
      const left = awsProfile({ roles: roles.slice(1) });
      stage.fake.show(view([left]));
      return { status: 200, body: left };
    });
    await choose(page, 'More actions for prod-admin', 'Remove…');
    await page.getByRole('button', { name: 'Remove', exact: true }).press('Enter');
    await page.locator('[data-role=prod-admin]').waitFor({ state: 'detached' });
    await comesTo(page, 'More actions for staging-read');
  });

  it('when a button is busy: on it', async () => {
    const page = await stage.open(view([profile()]));
    await DETAIL_STEPS.detail(page, stage.fake);
    const refreshed = held({ status: 200, body: profile() });
    stage.fake.answer('POST /v1/profiles/work/refresh', refreshed.answer);
    await page.getByRole('button', { name: 'Refresh now' }).press('Enter');
    await page.getByRole('button', { name: 'Refresh now', disabled: true }).waitFor();
    refreshed.give();
    await comesTo(page, 'Refresh now');
  });

  it('when the checks are run again: on the button', async () => {
    const page = await stage.open(view([profile()]));
    await showChecks(page, stage.fake);
    const checked = held({ status: 200, body: { checks: FINE } });
    stage.fake.answer('GET /v1/doctor', checked.answer);
    await page.getByRole('button', { name: 'Check again' }).press('Enter');
    await page.locator('.sheet-top button:disabled').waitFor();
    checked.give();
    await comesTo(page, 'Check again');
  });

  it('when a note is dismissed: where it was before', async () => {
    const page = await stage.open(view([profile()]));
    stage.fake.answer('POST /v1/profiles/work/refresh', problem(503, 'provider_error', 'It is broken.', 'Wait.'));
    await choose(page, 'More actions for work', 'Refresh now');
    await page.getByRole('button', { name: 'Dismiss' }).press('Enter');
    await page.locator('.notice').waitFor({ state: 'detached' });
    await comesTo(page, 'More actions for work');
  });

  it('when the agent comes back: in the list', async () => {
    const page = await stage.open(view([profile()]));
    stage.fake.die();
    await page.getByRole('button', { name: 'Try now' }).focus();
    stage.fake.revive();
    await page.keyboard.press('Enter');
    await page.locator('.banner').waitFor({ state: 'detached' });
    await comesTo(page, 'work');
  });

  it('when it is unlocked: in the list', async () => {
    const page = await stage.open(lockedView());
    stage.fake.answer('POST /v1/unlock', () => {
      stage.fake.show(view([profile()]));
      return { status: 204 };
    });
    await page.getByLabel('Passphrase', { exact: true }).fill('correct horse');
    await page.keyboard.press('Enter');
    await page.locator('.row').waitFor();
    await comesTo(page, 'work');
  });

  it('when someone clicks outside everything: it is released', async () => {
    const page = await stage.open(view([profile()]));
    await page.getByRole('button', { name: 'Add profile' }).focus();
    await page.mouse.click(5, 400);
    stage.fake.show(view([]));
    await page.getByRole('heading', { name: 'Where do you sign in?' }).waitFor();
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  });
});

describe('Escape', () => {
  it('leaves the settings from a checkbox that was just changed', async () => {
    const page = await stage.open(view([profile()]));
    await showSettings(page, stage.fake);
    stage.fake.answer('PATCH /v1/settings', { status: 200, body: {} });
    await page.getByLabel('Before a sign-in expires').press('Space');
    await page.keyboard.press('Escape');
    await page.getByRole('listitem', { name: 'work' }).waitFor();
    await comesTo(page, 'Settings and more');
  });

  it('undoes what was typed, then leaves', async () => {
    const page = await stage.open(view([profile()]));
    await showSettings(page, stage.fake);
    const proxy = page.getByLabel('Proxy', { exact: true });
    await proxy.fill('http://half');
    await page.keyboard.press('Escape');
    expect(await proxy.inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await page.getByRole('listitem', { name: 'work' }).waitFor();
    expect(stage.fake.asked('PATCH /v1/settings')).toEqual([]);
  });

  it('empties the filter of the log, then leaves', async () => {
    const page = await stage.open(view([profile()]));
    await showLog(page, stage.fake);
    const filter = page.getByLabel('Filter');
    await filter.fill('wake');
    await page.keyboard.press('Escape');
    expect(await filter.inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await page.getByRole('listitem', { name: 'work' }).waitFor();
  });

  it('closes the choice of what to import, and the focus returns to where it started', async () => {
    const page = await stage.open(view([]));
    stage.fake.answer('GET /v1/import/aws', { status: 200, body: AWS_FOUND });
    await page.reload();
    await page.getByRole('button', { name: 'Choose what to import' }).press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT');
    await page.keyboard.press('Escape');
    await comesTo(page, 'Choose what to import');
    expect(await page.getByRole('checkbox').count()).toBe(0);
  });
});

describe('a sign-in that expires soon', () => {
  const short = profile({ name: 'short', renewable: false, expires_at: inS(9 * 60) });

  it('looks like it, and offers the one thing to do', async () => {
    const page = await stage.open(view([profile(), short], { overall: 'soon' }));
    const row = page.getByRole('listitem', { name: 'short' });
    expect(await row.getAttribute('class')).toContain('warn');
    await row.getByRole('button', { name: 'Sign in again: short' }).waitFor();
    await row.getByRole('button', { name: 'More actions for short' }).click();
    expect(await page.getByRole('menuitem').allInnerTexts()).not.toContain('Sign in again');
  });

  it('is announced once, not every minute', async () => {
    const page = await stage.open(view([short], { overall: 'soon' }));
    await page.getByRole('heading', { name: /^short expires in \d min$/ }).waitFor();
    expect((await page.locator('#announcer').innerText()).trim()).toBe('1 sign-in expires soon');
  });
});
