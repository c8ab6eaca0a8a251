/** The list in a real browser: states, actions, time left, the lost agent. */
import { describe, expect, it } from 'vitest';
import { problem } from '../../support/page/fake-page-server.ts';
import { inS, profile, signedOut, signIn, view } from '../../support/page/views.ts';
import { useStage } from '../stage/stage.ts';

const stage = useStage();

describe('the list', () => {
  it('shows who is signed in where, and for how long', async () => {
    const page = await stage.open(view([profile(), signedOut({ name: 'lab' })]));
    const work = page.getByRole('listitem', { name: 'work' });
    expect(await work.innerText()).toMatch(
      /login\.example\.com[\s\S]*Signed in as Ada Moreno[\s\S]*42 min[\s\S]*auto-refresh/,
    );
    expect(await page.getByRole('listitem', { name: 'lab' }).innerText()).toContain('Signed out');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('1 sign-in is fresh');
  });

  it('desktops 10: does not call a profile signed out while the keychain is locked', async () => {
    const locked = { code: 'vault_locked', message: 'The keychain is locked.', hint: 'Unlock it.' } as const;
    const page = await stage.open(view([signedOut({ problem: locked })], { overall: 'needs-you' }));
    const text = await page.getByRole('listitem', { name: 'work' }).innerText();
    expect(text).toContain('Keychain locked');
    expect(text).not.toContain('Signed out');
  });

  it('says when a sign-in expires before its next refresh, and has its button', async () => {
    const late = profile({ expires_at: inS(900), refresh_at: inS(500), sign_in_ends_at: inS(300) });
    const page = await stage.open(view([late], { overall: 'soon' }));
    const text = await page.getByRole('listitem', { name: 'work' }).innerText();
    expect(text).toContain('8 min');
    expect(text).not.toContain('auto-refresh');
    await page.getByRole('button', { name: 'Sign in again: work' }).waitFor();
  });

  it('counts down without asking the agent', async () => {
    const page = await stage.open(view([profile({ expires_at: inS(62) })]));
    await page.getByText(/^5\d sec$/).waitFor();
    expect(stage.fake.requests).toEqual([]);
  });

  it('follows each new View', async () => {
    const page = await stage.open(view([profile()]));
    const hint = { code: 'sign_in_needed', message: 'The sign-in ended.', hint: 'Run `latchkey login work`.' } as const;
    const out = signedOut({ state: 'needs-sign-in', problem: hint });
    stage.fake.show(view([out], { overall: 'needs-you' }));
    await page.getByRole('button', { name: 'Sign in again: work' }).waitFor();
    const row = await page.getByRole('listitem').innerText();
    expect(row).toContain('The sign-in ended.');
    expect(row).toContain('Choose “Sign in again”.');
    expect(await page.title()).toBe('work needs you to sign in · Latchkey');
  });

  it('says what a locked vault and a wrong clock mean', async () => {
    const vault_problem = { code: 'vault_locked', message: 'The keychain is locked.', hint: 'Unlock it.' } as const;
    const agent = { ...view([]).agent, vault_problem };
    const page = await stage.open(view([profile({ clock_skew: -190 })], { agent }));
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/The keychain is locked\.\s+Unlock it\./);
    expect(text).toContain('differs from login.example.com by 3 min');
  });

  it('offers the first step when there is no profile', async () => {
    const page = await stage.open(view([]));
    await page.getByRole('button', { name: 'Other OpenID provider' }).click();
    await page.getByRole('dialog', { name: 'Add a profile' }).waitFor();
  });
});

describe('the commands of a profile', () => {
  it.each([
    ['Refresh now', 'POST /v1/profiles/work/refresh', 'work was refreshed.'],
    ['Sign out', 'DELETE /v1/profiles/work/sign-in', 'work is signed out.'],
  ])('%s', async (item, route, done) => {
    const page = await stage.open(view([profile()]));
    await page.getByRole('button', { name: 'More actions for work' }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await page.getByText(done).waitFor();
    expect(stage.fake.asked(route)).toHaveLength(1);
  });

  it('says so if the provider was not notified of a sign-out', async () => {
    const page = await stage.open(view([profile()]));
    stage.fake.answer('DELETE /v1/profiles/work/sign-in', {
      status: 200,
      body: { revoked: false, profile: signedOut() },
    });
    await page.getByRole('button', { name: 'More actions for work' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('The provider was not notified').waitFor();
  });

  it('a refusal shows sentence and hint, and stays until dismissed', async () => {
    const page = await stage.open(view([profile()]));
    stage.fake.answer(
      'POST /v1/profiles/work/refresh',
      problem(503, 'provider_unreachable', 'No answer.', 'Check the VPN.'),
    );
    await page.getByRole('button', { name: 'More actions for work' }).click();
    await page.getByRole('menuitem', { name: 'Refresh now' }).click();
    await page.getByText('Check the VPN.').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('No answer.').waitFor({ state: 'detached' });
  });

  it('a sign-in in progress can be shown and cancelled from the list', async () => {
    const page = await stage.open(view([signedOut({ sign_in: signIn(), state: 'awaiting-user' })]));
    await page.getByRole('button', { name: 'Profiles' }).click();
    await page.getByRole('button', { name: 'Show code: work' }).click();
    await page.locator('.user-code').waitFor();
    await page.getByRole('button', { name: 'Profiles' }).click();
    await page.getByRole('button', { name: 'Cancel: work' }).click();
    await expect.poll(() => stage.fake.asked('POST /v1/profiles/work/sign-in/cancel').length).toBe(1);
  });
});

describe('the agent', () => {
  it('gone: says so, keeps the list, takes no command; back: follows again automatically', async () => {
    const page = await stage.open(view([profile(), signedOut({ name: 'lab' })]));
    stage.fake.die();
    await page.getByRole('heading', { name: 'Not connected to the agent' }).waitFor();
    expect(await page.getByText('Start the Latchkey app').isVisible()).toBe(true);
    expect(await page.getByRole('listitem', { name: 'work' }).isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Sign in: lab' }).isDisabled()).toBe(true);
    stage.fake.revive();
    stage.fake.show(view([profile({ name: 'new' })]));
    await page.getByRole('listitem', { name: 'new' }).waitFor();
    expect(await page.getByText('The agent is not responding').count()).toBe(0);
  });

  it('absent at the start: says so, and “Try now” finds it', async () => {
    stage.fake.reset(view([profile()]));
    stage.fake.die();
    const page = await stage.blank();
    await page.clock.install({ time: Date.now() });
    await page.goto(stage.fake.url);
    await page.getByText('as soon as the agent responds').waitFor();
    // With its clock stopped, the page does not retry automatically.
    await page.clock.pauseAt(Date.now() + 60_000);
    // Its last try came before this one, and has failed as well once this one has.
    expect(await page.evaluate(() => fetch('/v1/status').catch(() => 'failed'))).toBe('failed');
    stage.fake.revive();
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.getByRole('listitem', { name: 'work' }).waitFor();
  });
});
