/** The lock in a real browser: a passphrase typed twice, nothing but unlocking while locked, and no passphrase left over. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../support/page/fake-page-server.ts';
import { ask, lockedView, profile, view } from '../../support/page/views.ts';
import { useStage } from '../stage/stage.ts';

const stage = useStage();
const WRONG = problem(
  403,
  'lock_passphrase',
  'The passphrase is not the one that the agent was locked with.',
  'Try again.',
);

describe('locking', () => {
  it('takes the passphrase twice, and sends it once', async () => {
    const page = await stage.open(view([profile()]));
    stage.fake.answer('POST /v1/lock', () => {
      stage.fake.show(lockedView());
      return { status: 204 };
    });
    await page.getByRole('button', { name: 'Lock Latchkey' }).click();
    await page.getByRole('button', { name: 'Lock', exact: true }).click();
    await page.getByText('Choose a passphrase.').waitFor();
    await page.getByLabel('Passphrase', { exact: true }).fill('correct horse');
    await page.getByLabel('Repeat passphrase').fill('correct hrose');
    await page.keyboard.press('Enter');
    await page.getByText('The passphrases do not match.').waitFor();
    expect(stage.fake.asked('POST /v1/lock')).toEqual([]);
    await page.getByLabel('Repeat passphrase').fill('correct horse');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Latchkey is locked' }).waitFor();
    expect(stage.fake.asked('POST /v1/lock').map(({ body }) => body)).toEqual([{ passphrase: 'correct horse' }]);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('is opened by the tray, once', async () => {
    const page = await stage.open(view([profile()]));
    await page.goto(`${stage.fake.url}#lock`);
    await page.getByRole('dialog').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The browser hides a dialog at once and reports it a moment later; only then is it gone.
    await page.locator('latchkey-lock').waitFor({ state: 'detached' });
    await page.goto(`${stage.fake.url}#lock`);
    await page.getByRole('dialog').waitFor();
  });
});

describe('a locked agent', () => {
  it('shows only how to unlock it, and no question', async () => {
    const page = await stage.open({ ...lockedView(), asks: [ask()] });
    expect(await page.getByRole('button').allInnerTexts()).toEqual(['Unlock']);
    expect(await page.getByText('work').count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-unlock');
    expect(await page.title()).toContain('locked');
  });

  it('says so if the passphrase is wrong, and clears the field', async () => {
    const page = await stage.open(lockedView());
    stage.fake.answer('POST /v1/unlock', WRONG);
    await page.getByLabel('Passphrase', { exact: true }).fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The passphrase is not the one').waitFor();
    expect(await page.getByLabel('Passphrase', { exact: true }).inputValue()).toBe('');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('field-unlock');
  });

  it('is as before once it is unlocked', async () => {
    const page = await stage.open(lockedView());
    stage.fake.answer('POST /v1/unlock', () => {
      stage.fake.show(view([profile()]));
      return { status: 204 };
    });
    await page.getByLabel('Passphrase', { exact: true }).fill('correct horse');
    await page.keyboard.press('Enter');
    await page.getByRole('listitem', { name: 'work' }).waitFor();
    expect(stage.fake.asked('POST /v1/unlock').map(({ body }) => body)).toEqual([{ passphrase: 'correct horse' }]);
  });
});
