/** The empty window in a real browser: tiles, AWS's sign-ins, the sandbox; and the live check during typing. */
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { problem } from '../../support/page/fake-page-server.ts';
import { profile, signedOut, signIn, view } from '../../support/page/views.ts';
import { useStage } from '../stage/stage.ts';
import { AWS_FOUND, CHECKED } from './first-run-states.ts';

const stage = useStage();
const ADD = 'POST /v1/profiles';
const IMPORT = 'POST /v1/import/aws';
const CHECK = 'POST /v1/check';
const signInOf = (name: string) => `POST /v1/profiles/${name}/sign-in`;

describe('a tile', () => {
  it.each([
    ['GitLab', 'gitlab', 'GitLab host'],
    ['AWS', 'aws', 'Start URL'],
    ['Huawei Cloud', 'huawei', 'Region'],
    ['Ory Hydra', 'hydra', 'Issuer'],
    ['Keycloak', 'keycloak', 'Realm address'],
    ['Other OpenID provider', 'oidc', 'Issuer'],
  ])('%s opens its form with a name', async (tile, name, label) => {
    const page = await stage.open(view([]));
    await page.getByRole('button', { name: tile, exact: true }).click();
    await page.getByRole('dialog').getByLabel(label).waitFor();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe(name);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('name'));
    const first = await page.locator('dialog input').nth(1).getAttribute('name');
    await expect.poll(focused).toBe(first);
  });

  it('every one has its form, so none leads nowhere', async () => {
    const page = await stage.open(view([]));
    const titles = await page.locator('.tile span:last-child').allInnerTexts();
    expect(titles).toHaveLength(11);
    for (const title of titles) {
      await page.getByRole('button', { name: title, exact: true }).click();
      await page.getByRole('dialog').waitFor();
      const chosen = page.getByRole('dialog').getByLabel('Provider');
      const wanted = title.startsWith('Other') ? 'OpenID Connect' : title;
      await expect.poll(() => chosen.locator('option:checked').innerText()).toContain(wanted);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });

  it('three steps: choose, fill in, approve; adding starts the sign-in', async () => {
    const page = await stage.open(view([]));
    await page.evaluate(() => {
      const count = () => {
        document.body.dataset['presses'] = String(Number(document.body.dataset['presses'] ?? 0) + 1);
      };
      // Enter submits by clicking the submit button.
      addEventListener('click', count, true);
    });
    const added = signedOut({ name: 'oidc' });
    stage.fake.answer(ADD, { status: 201, body: added });
    stage.fake.answer(signInOf('oidc'), () => {
      const waiting = { ...added, state: 'awaiting-user' as const, sign_in: signIn() };
      stage.fake.show(view([waiting]));
      return { status: 202, body: waiting };
    });
    await page.getByRole('button', { name: 'Other OpenID provider' }).click();
    await page.getByLabel('Issuer').fill('https://id.example.net');
    await page.getByLabel('Issuer').press('Enter');
    await page.locator('.user-code').waitFor();
    expect(stage.fake.asked(ADD)).toHaveLength(1);
    expect(stage.fake.asked(signInOf('oidc'))).toHaveLength(1);
    // The third step is the provider's page; nothing is left to do here.
    stage.fake.show(view([profile({ name: 'oidc', sign_in: signIn({ phase: 'approved' }) })]));
    await page.getByRole('heading', { name: 'Signed in as Ada Moreno' }).waitFor();
    expect(await page.evaluate(() => document.body.dataset['presses'])).toBe('2');
  });

  it('or is only added', async () => {
    const page = await stage.open(view([]));
    stage.fake.answer(ADD, { status: 201, body: signedOut({ name: 'oidc' }) });
    await page.getByRole('button', { name: 'Other OpenID provider' }).click();
    await page.getByLabel('Issuer').fill('https://id.example.net');
    await page.getByRole('button', { name: 'Add only' }).click();
    await page.getByText('oidc was added.').waitFor();
    expect(stage.fake.asked(signInOf('oidc'))).toEqual([]);
  });
});

