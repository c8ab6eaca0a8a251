/** Adding roles in a real browser: progress, filter, keyboard, names, several at once, and thousands of them. */
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { problem } from '../../support/page/fake-page-server.ts';
import { availableRoles, awsProfile, role, view } from '../../support/page/views.ts';
import { useStage } from '../stage/stage.ts';
import { LISTING, pick, showRoles } from './states.ts';

const stage = useStage();
const ADD = 'POST /v1/profiles/work/roles';
const added = role({ name: 'prod', role_id: 'Billing' });
const PRODUCTION = { account_id: '111122223333', account_name: 'Production' };

async function open(accounts = 5): Promise<Page> {
  const page = await stage.open(view([awsProfile({ roles: [added] })]));
  await pick(page, stage.fake, accounts);
  return page;
}

const line = (page: Page) => page.locator('.picker-line p').innerText();
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const sent = () => stage.fake.asked(ADD).map(({ body }) => body);

describe('adding roles', () => {
  it('shows how far the listing is, and the roles when it is done', async () => {
    const page = await stage.open(view([awsProfile({ roles: [added] })]));
    let answer = (): void => {};
    const listed = new Promise<void>((resolve) => {
      answer = resolve;
    });
    stage.fake.answer(LISTING, () => listed.then(() => ({ status: 200, body: availableRoles(5) })));
    await showRoles(page);
    await page.getByRole('button', { name: 'Add roles…' }).click();
    await page.getByText('Fetching your accounts…').waitFor();
    stage.fake.change('work', { role_listing: { accounts_done: 119, accounts_total: 500 } });
    await page.getByText('Listing roles: account 120 of 500').waitFor();
    expect(await page.getByRole('progressbar').getAttribute('max')).toBe('500');
    answer();
    await page.getByText('40 roles').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('role-filter');
  });

  it('a failed listing says why, and can be tried again', async () => {
    const page = await stage.open(view([awsProfile()]));
    stage.fake.answer(LISTING, problem(503, 'throttled', 'AWS asks to slow down.', 'Try again in a minute.'));
    await page.getByRole('button', { name: 'Add roles…: work' }).click();
    await page.getByText('AWS asks to slow down.').waitFor();
    stage.fake.answer(LISTING, { status: 200, body: availableRoles(1) });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('8 roles').waitFor();
  });

  it('“List again” asks the provider again', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'List again' }).click();
    await expect.poll(() => stage.fake.asked(LISTING).map(({ query }) => query)).toEqual([undefined, '?anew=true']);
  });

  it('narrows by account name, number and role, in any order', async () => {
    const page = await open();
    const filter = page.getByLabel('Filter');
    for (const [typed, found] of [
      ['billing', '5 of 40 roles'],
      ['stag', '8 of 40 roles'],
      ['BILL shared', '1 of 40 roles'],
      ['111122223333 dev', '1 of 40 roles'],
      ['nobody', 'No account or role matches “nobody”.'],
    ] as const) {
      await filter.fill(typed);
      expect(await line(page)).toBe(found);
    }
  });

  it('marks existing roles and does not offer them again', async () => {
    const page = await open();
    const there = page.getByRole('checkbox', { name: 'Billing added as prod' });
    expect(await there.isChecked()).toBe(true);
    expect(await there.isDisabled()).toBe(true);
  });

  it('adds several at once, under the names shown or changed', async () => {
    const page = await open();
    await page.getByLabel('Filter').fill('production');
    await page.getByRole('checkbox', { name: 'ReadOnly' }).check();
    expect(await page.getByLabel('Name for Production ReadOnly').inputValue()).toBe('production-ReadOnly');
    await page.getByLabel('Filter').fill('sandbox deploy');
    await page.getByRole('checkbox', { name: 'Deploy' }).check();
    await page.getByLabel('Name for Sandbox Deploy').fill('try-out');
    await page.getByRole('button', { name: 'Add 2 roles' }).click();
    await page.getByText('2 roles were added to work.').waitFor();
    expect(sent()).toEqual([
      { name: 'production-ReadOnly', ...PRODUCTION, role_id: 'ReadOnly' },
      { name: 'try-out', account_id: '111124223339', account_name: 'Sandbox', role_id: 'Deploy' },
    ]);
    await page.getByRole('listitem', { name: 'try-out' }).waitFor();
  });

  it('an invalid name is reported at once and not sent', async () => {
    const page = await open();
    await page.getByLabel('Filter').fill('production');
    await page.getByRole('checkbox', { name: 'ReadOnly' }).check();
    const name = page.getByLabel('Name for Production ReadOnly');
    await name.fill('prod');
    await page.getByText('A role with this name already exists.').waitFor();
    await page.getByLabel('Filter').fill('staging');
    await page.getByRole('button', { name: 'Add 1 role' }).click();
    // It was out of sight; now it is visible.
    await expect.poll(() => name.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(sent()).toEqual([]);
  });

  it('what the agent refuses stays, with its reason; the others are added', async () => {
    const page = await open();
    let first = true;
    stage.fake.answer(ADD, ({ body }) => {
      const refused = first;
      first = false;
      if (refused) return problem(409, 'role_exists', 'work has a role of that name.', 'Choose another name.');
      return { status: 201, body: awsProfile({ roles: [added, role(body as object)] }) };
    });
    await page.getByLabel('Filter').fill('production');
    await page.getByRole('checkbox', { name: 'Audit' }).check();
    await page.getByRole('checkbox', { name: 'Deploy' }).check();
    await page.getByRole('button', { name: 'Add 2 roles' }).click();
    await page.getByText('work has a role of that name.').waitFor();
    await page.getByRole('button', { name: 'Add 1 role' }).waitFor();
    expect(sent()).toHaveLength(2);
  });

  it('a refusal by the agent as a whole stops it, and nothing chosen is lost', async () => {
    const page = await open();
    stage.fake.answer(ADD, problem(500, 'config_unwritable', 'The disk is full.', 'Make room.'));
    await page.getByLabel('Filter').fill('production');
    await page.getByRole('checkbox', { name: 'Audit' }).check();
    await page.getByRole('checkbox', { name: 'Deploy' }).check();
    await page.getByRole('button', { name: 'Add 2 roles' }).click();
    expect(await page.getByRole('alert').innerText()).toMatch(/The disk is full\.\s+Make room\./);
    expect(sent()).toHaveLength(1);
    await page.getByRole('button', { name: 'Add 2 roles' }).waitFor();
  });
});

