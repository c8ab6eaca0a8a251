/** Finding things with the keyboard: groups, search, moving through the list, the palette, the help; and how fast that is. */
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { matching, wantsYou } from '../../../src-renderer/list/search.ts';
import { bestOf } from '../../../src-renderer/palette/match.ts';
import { inS, profile, signedOut, signIn, view } from '../../support/page/views.ts';
import { many, tellHistory } from '../detail/states.ts';
import { useStage } from '../stage/stage.ts';

const stage = useStage();

const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at?.getAttribute('aria-label') ?? at?.textContent?.trim() ?? '';
  });
const names = (page: Page) => page.locator('.row .name').allInnerTexts();

const ended = { code: 'sign_in_needed', message: 'It ended.', hint: 'Sign in again.' } as const;
const offline = { code: 'provider_unreachable', message: 'No way there.', hint: 'Look at the network.' } as const;

describe('what needs the person', () => {
  it.each([
    ['a sign-in that ended', signedOut({ state: 'needs-sign-in' }), true],
    ['a sign-in that waits in the browser', signedOut({ state: 'awaiting-user', sign_in: signIn() }), true],
    ['one that ends within minutes and cannot renew itself', profile({ renewable: false, expires_at: inS(300) }), true],
    [
      'one whose next refresh comes after its end',
      profile({ expires_at: inS(700), refresh_at: inS(500), sign_in_ends_at: inS(300) }),
      true,
    ],
    ['what the provider refused', profile({ problem: { ...ended, code: 'provider_refused' } }), true],
    ['a fresh one', profile(), false],
    ['one that is offline and mends itself', profile({ problem: offline }), false],
    ['one that the person signed out of', signedOut(), false],
    ['one that ends soon and renews itself', profile({ expires_at: inS(300) }), false],
  ])('%s: %#', (_what, shown, wanted) => {
    expect(wantsYou(shown, Date.now())).toBe(wanted);
  });

  it('is on top in a group of its own, each group keeping its order', async () => {
    const out = (name: string) => signedOut({ name, state: 'needs-sign-in', problem: ended });
    const all = [profile({ name: 'b' }), out('d'), profile({ name: 'a' }), out('c')];
    const page = await stage.open(view(all, { overall: 'needs-you' }));
    expect(await names(page)).toEqual(['d', 'c', 'b', 'a']);
    const wanting = page.getByRole('list', { name: 'Needs attention' });
    expect(await wanting.getByRole('listitem').count()).toBe(2);
    expect(await page.getByRole('list', { name: 'All is well' }).getByRole('listitem').count()).toBe(2);
    stage.fake.show(view(all.map(({ name }) => profile({ name }))));
    await wanting.waitFor({ state: 'detached' });
    expect(await names(page)).toEqual(['b', 'd', 'a', 'c']);
  });

  it('keeps the focus on the row that it moves', async () => {
    const page = await stage.open(view([profile({ name: 'a' }), profile({ name: 'b' })]));
    await press(page, 'End');
    expect(await focused(page)).toBe('b');
    stage.fake.change('b', { state: 'needs-sign-in', problem: ended });
    await page.getByRole('list', { name: 'Needs attention' }).waitFor();
    await expect.poll(() => focused(page)).toBe('b');
  });
});

describe('the search', () => {
  it('is shown with eight or more profiles', async () => {
    const page = await stage.open(view(many(7)));
    expect(await page.getByRole('searchbox').count()).toBe(0);
    stage.fake.show(view(many(8)));
    await page.getByRole('searchbox', { name: 'Search profiles' }).waitFor();
  });

  it.each(['/', 'Control+f'])('opens with %s, narrows with each word, and Escape ends it', async (key) => {
    const page = await stage.open(view([profile({ name: 'alpha' }), profile({ name: 'beta', display_name: 'x.org' })]));
    await press(page, key);
    await expect.poll(() => focused(page)).toBe('Search profiles');
    await page.keyboard.type('ada x.o');
    await expect.poll(() => names(page)).toEqual(['beta']);
    await page.getByText('1 of 2 profiles').waitFor();
    await page.keyboard.type('zz');
    await page.getByText('No profile matches “ada x.ozz”.').waitFor();
    await press(page, 'Escape');
    await expect.poll(() => names(page)).toEqual(['alpha', 'beta']);
    await expect.poll(() => focused(page)).toBe('alpha');
  });

  it('starts with the first letter typed in the list, and loses none from a fast typist', async () => {
    const page = await stage.open(view([profile({ name: 'alpha' }), profile({ name: 'beta' })]));
    await page.keyboard.type('beta');
    await expect.poll(() => names(page)).toEqual(['beta']);
    await expect.poll(() => page.getByRole('searchbox').inputValue()).toBe('beta');
    tellHistory(stage.fake);
    await press(page, 'Enter');
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe('beta');
  });

  it('looks at names, places, people and roles', () => {
    const cloud = profile({ name: 'cloud', roles: [{ name: 'prod-admin', account_id: '1112', role_id: 'Admin' }] });
    const all = [cloud, profile({ name: 'other', identity: { subject: 's', email: 'lin@example.org' } })];
    const found = (typed: string) => matching(all, typed).map(({ name }) => name);
    expect(found('PROD 1112')).toEqual(['cloud']);
    expect(found('lin@')).toEqual(['other']);
    expect(found('  ')).toEqual(['cloud', 'other']);
  });
});