describe('AWS’s sign-ins', () => {
  async function open(): Promise<Page> {
    const page = await stage.blank();
    stage.fake.reset(view([]));
    stage.fake.answer('GET /v1/import/aws', { status: 200, body: AWS_FOUND });
    await page.goto(stage.fake.url);
    await page.getByRole('heading', { name: '2 AWS sign-ins found' }).waitFor();
    return page;
  }

  it('are previewed, chosen and added; existing ones are not offered', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Choose what to import' }).click();
    expect(await page.getByRole('checkbox').count()).toBe(2);
    await page.getByText('1 line of the file was skipped').click();
    await page.getByText("'nowhere'").waitFor();
    stage.fake.answer(IMPORT, () => {
      stage.fake.show(view([signedOut({ name: 'corp' }), signedOut({ name: 'd-1234567890' })]));
      return { status: 200, body: { added: ['corp', 'd-1234567890'], problems: [] } };
    });
    await page.getByRole('button', { name: 'Add 2 profiles' }).click();
    await page.getByText('Added corp and d-1234567890.').waitFor();
    expect(stage.fake.asked(IMPORT)[0]?.body).toEqual({ names: ['corp', 'd-1234567890'] });
  });

  it('one alone is signed in to at once', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Choose what to import' }).click();
    await page.getByRole('checkbox', { name: /d-1234567890/ }).uncheck();
    stage.fake.answer(IMPORT, () => {
      stage.fake.show(view([signedOut({ name: 'corp' })]));
      return { status: 200, body: { added: ['corp'], problems: [] } };
    });
    await page.getByRole('button', { name: 'Add 1 profile' }).click();
    await expect.poll(() => stage.fake.asked(signInOf('corp')).length).toBe(1);
    expect(stage.fake.asked(IMPORT)[0]?.body).toEqual({ names: ['corp'] });
  });

  it('with none chosen, there is nothing to add; a refusal is shown', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Choose what to import' }).click();
    stage.fake.answer(IMPORT, problem(503, 'vault_locked', 'The keychain is locked.', 'Unlock it.'));
    await page.getByRole('button', { name: 'Add 2 profiles' }).click();
    await page.getByText('The keychain is locked.').waitFor();
    for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
    expect(await page.getByRole('button', { name: 'Add 0 profiles' }).isDisabled()).toBe(true);
  });

  it('that the agent refuses are reported, and the others are added', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Choose what to import' }).click();
    const problems = [{ line: 9, message: 'corp: the start URL is not one of AWS.' }];
    stage.fake.answer(IMPORT, () => {
      stage.fake.show(view([signedOut({ name: 'd-1234567890' })]));
      return { status: 200, body: { added: ['d-1234567890'], problems } };
    });
    await page.getByRole('button', { name: 'Add 2 profiles' }).click();
    await page.getByText('the start URL is not one of AWS').waitFor();
    await expect.poll(() => stage.fake.asked(signInOf('d-1234567890')).length).toBe(1);
  });

  it('in a file that cannot be read, or from which none can be imported: it says so', async () => {
    const page = await stage.blank();
    stage.fake.reset(view([]));
    const broken = problem(500, 'config_broken', '/home/ada/.aws/config cannot be read.', 'Look at the file.');
    stage.fake.answer('GET /v1/import/aws', broken);
    await page.goto(stage.fake.url);
    await page.getByText('/home/ada/.aws/config cannot be read.').waitFor();
    await page.getByText('Where do you sign in?').waitFor();
    stage.fake.answer('GET /v1/import/aws', { status: 200, body: { ...AWS_FOUND, sign_ins: [] } });
    await page.reload();
    await page.getByText('1 line of the file was skipped').click();
    await page.getByText("'nowhere'").waitFor();
  });

  it('are not mentioned if there are none', async () => {
    const page = await stage.open(view([]));
    await expect.poll(() => stage.fake.asked('GET /v1/import/aws').length).toBe(1);
    expect(await page.locator('.import').count()).toBe(0);
  });
});

describe('the sandbox', () => {
  it('is started, and signing in begins', async () => {
    const page = await stage.open(view([]));
    const added = signedOut({ name: 'sandbox', provider: 'sandbox', display_name: 'Latchkey Sandbox' });
    stage.fake.answer('POST /v1/sandbox', { status: 200, body: added });
    await page.getByRole('button', { name: 'Try the sandbox' }).click();
    await expect.poll(() => stage.fake.asked(signInOf('sandbox')).length).toBe(1);
    await page.locator('.panel').waitFor();
  });

  it('from an earlier run is started again when someone signs in to it', async () => {
    const former = signedOut({ name: 'sandbox', provider: 'sandbox', display_name: 'Latchkey Sandbox' });
    const page = await stage.open(view([former]));
    stage.fake.answer('POST /v1/sandbox', { status: 200, body: { ...former, name: 'sandbox' } });
    await page.getByRole('button', { name: 'Sign in: sandbox' }).click();
    await expect.poll(() => stage.fake.asked(signInOf('sandbox')).length).toBe(1);
    expect(stage.fake.asked('POST /v1/sandbox').length).toBe(1);
    await page.locator('.panel').waitFor();
  });

  it('says why if it cannot be started', async () => {
    const page = await stage.open(view([]));
    const refusal = problem(503, 'loopback_unavailable', 'The sandbox could not be started.', 'Try again.');
    stage.fake.answer('POST /v1/sandbox', refusal);
    await page.getByRole('button', { name: 'Try the sandbox' }).click();
    await page.getByText('The sandbox could not be started.').waitFor();
    expect(await page.getByRole('button', { name: 'Try the sandbox' }).isEnabled()).toBe(true);
  });
});

