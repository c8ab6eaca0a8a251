/** Settings, checks, log and diagnosis in a real browser: what changes, what is said, and what is copied. */
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { problem } from '../../support/page/fake-page-server.ts';
import { profile, view } from '../../support/page/views.ts';
import { useStage } from '../stage/stage.ts';
import { FINE, LINES, SETTINGS, showChecks, showLog, showSettings } from './states.ts';

const stage = useStage();
const open = () => stage.open(view([profile()]));
const PATCH = 'PATCH /v1/settings';
const patches = () => stage.fake.asked(PATCH).map(({ body }) => body);

describe('the settings page', () => {
  it('security 18: has the rule for stored logins, and takes an “Always” back', async () => {
    const page = await open();
    const allowed = [
      { program: '/usr/bin/git', kind: 'git' as const, host: 'git.example.com' },
      { program: '/usr/bin/docker', kind: 'docker' as const, host: 'docker.io' },
    ];
    await showSettings(page, stage.fake, { ...SETTINGS, ask_logins: 'new', logins_allowed: allowed });
    stage.fake.answer(PATCH, {
      status: 200,
      body: { ...SETTINGS, ask_logins: 'new', logins_allowed: allowed.slice(1) },
    });
    await page.getByRole('button', { name: /git .*git\.example\.com/ }).click();
    await expect.poll(() => page.getByRole('button', { name: /git .*git\.example\.com/ }).count()).toBe(0);
    await page.getByLabel('Ask before a program gets a login').selectOption('always');
    await expect.poll(patches).toEqual([{ logins_allowed: allowed.slice(1) }, { ask_logins: 'always' }]);
  });

  it('sends each change separately, and null for what is back at its default', async () => {
    const page = await open();
    await showSettings(page, stage.fake, { ...SETTINGS, proxy: 'http://proxy.example:3128' });
    stage.fake.answer(PATCH, { status: 200, body: { ...SETTINGS, notices: { ending: false } } });
    await page.getByLabel('Before a sign-in expires').uncheck();
    await page.getByText('Saved.').waitFor();
    await page.getByLabel('Before a sign-in expires').check();
    await page.getByLabel('Ask before a program gets a token').selectOption('always');
    await page.getByLabel('Start Latchkey when I log in').check();
    await page.getByLabel('Proxy', { exact: true }).fill('http://other.example:8080');
    await page.keyboard.press('Enter');
    await page.getByLabel('Certificate authority file').fill(' /etc/ssl/own.pem ');
    await page.getByLabel('Certificate authority file').blur();
    await page.getByLabel('Proxy', { exact: true }).fill('');
    await page.getByLabel('Proxy', { exact: true }).blur();
    await expect
      .poll(patches)
      .toEqual([
        { notices: { ending: false } },
        { notices: { ending: null } },
        { ask: 'always' },
        { start_at_login: true },
        { proxy: 'http://other.example:8080' },
        { ca_file: '/etc/ssl/own.pem' },
        { proxy: null },
      ]);
  });

  it('shows a refusal at its control, and a checkbox shows what applies', async () => {
    const page = await open();
    await showSettings(page, stage.fake);
    const refused = problem(400, 'request_malformed', 'proxy: must be a proxy address', 'Like http://p:1.');
    stage.fake.answer(PATCH, refused);
    await page.getByLabel('Proxy', { exact: true }).fill('nonsense');
    await page.getByLabel('Proxy', { exact: true }).blur();
    await page.getByText('This is not a proxy address.').waitFor();
    expect(await page.getByLabel('Proxy', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('Proxy', { exact: true }).inputValue()).toBe('nonsense');
    await page.getByLabel('Proxy', { exact: true }).fill('http://ada:secret@proxy.example');
    await page.getByLabel('Proxy', { exact: true }).blur();
    await page.getByText('Settings do not store passwords').waitFor();
    stage.fake.answer(PATCH, problem(500, 'config_unwritable', 'The file cannot be written.', 'Make room.'));
    await page.getByLabel('When a sign-in ends').click();
    await page.getByText('The file cannot be written.').waitFor();
    expect(await page.getByLabel('When a sign-in ends').isChecked()).toBe(true);
    await page.getByLabel('Ask before a program gets a token').selectOption('always');
    await expect.poll(() => page.getByLabel('Ask before a program gets a token').inputValue()).toBe('never');
  });

  it('shows changes made in a terminal when the person comes back, and leaves what is being typed', async () => {
    const page = await open();
    await showSettings(page, stage.fake);
    await page.getByLabel('Proxy', { exact: true }).fill('http://half');
    stage.fake.answer('GET /v1/settings', {
      status: 200,
      body: { ...SETTINGS, notices: { ending: false }, ask: 'always' },
    });
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect.poll(() => page.getByLabel('Before a sign-in expires').isChecked()).toBe(false);
    expect(await page.getByLabel('Ask before a program gets a token').inputValue()).toBe('always');
    expect(await page.getByLabel('Proxy', { exact: true }).inputValue()).toBe('http://half');
  });

  it('shows values from the environment, a broken file, and the vault', async () => {
    const page = await open();
    const about = {
      ...SETTINGS.about,
      can_start_at_login: false,
      vault: 'file',
      problem: { code: 'config_broken', message: 'The file settings.json is invalid at ask.', hint: 'Fix the file.' },
      environment: { proxy: 'proxy.corporation.example:3128' },
    } as const;
    await showSettings(page, stage.fake, { about });
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/settings\.json is invalid at ask\.[\s\S]*Fix the file/);
    expect(text).toContain('HTTPS_PROXY in the environment takes precedence: proxy.corporation.example:3128');
    expect(text).toContain('encrypted with your passphrase');
    expect(text).toContain('systemd');
    expect(await page.getByLabel('Start Latchkey when I log in').count()).toBe(0);
  });

  it('speaks the chosen language at once, on the same page', async () => {
    const page = await open();
    await showSettings(page, stage.fake);
    const german = { ...SETTINGS, language: 'de' } as const;
    stage.fake.answer(PATCH, () => {
      stage.fake.answer('GET /v1/settings', { status: 200, body: german });
      return { status: 200, body: german };
    });
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor();
    expect(patches()).toEqual([{ language: 'de' }]);
    expect(await page.getByLabel('Sprache').inputValue()).toBe('de');
  });

  it('opens and closes with the keyboard, and the focus comes back', async () => {
    const page = await open();
    stage.fake.answer('GET /v1/settings', { status: 200, body: SETTINGS });
    await page.getByRole('button', { name: 'Settings and more' }).focus();
    for (const key of ['Enter', 'Enter']) await page.keyboard.press(key);
    await page.getByLabel('Language').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('page-title');
    await page.getByRole('button', { name: 'Profiles' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('listitem', { name: 'work' }).waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Settings and more');
  });

  it('says why it cannot be read, and reads it on request', async () => {
    const page = await open();
    stage.fake.answer('GET /v1/settings', problem(500, 'internal', 'Something went wrong.', 'Report it.'));
    await page.getByRole('button', { name: 'Settings and more' }).click();
    await page.getByRole('menuitem', { name: 'Settings' }).click();
    await page.getByText('Something went wrong.').waitFor();
    stage.fake.answer('GET /v1/settings', { status: 200, body: SETTINGS });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByLabel('Language').waitFor();
  });
});

describe('the checks', () => {
  it('puts failed checks first, with their remedies, and runs again on request', async () => {
    const page = await open();
    const bad = { name: 'provider of lab', ok: false, detail: 'no answer within 5 s', hint: 'Check the VPN.' };
    await showChecks(page, stage.fake, [...FINE, bad]);
    await page.getByRole('heading', { name: 'One thing needs attention.' }).waitFor();
    expect(await page.locator('.checks li').first().innerText()).toMatch(
      /Provider of lab[\s\S]*no answer within 5 s[\s\S]*Check the VPN\./,
    );
    stage.fake.answer('GET /v1/doctor', { status: 200, body: { checks: FINE } });
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByRole('heading', { name: 'Everything is in order.' }).waitFor();
    expect(stage.fake.asked('GET /v1/doctor')).toHaveLength(2);
  });

  it('the diagnosis is created only on request, shown, and copied as shown', async () => {
    const page = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await showChecks(page, stage.fake);
    expect(stage.fake.asked('GET /v1/diagnosis')).toHaveLength(0);
    const body = { version: '0.1.0', checks: FINE };
    stage.fake.answer('GET /v1/diagnosis', { status: 200, body });
    await page.getByRole('button', { name: 'Show diagnosis' }).click();
    const shown = await page.getByRole('textbox', { name: 'Diagnosis' }).inputValue();
    expect(JSON.parse(shown)).toEqual(body);
    await page.getByRole('button', { name: 'Copy the diagnosis' }).click();
    await page.getByText('Copied').first().waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
  });
});

describe('the log', () => {
  it('shows the newest first, filters by words and severity, and copies what is shown', async () => {
    const page = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await showLog(page, stage.fake);
    expect(await page.locator('.log li').count()).toBe(LINES.length);
    expect(await page.locator('.log time').first().getAttribute('datetime')).toBe(LINES.at(-1)?.time);
    await page.getByLabel('Filter').fill('RESUME wake');
    await page.getByText('18 of 40 lines').waitFor();
    await page.getByLabel('Filter').fill('');
    await page.getByLabel('Warnings only').check();
    const warnings = LINES.filter(({ level }) => level === 'warn');
    await expect.poll(() => page.locator('.log li').count()).toBe(warnings.length);
    await page.getByRole('button', { name: 'Copy the lines shown' }).click();
    await page.getByText('Copied').first().waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n')).toHaveLength(warnings.length);
    expect(copied).toContain('warn renewal_failed profile=work code=provider_unreachable');
    await page.getByLabel('Filter').fill('nowhere');
    await page.getByText('No lines match.').waitFor();
  });
});

describe('a window opened at a place', () => {
  const at = async (hash: string) => {
    stage.fake.reset(view([profile(), profile({ name: 'lab' })]));
    stage.fake.answer('GET /v1/settings', { status: 200, body: SETTINGS });
    const page = await stage.blank();
    await page.goto(`${stage.fake.url}${hash}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  };

  it('shows the profile that it names, and requests nothing', async () => {
    const page = await at('#profile/lab');
    await page.getByRole('heading', { level: 1, name: 'lab' }).waitFor();
    expect(stage.fake.requests.filter(({ route }) => !route.startsWith('GET '))).toEqual([]);
    expect(new URL(page.url()).hash).toBe('');
  });

  it('desktops 7: shows the profile under the note about a missing tray', async () => {
    const page = await at('#profile/lab&no-tray');
    await page.getByRole('heading', { level: 1, name: 'lab' }).waitFor();
    await page.locator('.notice').waitFor();
  });

  it.each(['#profile/no one', '#profile/work/sign-in', '#profile/../x', '#remove'])(
    'shows the list for %s',
    async (hash) => {
      const page = await at(hash);
      await page.getByRole('listitem', { name: 'lab' }).waitFor();
      expect(stage.fake.requests.filter(({ route }) => !route.startsWith('GET '))).toEqual([]);
    },
  );

  it('shows the settings', async () => {
    const page = await at('#settings');
    await page.getByLabel('Language').waitFor();
  });
});

describe('without a tray', () => {
  const desktop = view([profile()], { agent: { version: '1', vault: 'keychain', started_at: 0, desktop: true } });
  const menu = async (page: Page, name: string, item: string) => {
    await page.getByRole('button', { name, exact: true }).click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };

  it('desktops 4: the window’s menu quits Latchkey', async () => {
    const page = await stage.open(desktop);
    stage.fake.answer('POST /v1/quit', { status: 202, body: { pid: 1 } });
    await menu(page, 'Settings and more', 'Quit Latchkey');
    await expect.poll(() => stage.fake.asked('POST /v1/quit')).toHaveLength(1);
  });

  it('desktops 4: a profile’s menu copies its token and says so', async () => {
    const page = await stage.open(desktop);
    stage.fake.answer('POST /v1/profiles/work/copy-token', { status: 204 });
    await menu(page, 'More actions for work', 'Copy token');
    await page.getByText('The token of work is on the clipboard for one minute.').waitFor();
  });

  it.each(['Quit Latchkey', 'Copy token: work'])('desktops 4: the palette has %s', async (command) => {
    const page = await stage.open(desktop);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(command);
    await page.getByRole('option', { name: command, exact: true }).waitFor();
  });

  it('desktops 4: a page in a browser, which has neither, offers neither', async () => {
    const page = await open();
    for (const [button, item] of [
      ['Settings and more', 'Quit Latchkey'],
      ['More actions for work', 'Copy token'],
    ] as const) {
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.getByRole('menu').waitFor();
      expect(await page.getByRole('menuitem', { name: item }).count()).toBe(0);
      await page.keyboard.press('Escape');
    }
  });
});
