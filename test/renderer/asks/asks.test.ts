/** Questions about programs in a real browser: who asks, that nothing is allowed by accident, and what each answer sends. */
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { problem } from '../../support/page/fake-page-server.ts';
import { ask, awsProfile, inS, profile, view, withAsks } from '../../support/page/views.ts';
import { useStage } from '../stage/stage.ts';
import { REMEMBERED } from './states.ts';

const stage = useStage();
const ANSWER = 'POST /v1/asks/ask-1';
const ANSWERED = { status: 204 };

const dialog = (page: Page) => page.locator('dialog.ask');
const button = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true });
const settled = (page: Page) => expect.poll(() => button(page, 'No').isEnabled()).toBe(true);
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.id || (document.activeElement?.textContent ?? '').trim());
/** What the live regions hold. */
const spokenLive = (page: Page) =>
  page
    .locator('[role=status], [role=alert]')
    .evaluateAll((regions) =>
      regions.map(({ textContent }) => textContent?.trim() ?? '').filter((text) => text !== ''),
    );
const given = () => stage.fake.requests.filter(({ route }) => route.startsWith('POST /v1/asks/'));

describe('a question', () => {
  it('says who wants what, from where, and until when', async () => {
    const page = await stage.open(withAsks([ask()]));
    expect(await dialog(page).getByRole('heading').innerText()).toBe('terraform wants to use work/prod-admin');
    const text = await dialog(page).innerText();
    expect(text).toContain('It wants credentials for the role prod-admin in work.');
    expect(text).toContain('/usr/local/bin/terraform');
    expect(text).toMatch(/terraform.*←.*make.*←.*bash/s);
    expect(text).toMatch(/Denied automatically in 0:[45]\d/);
    expect(await page.title()).toContain('terraform wants to use work/prod-admin');
  });

  it.each([
    ['No', 'no'],
    ['Once', 'once'],
    ['Always for this program', 'always'],
  ])('answered with %s sends %s once, and goes with the next View', async (label, answer) => {
    const page = await stage.open(withAsks([ask()]));
    stage.fake.answer(ANSWER, ANSWERED);
    await settled(page);
    await button(page, label).click();
    await expect.poll(() => stage.fake.asked(ANSWER).map(({ body }) => body)).toEqual([{ answer }]);
    expect(await button(page, 'Once').isDisabled()).toBe(true);
    stage.fake.show(view([awsProfile()]));
    await dialog(page).waitFor({ state: 'detached' });
    expect(given()).toHaveLength(1);
  });

  it('that cannot be remembered has no “Always”', async () => {
    const page = await stage.open(withAsks([ask({ can_remember: false })]));
    await settled(page);
    expect(await dialog(page).getByRole('button').allInnerTexts()).toEqual(['No', 'Once']);
  });

  it('security 8: for another file than the one at its path says so', async () => {
    const page = await stage.open(withAsks([ask({ elsewhere: true, can_remember: false })]));
    expect(await dialog(page).innerText()).toContain('not the file that Latchkey finds at that path');
  });

  it('from another machine names it, and says how much that is worth', async () => {
    const page = await stage.open(withAsks([ask({ host: 'build-box', role: undefined })]));
    const text = await dialog(page).innerText();
    expect(text).toContain('build-box');
    expect(text).toContain('cannot check');
    expect(text).toContain('Always for build-box');
  });

  it('about who may use a profile says in full what would change', async () => {
    const name = `/opt/${'x'.repeat(250)}/end`;
    const change = `always allow ${name}`;
    const changes = [{ kind: 'allow' as const, name }];
    const page = await stage.open(withAsks([ask({ change, changes, role: undefined, can_remember: false })]));
    await settled(page);
    expect(await dialog(page).getByRole('heading').innerText()).toBe('terraform wants to change work');
    expect(await dialog(page).innerText()).toContain(change);
    expect(await dialog(page).getByRole('button').allInnerTexts()).toEqual(['No', 'Allow this change']);
  });

  it('is not affected by tricks in a program’s name', async () => {
    const page = await stage.open(withAsks([ask({ program: 'git\u{fffd}<b>ok</b>' })]));
    expect(await dialog(page).getByRole('heading').innerText()).toBe(
      'git\u{fffd}<b>ok</b> wants to use work/prod-admin',
    );
  });

  it('names the nearest processes and counts the others', async () => {
    const page = await stage.open(withAsks([ask({ chain: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] })]));
    expect(await dialog(page).innerText()).toMatch(/e.*←.*f.*←.*2 more/s);
    expect(await dialog(page).getByText('g', { exact: true }).count()).toBe(0);
  });

  it('desktops 12: is spoken once: as the name of the dialog that has the focus, not by a live region as well', async () => {
    const page = await stage.open(view([awsProfile()]));
    const summary = await page.locator('#announcer').innerText();
    expect(summary).not.toBe('');
    const asks = [ask(), ask({ id: 'ask-2', program: 'git' })];
    stage.fake.show(withAsks(asks));
    await settled(page);
    expect(await focused(page)).toBe('ask');
    const tree = await dialog(page).ariaSnapshot();
    expect(tree).toContain('dialog "terraform wants to use work/prod-admin"');
    expect(tree).toContain('Question 1 of 2.');
    // Orca reads the text of a dialog that has the focus; a description of the same would be read a second time.
    expect(await dialog(page).getAttribute('aria-describedby')).toBeNull();
    expect(await spokenLive(page)).toEqual([]);
  });

  it('desktops 12: that replaces another one under the focus is spoken by the live region, and once more by its end', async () => {
    const page = await stage.open(withAsks([ask({ expires_at: inS(600) })]));
    await settled(page);
    stage.fake.show(withAsks([ask({ id: 'ask-2', program: 'git', expires_at: inS(17) }), ask({ id: 'ask-3' })]));
    const said = dialog(page).getByRole('alert');
    await expect.poll(() => said.innerText()).toMatch(/^Question 1 of 2\. git wants to use work\/prod-admin\.$/);
    await expect.poll(() => said.innerText(), { timeout: 6_000 }).toContain('denied automatically in 15 seconds');
  });

  it('desktops 12: that takes the focus off a button is spoken with it, not by the live region as well', async () => {
    const page = await stage.open(withAsks([ask()]));
    await settled(page);
    await button(page, 'Once').focus();
    stage.fake.show(withAsks([ask({ id: 'ask-2', program: 'git' })]));
    await dialog(page).getByRole('heading', { name: 'git wants' }).waitFor();
    expect(await focused(page)).toBe('ask');
    expect(await spokenLive(page)).toEqual([]);
  });

  it('desktops 12: is in the window’s title over every page, and leaves it again', async () => {
    const page = await stage.open(view([awsProfile()]));
    await page.getByRole('button', { name: 'work', exact: true }).click();
    await expect.poll(() => page.title()).toBe('work · Latchkey');
    stage.fake.show(withAsks([ask()]));
    await expect.poll(() => page.title()).toBe('terraform wants to use work/prod-admin · Latchkey');
    stage.fake.show(view([awsProfile()]));
    await expect.poll(() => page.title()).toBe('work · Latchkey');
  });

  it('whose time is up can no longer be answered, and its end is announced', async () => {
    const page = await stage.open(withAsks([ask({ expires_at: inS(2) })]));
    await dialog(page).getByText('Time’s up').waitFor();
    expect(await button(page, 'Once').isDisabled()).toBe(true);
    stage.fake.show(view([awsProfile()]));
    await page.getByText('Not answered in time: terraform did not get work/prod-admin.').waitFor();
  });

  it('that was answered elsewhere goes silently', async () => {
    const page = await stage.open(withAsks([ask()]));
    await settled(page);
    stage.fake.show(view([awsProfile()]));
    await dialog(page).waitFor({ state: 'detached' });
    expect(await page.locator('.notice').count()).toBe(0);
  });

  it('whose answer did not reach the agent can be answered again', async () => {
    const page = await stage.open(withAsks([ask()]));
    stage.fake.answer(ANSWER, problem(507, 'config_unwritable', 'The disk is full.', 'Make room and try again.'));
    await settled(page);
    await button(page, 'Always for this program').click();
    await dialog(page).getByText('The disk is full.').waitFor();
    stage.fake.answer(ANSWER, ANSWERED);
    await button(page, 'Once').click();
    await expect.poll(() => given().map(({ body }) => body)).toEqual([{ answer: 'always' }, { answer: 'once' }]);
  });
});