describe('with the keyboard alone', () => {
  it('arrows move, Space chooses, Enter adds', async () => {
    const page = await open();
    await page.keyboard.type('staging');
    await press(page, 'ArrowDown', 'ArrowDown', 'Space', 'ArrowDown', 'Space');
    await page.getByRole('button', { name: 'Add 2 roles' }).waitFor();
    await press(page, 'ArrowUp', 'ArrowUp', 'ArrowUp');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('role-filter');
    await press(page, 'Enter');
    await page.getByText('2 roles were added to work.').waitFor();
    expect(sent()).toMatchObject([{ role_id: 'Audit' }, { role_id: 'Billing' }]);
  });

  it('Enter adds the only remaining role, or the focused one', async () => {
    const page = await open();
    await page.keyboard.type('staging dev');
    await press(page, 'Enter');
    await page.getByText('1 role was added to work.').waitFor();
    expect(sent()).toMatchObject([{ name: 'staging-Developer' }]);
    await page.getByRole('button', { name: 'Add roles…' }).click();
    await page.getByLabel('Filter').fill('sandbox');
    await press(page, 'Enter', 'ArrowDown', 'Enter');
    await expect.poll(() => sent()[1]).toMatchObject({ name: 'sandbox-AdministratorAccess' });
  });

  it('Escape leaves without adding, and the focus goes back', async () => {
    const page = await open();
    await press(page, 'ArrowDown', 'Space', 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(sent()).toEqual([]);
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Add roles…');
  });
});

describe('4,000 roles', () => {
  it('are filtered within a moment of each letter, and only as many rows are drawn as anyone reads', async () => {
    const page = await open(500);
    expect(await line(page)).toBe('The first 100 of 4,000; type to narrow');
    expect(await page.getByRole('checkbox').count()).toBe(100);
    const slowestMs = await page.evaluate(async () => {
      const filter = document.querySelector<HTMLInputElement>('#role-filter');
      if (filter === null) throw new Error('no filter');
      const times: number[] = [];
      for (const typed of ['t', 'te', 'team', 'team 4', 'team 42', 'team 42 a', 'team 421 admin', '']) {
        const start = performance.now();
        filter.value = typed;
        filter.dispatchEvent(new InputEvent('input'));
        await new Promise(requestAnimationFrame);
        times.push(performance.now() - start);
      }
      return Math.max(...times);
    });
    expect(slowestMs).toBeLessThan(300);
    await page.getByLabel('Filter').fill('team 499 admin');
    await page
      .getByRole('region', { name: 'Team 499' })
      .getByRole('checkbox', { name: 'AdministratorAccess' })
      .waitFor();
  });
});
