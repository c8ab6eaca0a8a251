/** Roles in a real browser: both expiry times, what you can do with a role, and that no credentials reach the page. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../support/page/fake-page-server.ts';
import { awsProfile, huaweiProfile, inS, role, signedOut, view } from '../../support/page/views.ts';
import { useStage } from '../stage/stage.ts';
import { ROLES, showRoles } from './states.ts';

const stage = useStage();
const cloud = awsProfile({ expires_at: inS(7 * 3600 + 30), roles: ROLES });

const menuItem = async (page: Awaited<ReturnType<typeof stage.open>>, item: string) => {
  await page.getByRole('button', { name: 'More actions for prod-admin' }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

describe('the row of an AWS profile', () => {
  it('shows how long the sign-in lasts and how long each role’s credentials do', async () => {
    const page = await stage.open(view([cloud]));
    const row = page.getByRole('listitem', { name: 'work' });
    expect(await row.locator('.time').innerText()).toMatch(/7 hr[\s\S]*auto-refresh/);
    const roles = page.getByRole('list', { name: 'Roles in work' }).getByRole('listitem');
    expect(await roles.allInnerTexts()).toEqual([
      expect.stringMatching(/prod-admin\s+52 min/),
      expect.stringMatching(/staging-developer\s+fetched on demand/),
      expect.stringMatching(/audit\s+needs attention/),
      expect.stringMatching(/AdministratorAccess\s+3 hr 1 min/),
    ]);
    await page.getByRole('button', { name: 'All 5 roles: work' }).click();
    expect(await page.getByRole('list', { name: 'Roles in work' }).getByRole('listitem').count()).toBe(5);
  });

  it('shows a role in trouble before others', async () => {
    const many = Array.from({ length: 9 }, (_, index) => role({ name: `role-${index}` }));
    const last = { ...many[8], ...role({ name: 'role-8' }), problem: ROLES[2]?.problem };
    const page = await stage.open(view([awsProfile({ roles: [...many.slice(0, 8), last] })]));
    expect(await page.getByRole('list', { name: 'Roles in work' }).innerText()).toMatch(/role-2[\s\S]*role-8/);
    expect(await page.getByText('role-3').count()).toBe(0);
  });

  it('counts a role down, and goes back to fetching on demand', async () => {
    const page = await stage.open(view([awsProfile({ roles: [role({ expires_at: inS(600) })] })]));
    stage.fake.change('work', { roles: [role({ expires_at: inS(4) })] });
    await page.getByText(/\b[123] sec/).waitFor();
    await page.getByText('fetched on demand').waitFor();
  });

  it('without roles, offers to add some once signed in', async () => {
    const out = signedOut({ ...awsProfile({ name: 'out' }), state: 'signed-out' });
    const page = await stage.open(view([awsProfile(), out]));
    await page.getByRole('button', { name: 'Add roles…: work' }).waitFor();
    expect(await page.getByRole('button', { name: 'Add roles…: out' }).count()).toBe(0);
  });
});

describe('the roles of a profile', () => {
  it('show account, role, both expiries, and what is wrong with its next step', async () => {
    const page = await stage.open(view([cloud]));
    await showRoles(page);
    expect(await page.getByRole('region', { name: 'Sign-in' }).innerText()).toMatch(
      /Ada Moreno[\s\S]*(?:7 hr|6 hr 5\d min)/,
    );
    const prod = await page.getByRole('listitem', { name: 'prod-admin' }).innerText();
    expect(prod).toMatch(/Production \(111122223333\)[\s\S]*AdministratorAccess[\s\S]*52 min\s+credentials/);
    const audit = await page.getByRole('listitem', { name: 'audit' }).innerText();
    expect(audit).toMatch(/You have no access to Auditor[\s\S]*Ask the account's administrator/);
    await page.getByRole('button', { name: 'Profiles' }).click();
    await page.getByRole('listitem', { name: 'work' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('work');
  });

  it('an ended sign-in is started from there, and leads back', async () => {
    const out = signedOut({ ...awsProfile({ roles: ROLES }), state: 'needs-sign-in' });
    const page = await stage.open(view([out], { overall: 'needs-you' }));
    await showRoles(page);
    expect(await page.getByRole('button', { name: 'Add roles…' }).isDisabled()).toBe(true);
    expect(await page.getByText('fetched on demand').count()).toBe(0);
    await page.getByRole('button', { name: 'Sign in again: work' }).click();
    await page.locator('.panel').waitFor();
    expect(stage.fake.asked('POST /v1/profiles/work/sign-in')).toHaveLength(1);
    await page.getByRole('button', { name: 'Profiles' }).click();
    await page.getByRole('heading', { name: 'Roles in work' }).waitFor();
  });

  it.each([
    ['Copy command', 'latchkey aws-credentials work/prod-admin'],
    ['Copy credential_process line', 'credential_process = latchkey aws-credentials work/prod-admin'],
  ])('%s', async (item, text) => {
    const page = await stage.open(view([cloud]), { permissions: ['clipboard-read', 'clipboard-write'] });
    await showRoles(page);
    await menuItem(page, item);
    await page.getByText(`Copied: ${text}`).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);
    expect(stage.fake.requests).toEqual([]);
  });

  it('of Huawei Cloud have the command, and no console: no link to it is published', async () => {
    const id = '5146d03d8a00aaaaaaaaaaaaaaaaaaaa';
    const urn = `iam::${id}:agency:IIC_Admin_00`;
    const roles = [role({ account_id: id, role_id: urn, expires_at: inS(3000) })];
    const page = await stage.open(view([huaweiProfile({ roles })]));
    await showRoles(page);
    const row = await page.getByRole('listitem', { name: 'prod-admin' }).innerText();
    expect(row).toMatch(/Production \(5146d0…aaaaaa\)\s+IIC_Admin_00\s/);
    await page.getByRole('button', { name: 'More actions for prod-admin' }).click();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Copy command', 'Remove…']);
    await page.getByRole('menuitem', { name: 'Copy command' }).click();
    await page.getByText('latchkey huawei-credentials work/prod-admin').waitFor();
  });

  it('the console is opened by the agent', async () => {
    const page = await stage.open(view([cloud]));
    await showRoles(page);
    await menuItem(page, 'Open console');
    await page.getByText('Opening the console in your browser as prod-admin.').waitFor();
    expect(stage.fake.asked('POST /v1/profiles/work/roles/prod-admin/console')).toHaveLength(1);
    const refusal = problem(500, 'browser_unavailable', 'No browser could be opened.', 'Open the link by hand.');
    stage.fake.answer('POST /v1/profiles/work/roles/prod-admin/console', refusal);
    await menuItem(page, 'Open console');
    await page.getByText('No browser could be opened.').waitFor();
  });

  it('a role is removed after confirmation', async () => {
    const page = await stage.open(view([cloud]));
    await showRoles(page);
    await menuItem(page, 'Remove…');
    const dialog = page.getByRole('dialog', { name: 'Remove prod-admin?' });
    expect(await dialog.innerText()).toContain('Production (111122223333)');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('prod-admin was removed.').waitFor();
    expect(stage.fake.asked('DELETE /v1/profiles/work/roles/prod-admin')).toHaveLength(1);
    expect(await page.getByRole('listitem', { name: 'prod-admin' }).count()).toBe(0);
  });

  it('go with their profile', async () => {
    const page = await stage.open(view([cloud]));
    await showRoles(page);
    stage.fake.show(view([]));
    await page.getByRole('heading', { name: 'Where do you sign in?' }).waitFor();
  });
});

describe('hints', () => {
  const unreachable = { code: 'registration_disabled', message: 'No.' } as const;
  it.each([
    ['Register a client yourself and set it with --client-id.', 'enter its client ID under “More settings”'],
    ['Ask Jane for a client.', 'Ask Jane for a client.'],
  ])('are in the window’s words if the agent mentions the command line (%#)', async (hint, shown) => {
    const page = await stage.open(view([signedOut({ problem: { ...unreachable, hint } })]));
    expect(await page.locator('.problem').innerText()).toContain(shown);
    expect(await page.locator('.problem').innerText()).not.toContain('--client-id');
  });
});