describe('the live check', () => {
  const help = (page: Page, field: string) => page.locator(`#help-${field}`);

  async function form(): Promise<Page> {
    const page = await stage.open(view([profile()]));
    await page.getByRole('button', { name: 'Add profile' }).click();
    return page;
  }

  it('says what answers, after a pause and once', async () => {
    const page = await form();
    stage.fake.answer(CHECK, { status: 200, body: CHECKED.found });
    await page.getByLabel('Issuer').pressSequentially('https://id.example.net');
    await help(page, 'issuer')
      .getByText('id.example.net responds. You can sign in with a code or in the browser.')
      .waitFor();
    const settings = { issuer: 'https://id.example.net' };
    expect(stage.fake.asked(CHECK).map(({ body }) => body)).toEqual([{ provider: 'oidc', settings }]);
    expect(await page.locator('form [role=status]').textContent()).toContain('id.example.net responds');
  });

  it('says what is wrong with its hint, and does not prevent saving', async () => {
    const page = await form();
    stage.fake.answer(CHECK, { status: 200, body: CHECKED.missing });
    await page.getByLabel('Name').fill('lab');
    await page.getByLabel('Issuer').fill('https://id.example.net');
    await help(page, 'issuer').getByText('Check the issuer address').waitFor();
    expect(await page.getByLabel('Issuer').getAttribute('aria-invalid')).toBe('false');
    stage.fake.answer(ADD, { status: 201, body: signedOut({ name: 'lab' }) });
    await page.getByRole('button', { name: 'Add only' }).click();
    await page.getByText('lab was added.').waitFor();
  });

  it('only the newest question counts, and more typing removes the old answer', async () => {
    const page = await form();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    stage.fake.answer(CHECK, async ({ body }) => {
      const { issuer } = (body as { settings: { issuer: string } }).settings;
      if (issuer.endsWith('.net')) await held;
      return { status: 200, body: { ...CHECKED.found, display_name: issuer } };
    });
    await page.getByLabel('Issuer').fill('https://slow.example.net');
    await help(page, 'issuer').getByText('Checking…').waitFor();
    await page.getByLabel('Issuer').fill('https://quick.example.org');
    expect(await help(page, 'issuer').innerText()).not.toContain('Checking…');
    await help(page, 'issuer').getByText('https://quick.example.org responds').waitFor();
    release();
    await page.getByLabel('Issuer').fill('not an address');
    expect(await help(page, 'issuer').innerText()).not.toContain('responds');
  });

  it('does not ask about incomplete or impossible input, and sends no secret', async () => {
    const page = await form();
    stage.fake.answer(CHECK, { status: 200, body: CHECKED.found });
    await page.getByLabel('Provider').selectOption('Google');
    await page.getByLabel('Client secret').fill('hunter2');
    await page.getByLabel('Provider').selectOption('OpenID Connect');
    await page.getByLabel('Issuer').fill('http://id.example.net');
    await page.getByLabel('Provider').selectOption('Okta');
    await page.getByLabel('Okta domain').fill('dev-12345.okta.com');
    await help(page, 'tenant').getByText('responds').waitFor();
    const settings = { issuer: 'https://dev-12345.okta.com', scopes: ['openid', 'profile', 'offline_access'] };
    expect(stage.fake.asked(CHECK).map(({ body }) => body)).toEqual([{ provider: 'oidc', settings }]);
  });

  it('says of a start URL only that it looks good, and puts a problem at the field that it names', async () => {
    const page = await form();
    const ways = {
      ok: true,
      display_name: 'corp',
      flows: ['device', 'browser'],
      issuer: 'https://corp.awsapps.com/start',
    };
    stage.fake.answer(CHECK, { status: 200, body: ways });
    await page.getByLabel('Provider').selectOption('AWS IAM Identity Center');
    await page.getByLabel('Start URL').fill('https://corp.awsapps.com/start');
    await page.getByLabel('Region').fill('eu-central-1');
    await help(page, 'start_url').getByText('Looks good. You can sign in with a code or in the browser.').waitFor();
    const wrong = { code: 'profile_invalid', message: 'The setting region is not valid: unknown.', hint: 'Mend it.' };
    stage.fake.answer(CHECK, { status: 200, body: { ok: false, problem: wrong } });
    await page.getByLabel('Region').fill('xx-nowhere-1');
    await help(page, 'region').getByText('Mend it.').waitFor();
  });

  it('says nothing if an agent cannot check', async () => {
    const page = await form();
    stage.fake.answer(CHECK, problem(404, 'not_found', 'There is no POST /v1/check here.', ''));
    await page.getByLabel('Issuer').fill('https://id.example.net');
    await expect.poll(() => stage.fake.asked(CHECK).length).toBe(1);
    await expect.poll(() => help(page, 'issuer').innerText()).toContain('Your provider’s address');
  });
});
