/** Adding, editing and removing in a real browser, with the agent's refusals. */
import { generateKeyPairSync } from 'node:crypto';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { secret } from '../../../src-main/core/secret.ts';
import { signingKey } from '../../../src-main/providers/oidc/protocol/private-key.ts';
import { problem } from '../../support/page/fake-page-server.ts';
import { awsProfile, profile, signedOut, view } from '../../support/page/views.ts';
import { useStage } from '../stage/stage.ts';

const stage = useStage();
const ADD = 'POST /v1/profiles';
const EDIT = 'PATCH /v1/profiles/work';

async function openAdd(): Promise<Page> {
  const page = await stage.open(view([profile()]));
  await page.getByRole('button', { name: 'Add profile' }).click();
  return page;
}

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More actions for work' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

const submit = (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Add only' }).click();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('name'));

describe('adding', () => {
  it('sends what was filled in, once, and shows the new profile', async () => {
    const page = await openAdd();
    stage.fake.answer(ADD, { status: 201, body: signedOut({ name: 'lab' }) });
    await page.getByLabel('Name').fill('lab');
    await page.getByLabel('Issuer').fill('https://id.example.net');
    await page.getByText('More settings').click();
    await page.getByLabel('Client ID').fill('desk');
    await page.getByLabel('Client secret').fill('hunter2');
    await page.getByLabel('Scopes').fill('openid email');
    await page.getByLabel('Client authentication').selectOption('client_secret_post');
    expect(await page.getByLabel('Client secret').getAttribute('type')).toBe('password');
    await submit(page);
    await page.getByRole('button', { name: 'Sign in: lab' }).waitFor();
    await page.getByText('lab was added.').waitFor();
    const settings = {
      issuer: 'https://id.example.net',
      client_id: 'desk',
      scopes: ['openid', 'email'],
      token_endpoint_auth_method: 'client_secret_post',
    };
    const body = { name: 'lab', provider: 'oidc', settings, secrets: { client_secret: 'hunter2' } };
    expect(stage.fake.asked(ADD)).toEqual([{ route: ADD, body }]);
    expect(await page.content()).not.toContain('hunter2');
  });

  it('takes a private key as it is pasted, on many lines, in a form that can sign', async () => {
    const page = await openAdd();
    stage.fake.answer(ADD, { status: 201, body: signedOut({ name: 'lab' }) });
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await page.getByLabel('Name').fill('lab');
    await page.getByLabel('Issuer').fill('https://id.example.net');
    await page.getByText('More settings').click();
    await page.getByLabel('Private key').fill(pem);
    await submit(page);
    await page.locator('#help-client_id').getByText('A secret or key also needs a client ID').waitFor();
    await page.getByLabel('Client ID').fill('desk');
    await submit(page);
    await page.getByText('lab was added.').waitFor();
    const [asked] = stage.fake.asked(ADD);
    const body = asked?.body as { secrets: { private_key: string } } | undefined;
    expect((await signingKey(secret(body?.secrets.private_key ?? ''))).key.type).toBe('private');
  });

  it('shows a key that the agent cannot use at its field', async () => {
    const page = await openAdd();
    const sentence = 'The private key cannot be used: it is neither PEM nor a JWK.';
    stage.fake.answer(ADD, problem(400, 'profile_invalid', sentence, 'Convert it.'));
    await page.getByLabel('Name').fill('lab');
    await page.getByLabel('Issuer').fill('https://id.example.net');
    await page.getByText('More settings').click();
    await page.getByLabel('Client ID').fill('desk');
    await page.getByLabel('Private key').fill('nonsense');
    await submit(page);
    await page.locator('#help-private_key').getByText('Convert it.').waitFor();
    await expect.poll(() => focused(page)).toBe('private_key');
  });

  it('says during typing what cannot become right, and the rest on submit', async () => {
    const page = await openAdd();
    const help = (field: string) => page.locator(`#help-${field}`).innerText();
    await page.getByLabel('Name').pressSequentially('a b');
    expect(await help('name')).toContain('Use only letters');
    await page.getByLabel('Issuer').pressSequentially('http://login');
    expect(await help('issuer')).toContain('Your provider’s address');
    await submit(page);
    await expect.poll(() => help('issuer')).toContain('must start with https://');
    expect(await focused(page)).toBe('name');
    await page.getByLabel('Name').fill('work');
    expect(await help('name')).toContain('A profile with this name already exists');
    expect(stage.fake.asked(ADD)).toEqual([]);
  });

  it.each([
    ['profile_exists', 'name', 409],
    ['issuer_invalid', 'issuer', 400],
    ['discovery_failed', 'issuer', 502],
  ])('the agent’s %s is shown at the field %s, which gets the focus', async (code, field, status) => {
    const page = await openAdd();
    stage.fake.answer(ADD, problem(status, code, 'It is refused.', 'Do this instead.'));
    await page.getByLabel('Name').fill('lab');
    await page.getByLabel('Issuer').fill('https://id.example.net');
    await submit(page);
    const help = page.locator(`#help-${field}`);
    await help.getByText('Do this instead.').waitFor();
    await expect.poll(() => focused(page)).toBe(field);
    expect(await page.locator(`[name=${field}]`).getAttribute('aria-invalid')).toBe('true');
    await page.locator(`[name=${field}]`).press('End');
    await page.locator(`[name=${field}]`).pressSequentially('2');
    expect(await help.innerText()).not.toContain('It is refused.');
  });

  it('a refusal of the whole form is shown on top, and the input is kept', async () => {
    const page = await openAdd();
    stage.fake.answer(ADD, problem(503, 'vault_locked', 'The keychain is locked.', 'Unlock it.'));
    await page.getByLabel('Name').fill('lab');
    await page.getByLabel('Issuer').fill('https://id.example.net');
    await submit(page);
    expect(await page.getByRole('alert').innerText()).toMatch(/The keychain is locked\.\s+Unlock it\./);
    expect(await page.getByLabel('Name').inputValue()).toBe('lab');
    stage.fake.answer(ADD, { status: 201, body: signedOut({ name: 'lab' }) });
    await submit(page);
    await page.getByRole('listitem', { name: 'lab' }).waitFor();
  });

  it('an AWS IAM Identity Center: its own fields, checked during typing', async () => {
    const page = await openAdd();
    stage.fake.answer(ADD, { status: 201, body: awsProfile({ name: 'cloud' }) });
    await page.getByLabel('Name').fill('cloud');
    await page.getByLabel('Provider').selectOption('AWS IAM Identity Center');
    expect(await page.getByLabel('Name').inputValue()).toBe('cloud');
    expect(await page.getByLabel('Issuer').count()).toBe(0);
    await page.getByLabel('Start URL').fill('d-1234567890.awsapps.com/start');
    expect(await page.locator('#help-start_url').innerText()).toContain('starting with https://');
    await page.getByLabel('Start URL').fill('https://d-1234567890.awsapps.com/start');
    await submit(page);
    await expect.poll(() => page.locator('#help-region').innerText()).toContain('does not include it');
    expect(await focused(page)).toBe('region');
    await page.getByLabel('Region').fill('eu-central-1');
    await page.getByText('More settings').click();
    await page.getByLabel('Dual-stack endpoints').check();
    await submit(page);
    await page.getByText('cloud was added.').waitFor();
    const settings = {
      start_url: 'https://d-1234567890.awsapps.com/start',
      region: 'eu-central-1',
      dualstack: true,
    };
    expect(stage.fake.asked(ADD)).toEqual([{ route: ADD, body: { name: 'cloud', provider: 'aws', settings } }]);
  });

  it('a start URL that names the region needs no other', async () => {
    const page = await openAdd();
    stage.fake.answer(ADD, { status: 201, body: awsProfile({ name: 'cloud' }) });
    await page.getByLabel('Name').fill('cloud');
    await page.getByLabel('Provider').selectOption('AWS IAM Identity Center');
    await page.getByLabel('Start URL').fill('https://ssoins-1.eu-west-3.portal.amazonaws.com');
    expect(await page.getByLabel('Region').getAttribute('placeholder')).toBe('eu-west-3, from the start URL');
    await submit(page);
    await page.getByText('cloud was added.').waitFor();
  });

  it('input for one kind of provider is still there after switching back to it', async () => {
    const page = await openAdd();
    await page.getByLabel('Issuer').fill('https://id.example.net');
    await page.getByLabel('Provider').selectOption('AWS IAM Identity Center');
    await page.getByLabel('Start URL').fill('https://sso.example.com');
    await page.getByLabel('Provider').selectOption('OpenID Connect');
    expect(await page.getByLabel('Issuer').inputValue()).toBe('https://id.example.net');
  });

  it('offers no choice if the agent has only one kind', async () => {
    const page = await stage.open(view([profile()]));
    const providers = [{ kind: 'oidc', title: 'OpenID Connect' }];
    stage.fake.answer('GET /v1/providers', { status: 200, body: { providers } });
    await page.getByRole('button', { name: 'Add profile' }).click();
    await page.getByLabel('Issuer').waitFor();
    await expect.poll(() => stage.fake.asked('GET /v1/providers').length).toBe(1);
    expect(await page.getByLabel('Provider').count()).toBe(0);
  });
});

describe('editing', () => {
  it('starts with the settings, shows no secret, and sends what changed', async () => {
    const settings = { issuer: 'https://login.example.com', client_id: 'desk', scopes: ['openid'], audience: 'api' };
    const page = await stage.open(view([profile({ settings })]));
    await choose(page, 'Edit…');
    expect(await page.getByLabel('Client ID').inputValue()).toBe('desk');
    expect(await page.getByLabel('Client secret').inputValue()).toBe('');
    expect(await page.getByLabel('Client secret').getAttribute('placeholder')).toBe('unchanged');
    await page.getByLabel('Audience').fill('');
    await page.getByLabel('Scopes').fill('openid groups');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('work was saved.').waitFor();
    expect(stage.fake.asked(EDIT)[0]?.body).toEqual({ settings: { audience: null, scopes: ['openid', 'groups'] } });
  });

  it('an AWS profile starts with its own settings', async () => {
    const settings = { start_url: 'https://d-1234567890.awsapps.com/start', region: 'eu-central-1', fips: true };
    const page = await stage.open(view([awsProfile({ settings })]));
    await choose(page, 'Edit…');
    expect(await page.getByLabel('Provider').count()).toBe(0);
    expect(await page.getByLabel('Region').inputValue()).toBe('eu-central-1');
    await page.getByLabel('FIPS endpoints').uncheck();
    await page.getByLabel('Region').fill('us-east-1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('work was saved.').waitFor();
    expect(stage.fake.asked(EDIT)[0]?.body).toEqual({ settings: { region: 'us-east-1', fips: null } });
  });

  it('without a change sends nothing to the agent', async () => {
    const page = await stage.open(view([profile()]));
    await choose(page, 'Edit…');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(stage.fake.asked(EDIT)).toEqual([]);
  });

  it('a refusal at a field under More settings opens it', async () => {
    const page = await stage.open(view([profile()]));
    stage.fake.answer(EDIT, problem(502, 'invalid_scope', 'The scope is unknown.', 'Choose another.'));
    await choose(page, 'Edit…');
    await page.getByText('More settings').click();
    await page.getByLabel('Scopes').fill('x');
    await page.getByText('More settings').click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#help-scopes').getByText('Choose another.').waitFor();
    await expect.poll(() => focused(page)).toBe('scopes');
  });
});

describe('removing', () => {
  it('says what will happen, and does it only after confirmation', async () => {
    const page = await stage.open(view([profile()]));
    await choose(page, 'Remove…');
    const dialog = page.getByRole('dialog', { name: 'Remove work?' });
    expect(await dialog.innerText()).toContain('signs you out of login.example.com');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(stage.fake.requests).toEqual([]);
    await choose(page, 'Remove…');
    stage.fake.answer('DELETE /v1/profiles/work', () => {
      stage.fake.show(view([]));
      return { status: 204 };
    });
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('work was removed.').waitFor();
    await page.getByRole('heading', { name: 'Where do you sign in?' }).waitFor();
  });
});