describe('nothing is allowed by accident', () => {
  it('a click that arrives with the question does nothing', async () => {
    const page = await stage.blank();
    await page.clock.install();
    stage.fake.reset(withAsks([ask()]));
    await page.goto(stage.fake.url);
    await dialog(page).waitFor();
    await page.clock.pauseAt(Date.now() + 5_000);
    stage.fake.show(withAsks([ask({ id: 'ask-2', program: 'git', expires_at: inS(600) })]));
    await dialog(page).getByRole('heading', { name: 'git wants' }).waitFor();
    const at = await button(page, 'Once').boundingBox();
    if (at === null) throw new Error('there is no such button');
    await page.mouse.move(at.x + 10, at.y + 10);
    // Pressed before, released after the moment: still not meant for this.
    await page.mouse.down();
    await page.clock.runFor(600);
    expect(await button(page, 'Once').isEnabled()).toBe(true);
    await page.mouse.up();
    await page.clock.runFor(100);
    expect(given()).toEqual([]);
    stage.fake.answer('POST /v1/asks/ask-2', ANSWERED);
    await page.mouse.click(at.x + 10, at.y + 10);
    await expect.poll(() => given().map(({ body }) => body)).toEqual([{ answer: 'once' }]);
  });

  it('Enter and Space answer nothing, since no button has the focus', async () => {
    const page = await stage.open(withAsks([ask()]));
    await settled(page);
    expect(await focused(page)).toBe('ask');
    for (const key of ['Enter', 'Space', 'y']) await page.keyboard.press(key);
    expect(given()).toEqual([]);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('No');
  });

  it('Escape says no, but not within the first moment', async () => {
    const page = await stage.open(view([awsProfile()]));
    stage.fake.answer(ANSWER, ANSWERED);
    await page.evaluate(() => {
      new MutationObserver((_changes, observer) => {
        if (document.querySelector('.ask[open]') === null) return;
        observer.disconnect();
        const press = () => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
        press();
        setTimeout(press, 250);
      }).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    stage.fake.show(withAsks([ask()]));
    await settled(page);
    expect(given()).toEqual([]);
    expect(await dialog(page).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => given().map(({ body }) => body)).toEqual([{ answer: 'no' }]);
  });

  it('the next question waits its moment as well, and takes the focus off the buttons', async () => {
    const page = await stage.open(withAsks([ask(), ask({ id: 'ask-2', program: 'git' })]));
    stage.fake.answer(ANSWER, () => {
      stage.fake.show(withAsks([ask({ id: 'ask-2', program: 'git' })]));
      return ANSWERED;
    });
    expect(await dialog(page).getByText('1 of 2', { exact: true }).isVisible()).toBe(true);
    await settled(page);
    await button(page, 'Once').focus();
    await page.keyboard.press('Enter');
    await dialog(page).getByText('git wants to use work/prod-admin', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await focused(page)).toBe('ask');
    expect(given()).toHaveLength(1);
    expect(await dialog(page).getByText(/1 of/).count()).toBe(0);
  });

  it('it opens over a form, which is unchanged afterwards', async () => {
    const page = await stage.open(view([profile()]));
    await page.getByRole('button', { name: 'Add profile' }).click();
    await page.getByLabel('Name', { exact: true }).fill('lab');
    stage.fake.show(withAsks([ask({ role: undefined })], [profile()]));
    await settled(page);
    expect(await focused(page)).toBe('ask');
    stage.fake.show(view([profile()]));
    await dialog(page).waitFor({ state: 'detached' });
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('lab');
    expect(await focused(page)).toBe('field-name');
  });

  it('is not asked while the agent cannot hear the answer', async () => {
    const page = await stage.open(withAsks([ask()]));
    await settled(page);
    stage.fake.die();
    await dialog(page).waitFor({ state: 'detached' });
  });
});

describe('the programs of a profile', () => {
  const PATCH = 'PATCH /v1/profiles/work';
  const open = async (start = profile({ ask: 'new', allowed: REMEMBERED })) => {
    const page = await stage.open(view([start]));
    await page.getByRole('button', { name: 'More actions for work' }).click();
    await page.getByRole('menuitem', { name: 'Programs…' }).click();
    await page.getByRole('dialog').waitFor();
    return page;
  };
  const sent = () => stage.fake.asked(PATCH).map(({ body }) => body);

  it('a change of when to ask applies at once', async () => {
    const page = await open(profile());
    expect(await page.getByRole('radio', { name: 'Never' }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: 'Each run' }).check();
    await expect.poll(sent).toEqual([{ uses: { ask: 'always' } }]);
    stage.fake.change('work', { ask: 'always' });
    await page.getByRole('radio', { name: 'Never' }).check();
    await expect.poll(sent).toEqual([{ uses: { ask: 'always' } }, { uses: { ask: null } }]);
  });

  it('what was refused is not shown as chosen', async () => {
    const page = await open(profile());
    stage.fake.answer(PATCH, problem(507, 'config_unwritable', 'The disk is full.', 'Make room and try again.'));
    await page.getByText('Each run').click();
    await page.getByRole('dialog').getByText('The disk is full.').waitFor();
    expect(await page.getByRole('radio', { name: 'Never' }).isChecked()).toBe(true);
  });

  it('are listed with what they may have, and each can be forgotten', async () => {
    const page = await open();
    const items = page.getByRole('list', { name: 'Remembered programs' }).getByRole('listitem');
    expect(await items.allInnerTexts()).toEqual([
      expect.stringMatching(/^terraform for prod-admin\s+\/usr\/local\/bin\/terraform/),
      expect.stringMatching(/^tofu for prod-admin/),
      expect.stringMatching(/^git for the access token\s+\/usr\/bin\/git/),
      expect.stringMatching(/^Everything from build-box for the access token/),
    ]);
    await page.getByRole('button', { name: 'Forget git for the access token' }).click();
    const kept = REMEMBERED.filter(({ program }) => program !== '/usr/bin/git');
    await expect.poll(sent).toEqual([{ uses: { allowed: kept } }]);
    stage.fake.change('work', { allowed: kept });
    await expect.poll(() => items.count()).toBe(3);
    expect(await focused(page)).toBe('remembered');
  });

  it('the list says in the row that programs have to wait for the person', async () => {
    const page = await stage.open(view([profile({ ask: 'new' }), profile({ name: 'code' })]));
    expect(await page.getByRole('listitem', { name: 'work' }).innerText()).toContain('Asks for new programs');
    expect(await page.getByRole('listitem', { name: 'code' }).innerText()).not.toContain('Asks');
  });
});
