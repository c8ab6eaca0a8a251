/** The sign-in panel in a real browser: each state, the code and its link, and what the buttons send to the agent. */
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { problem } from '../../support/page/fake-page-server.ts';
import {
  browserSignIn,
  inS,
  preparing,
  profile,
  signedOut,
  signIn,
  view,
  withSignIn,
} from '../../support/page/views.ts';
import { useStage } from '../stage/stage.ts';

const stage = useStage();
const START = 'POST /v1/profiles/work/sign-in';
const CANCEL = 'POST /v1/profiles/work/sign-in/cancel';
const phase = (page: Page, name: string) => page.locator(`.panel[data-phase=${name}]`).waitFor();
const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
/** Lets a test hold an answer back. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

const error = { code: 'invalid_scope', message: 'The scope x is unknown.', hint: 'Change the scopes.' } as const;

describe('the code', () => {
  it('F3: is shown beside its full link, even though the link for the phone contains it', async () => {
    const page = await stage.open(withSignIn(signIn()));
    expect(await page.locator('.user-code').textContent()).toBe('WDJB-MJHT');
    const size = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    expect(await size('.user-code .group')).toBeGreaterThan(await size('h1'));
    expect(await page.locator('.link').textContent()).toBe('https://login.example.com/device');
    await page.getByRole('img', { name: 'QR code for https://login.example.com/device?user_code=WDJB-MJHT' }).waitFor();
  });

  it('F12: comes with the name of the provider and the advice to compare', async () => {
    const page = await stage.open(withSignIn(signIn({ display_name: 'Example Login' })));
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Sign in to Example Login');
    expect(await page.locator('.check').innerText()).toBe('Check that Example Login shows the same code.');
  });

  it('is copied as the provider gave it, and the button says so', async () => {
    const page = await stage.open(withSignIn(signIn({ user_code: 'WDJBMJHT' })), {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.getByRole('button', { name: 'Copy code' }).click();
    await page.getByText('Copied').first().waitFor();
    expect(await clipboard(page)).toBe('WDJBMJHT');
    await page.getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(() => clipboard(page)).toBe('https://login.example.com/device');
  });

  it('is copied even if the clipboard refuses, and the focus stays', async () => {
    stage.fake.reset(withSignIn(signIn()));
    const page = await stage.blank({ permissions: ['clipboard-read'] });
    await page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('no'));
    });
    await page.goto(stage.fake.url);
    await page.getByRole('button', { name: 'Copy code' }).click();
    await page.getByText('Copied').first().waitFor();
    expect(await clipboard(page)).toBe('WDJB-MJHT');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Copy code');
  });

  it('is spoken letter by letter when it appears', async () => {
    const page = await stage.open(withSignIn(signIn()));
    const said = page.getByRole('status').filter({ hasText: 'Your code is W D J B, M J H T.' });
    await expect.poll(() => said.count()).toBe(1);
  });

  it('counts down, and is not offered after it expires', async () => {
    stage.fake.reset(withSignIn(signIn({ expires_at: inS(600) })));
    const page = await stage.blank();
    await page.clock.install({ time: Date.now() });
    await page.goto(stage.fake.url);
    await page.getByText(/^9:5\d left$/).waitFor();
    await page.clock.fastForward('09:30');
    await page.getByText(/^0:[012]\d left$/).waitFor();
    await page.clock.fastForward('00:30');
    await phase(page, 'expired');
    expect(await page.locator('.user-code').count()).toBe(0);
    await page.getByRole('button', { name: 'Get a new code' }).waitFor();
  });

  it('opens its link through the agent, not directly', async () => {
    const page = await stage.open(withSignIn(signIn()));
    await page.getByRole('button', { name: 'Open in browser' }).click();
    await expect.poll(() => stage.fake.asked('POST /v1/profiles/work/sign-in/open').length).toBe(1);
    expect(page.context().pages()).toHaveLength(1);
    expect(await page.locator('a').count()).toBe(0);
  });

  it('says so if no browser can be opened, and still shows the link', async () => {
    const page = await stage.open(withSignIn(signIn()));
    const refusal = problem(
      500,
      'browser_unavailable',
      'No browser could be opened.',
      'Open the link in a browser yourself.',
    );
    stage.fake.answer('POST /v1/profiles/work/sign-in/open', refusal);
    await page.getByRole('button', { name: 'Open in browser' }).click();
    await page.getByText('Open the link in a browser yourself.').waitFor();
    expect(await page.locator('.link').isVisible()).toBe(true);
  });
});

describe('the steps', () => {
  it.each([
    ['slowed-down', 'The provider asked Latchkey to check less often; no action needed'],
    ['redeeming', 'Approved. Fetching your token…'],
    ['denied', 'The request was denied'],
    ['expired', 'The code has expired'],
    ['cancelled', 'Sign-in cancelled'],
  ] as const)('%s', async (name, text) => {
    const page = await stage.open(withSignIn(signIn()));
    stage.fake.show(withSignIn(signIn({ phase: name })));
    await phase(page, name);
    expect(await page.locator('.panel').innerText()).toContain(text);
    expect(await page.locator('#announcer').innerText()).not.toBe('');
  });

  it('approved: says who, and Done leads back to the list', async () => {
    const page = await stage.open(withSignIn(signIn()));
    stage.fake.show(view([profile({ sign_in: signIn({ phase: 'approved' }) })]));
    await page.getByRole('heading', { name: 'Signed in as Ada Moreno' }).waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('listitem', { name: 'work' }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
    await expect.poll(focused).toBe('work');
  });

  it('failed: sentence and hint', async () => {
    const page = await stage.open(withSignIn(signIn()));
    stage.fake.show(withSignIn(signIn({ phase: 'failed', error })));
    await phase(page, 'failed');
    expect(await page.locator('.panel').innerText()).toMatch(/The scope x is unknown\.\s+Change the scopes\./);
  });

  it('no button moves from one step to the next', async () => {
    const page = await stage.open(withSignIn(preparing()));
    const at = async () => (await page.locator('.panel > .buttons button').last().boundingBox())?.y;
    const first = await at();
    for (const name of ['waiting', 'slowed-down', 'redeeming', 'failed', 'approved'] as const) {
      stage.fake.show(withSignIn(signIn({ phase: name, ...(name === 'failed' ? { error } : {}) })));
      await phase(page, name);
      expect(await at(), name).toBe(first);
    }
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(640);
  });
});

describe('what the buttons send', () => {
  it('Sign in: shows at once that it is preparing, then the code', async () => {
    const page = await stage.open(view([signedOut()]));
    const ready = gate();
    stage.fake.answer(START, async () => {
      await ready.opened;
      return { status: 202, body: signedOut({ state: 'awaiting-user', sign_in: signIn() }) };
    });
    await page.getByRole('button', { name: 'Sign in: work' }).click();
    await phase(page, 'preparing');
    ready.open();
    await page.getByText('WDJB-').waitFor();
    expect(stage.fake.asked(START)).toEqual([{ route: START, body: {} }]);
  });

  it('Get a new code: the old one is not shown again', async () => {
    const page = await stage.open(withSignIn(signIn()));
    stage.fake.show(withSignIn(signIn({ phase: 'expired' })));
    const next = withSignIn(signIn({ id: 'attempt-2', user_code: 'NEWC-ODES' }));
    const ready = gate();
    stage.fake.answer(START, async () => {
      await ready.opened;
      return { status: 202, body: next.profiles[0] };
    });
    await page.getByRole('button', { name: 'Get a new code' }).click();
    await phase(page, 'preparing');
    stage.fake.show(next);
    await page.getByText('NEWC-').waitFor();
    ready.open();
  });

  it('a sign-in that cannot start is a failure with its hint', async () => {
    const page = await stage.open(view([signedOut()]));
    stage.fake.answer(START, problem(503, 'provider_unreachable', 'No answer from there.', 'Check the VPN.'));
    await page.getByRole('button', { name: 'Sign in: work' }).click();
    await phase(page, 'failed');
    expect(await page.locator('.panel').innerText()).toContain('Check the VPN.');
  });

  it('Cancel: ends the attempt', async () => {
    const page = await stage.open(withSignIn(signIn()));
    stage.fake.answer(CANCEL, () => {
      const cancelled = withSignIn(signIn({ phase: 'cancelled' }), { state: 'signed-out' });
      stage.fake.show(cancelled);
      return { status: 200, body: cancelled.profiles[0] };
    });
    await page.getByRole('button', { name: 'Cancel sign-in' }).click();
    await phase(page, 'cancelled');
  });

  it('browser flow: open again, the link in full, or a code instead', async () => {
    const page = await stage.open(withSignIn(browserSignIn()));
    await page.getByRole('heading', { name: 'Continue in your browser' }).waitFor();
    await page.getByRole('button', { name: 'Open again' }).click();
    await page.getByText('Show the link').click();
    expect(await page.locator('.link').textContent()).toBe(browserSignIn().authorization_uri);
    await page.getByRole('button', { name: 'Use a code instead' }).click();
    await expect.poll(() => stage.fake.asked(START)).toEqual([{ route: START, body: { flow: 'device' } }]);
    const routes = stage.fake.requests.map(({ route }) => route);
    expect(routes.indexOf(CANCEL)).toBeLessThan(routes.indexOf(START));
  });
});

describe('the other way to sign in', () => {
  it.each([
    [['device'], 0],
    [['device', 'browser'], 1],
  ] as const)('is offered if the provider has it: of %j', async (flows, offers) => {
    const page = await stage.open(withSignIn(signIn({ flows: [...flows] })));
    await page.getByRole('button', { name: 'Cancel sign-in' }).waitFor();
    expect(await page.getByRole('button', { name: 'Use the browser instead' }).count()).toBe(offers);
  });
});

describe('a sign-in started elsewhere', () => {
  it('is shown once, and not again after the person leaves it', async () => {
    const page = await stage.open(view([signedOut()]));
    stage.fake.show(withSignIn(signIn()));
    await page.locator('.user-code').waitFor();
    await page.getByRole('button', { name: 'Profiles' }).click();
    stage.fake.show(withSignIn(signIn({ phase: 'slowed-down' })));
    await page.getByRole('button', { name: 'Show code: work' }).waitFor();
    expect(await page.locator('.user-code').count()).toBe(0);
  });

  it('dismisses the note that covers its buttons', async () => {
    stage.fake.reset(view([signedOut()]));
    const page = await stage.blank();
    await page.goto(`${stage.fake.url}#no-tray`);
    const note = page.getByText('This desktop does not seem to show tray icons');
    await note.waitFor();
    stage.fake.show(withSignIn(signIn({ id: 'second' })));
    await phase(page, 'waiting');
    expect(await note.count()).toBe(0);
    await page.getByRole('button', { name: 'Cancel sign-in' }).click();
    await expect.poll(() => stage.fake.asked(CANCEL).length).toBe(1);
  });

  it('does not replace a form that a person is filling in', async () => {
    const page = await stage.open(view([signedOut()]));
    await page.getByRole('button', { name: 'Add profile' }).click();
    await page.getByLabel('Name').fill('half');
    stage.fake.show(withSignIn(signIn()));
    await expect.poll(() => page.locator('#announcer').textContent()).toContain('waiting for you');
    expect(await page.getByLabel('Name').inputValue()).toBe('half');
  });

  it('one that had ended before the window opened is not shown', async () => {
    const page = await stage.open(withSignIn(signIn({ phase: 'failed', error }), { state: 'signed-out' }));
    expect(await page.getByRole('listitem').innerText()).toContain('The scope x is unknown.');
    expect(await page.locator('.panel').count()).toBe(0);
  });
});