describe('the list with the keyboard', () => {
  it('works with arrows, Home and End; Enter opens, Escape returns to the row', async () => {
    const page = await stage.open(view(['a', 'b', 'c'].map((name) => profile({ name }))));
    await press(page, 'ArrowDown');
    expect(await focused(page)).toBe('a');
    await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown');
    expect(await focused(page)).toBe('c');
    await press(page, 'ArrowUp');
    expect(await focused(page)).toBe('b');
    await press(page, 'Home');
    expect(await focused(page)).toBe('a');
    await press(page, 'End', 'Enter');
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe('c');
    expect(await focused(page)).toBe('c');
    await press(page, 'Escape');
    await page.getByRole('list', { name: 'Profiles' }).waitFor();
    await expect.poll(() => focused(page)).toBe('c');
  });

  it('opens a profile with a click anywhere in its row except its buttons', async () => {
    const page = await stage.open(view([signedOut()]));
    const place = await page.getByText('login.example.com').boundingBox();
    await page.mouse.click((place?.x ?? 0) + 5, (place?.y ?? 0) + 5);
    await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe('work');
    await press(page, 'Escape');
    await page.getByRole('button', { name: 'Sign in: work' }).click();
    await expect.poll(() => stage.fake.asked('POST /v1/profiles/work/sign-in').length).toBe(1);
  });

  it('shows the shortcuts with a question mark', async () => {
    const page = await stage.open(view([profile()]));
    await press(page, '?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await press(page, 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});

describe('the palette', () => {
  const open = async (page: Page) => {
    await press(page, 'Control+k');
    await page.getByRole('combobox').waitFor();
  };

  it('does what is typed and chosen, for any profile', async () => {
    const page = await stage.open(view([profile(), signedOut({ name: 'lab' })]));
    await open(page);
    await page.keyboard.type('sinlab');
    const chosen = page.locator('[role=option][aria-selected=true]');
    await expect.poll(() => chosen.innerText()).toBe('Sign in: lab');
    expect(await page.getByRole('combobox').getAttribute('aria-activedescendant')).toBe(
      await chosen.getAttribute('id'),
    );
    await press(page, 'Enter');
    await expect.poll(() => stage.fake.asked('POST /v1/profiles/lab/sign-in').length).toBe(1);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('wraps around with arrows, at most twelve at a time', async () => {
    const page = await stage.open(view(many(3)));
    await open(page);
    const options = page.getByRole('option');
    expect(await options.count()).toBe(12);
    await press(page, 'ArrowUp');
    expect(await options.last().getAttribute('aria-selected')).toBe('true');
    await press(page, 'ArrowDown');
    expect(await options.first().getAttribute('aria-selected')).toBe('true');
    await page.keyboard.type('qqqq');
    await page.getByText('No matching command.').waitFor();
    await press(page, 'Enter', 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('puts what needs the person first, and opens pages and dialogs', async () => {
    const page = await stage.open(view([profile(), signedOut({ name: 'lab', state: 'needs-sign-in' })]));
    await open(page);
    expect(await page.getByRole('option').first().innerText()).toBe('Sign in again: lab');
    await page.keyboard.type('details work');
    tellHistory(stage.fake);
    await press(page, 'Enter');
    await expect.poll(() => focused(page)).toBe('work');
    await open(page);
    await page.keyboard.type('edit lab');
    await press(page, 'Enter');
    await page.getByRole('dialog', { name: /lab/ }).waitFor();
  });

  it('closes with what opened it', async () => {
    const page = await stage.open(view([profile()]));
    await open(page);
    await press(page, 'Control+k');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('takes less than a frame for a letter among the commands of 1,000 profiles', async () => {
    const page = await stage.open(view(many(1000)));
    await open(page);
    const took: number[] = [];
    for (const letter of 'signteam500') {
      const before = await page.evaluate(() => performance.now());
      await page.evaluate((typed) => {
        const input = document.querySelector<HTMLInputElement>('#palette-input');
        if (input === null) throw new Error('no palette');
        const startMs = performance.now();
        input.value += typed;
        input.dispatchEvent(new InputEvent('input', { bubbles: true }));
        // Lit draws in a microtask.
        return Promise.resolve()
          .then(() => undefined)
          .then(() => Object.assign(window, { tookMs: performance.now() - startMs }) && undefined);
      }, letter);
      took.push(await page.evaluate(() => (window as unknown as { tookMs: number }).tookMs));
      expect(before).toBeGreaterThan(0);
    }
    took.sort((a, b) => a - b);
    console.log(`      a letter in the palette, 1,000 profiles: ${took.map((ms) => ms.toFixed(1)).join(' ')} ms`);
    expect(took[Math.floor(took.length / 2)]).toBeLessThan(16.7);
    await expect.poll(() => page.getByRole('option').first().innerText()).toContain('team-500');
  });
});

describe('what matches', () => {
  const items = ['Sign out: work', 'Details for signal', 'Sign in: work', 'Copy for work: curl', 'Settings'].map(
    (label) => ({
      key: label.toLowerCase(),
      label,
    }),
  );
  const found = (typed: string) => bestOf(items, typed, 12).found.map(({ label }) => label);

  it('contains the letters in order, with starts of words first', () => {
    expect(found('siw')[0]).toBe('Sign in: work');
    expect(found('cfw')).toEqual(['Copy for work: curl']);
    expect(found('set')[0]).toBe('Settings');
    expect(found('xyz')).toEqual([]);
    expect(found('')).toHaveLength(items.length);
  });

  it('includes what looking only at starts of words would miss', () => {
    expect(bestOf([{ key: 'abc a-c' }, { key: 'ab xa' }], 'abca', 12).found.map(({ key }) => key)).toEqual(['abc a-c']);
  });
});
