/** The form for Ory Hydra and for well-known services: at most two questions, and the settings made from them. */
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { HydraSettings } from '../../../src-main/providers/hydra/settings.ts';
import { OidcSettings } from '../../../src-main/providers/oidc/protocol/settings.ts';
import { presets } from '../../../src-main/providers/presets.ts';
import { checkAdminUrl } from '../../../src-renderer/form/checks.ts';
import { presetKinds } from '../../../src-renderer/form/preset-kinds.ts';
import { checkFields, fieldOfError, kindOf } from '../../../src-renderer/form/provider-kinds.ts';
import { addRequest, valuesOf } from '../../../src-renderer/form/request.ts';
import { problem } from '../../support/page/fake-page-server.ts';
import { profile, signedOut, view } from '../../support/page/views.ts';
import { useStage } from '../stage/stage.ts';

const stage = useStage();
const ADD = 'POST /v1/profiles';
const TENANT = '810017af-c1d4-4a3b-9e18-0f6b6d1d1a2b';

async function openAdd(provider: string): Promise<Page> {
  const page = await stage.open(view([profile()]));
  stage.fake.answer(ADD, { status: 201, body: signedOut({ name: 'lab' }) });
  await page.getByRole('button', { name: 'Add profile' }).click();
  await page.getByLabel('Name').fill('lab');
  await page.getByLabel('Provider').selectOption(provider);
  return page;
}

const submit = (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Add only' }).click();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('name'));
/** What a person sees before opening More settings. */
const questions = (page: Page): Promise<string[]> => page.locator('form > .field label').allInnerTexts();
const sent = () => stage.fake.asked(ADD).map(({ body }) => body);

describe('a well-known service', () => {
  it('Microsoft Entra asks for the directory and the client, and makes the settings from them', async () => {
    const page = await openAdd('Microsoft Entra');
    expect(await questions(page)).toEqual(['Name', 'Provider', 'Directory (tenant) ID', 'Client ID']);
    await page.getByText('Allow public client flows').waitFor();
    await page.getByLabel('Directory (tenant) ID').fill('common');
    await submit(page);
    await page.locator('#help-tenant').getByText('Wrong format').waitFor();
    await page.locator('#help-client_id').getByText('Register an application with the provider').waitFor();
    await expect.poll(() => focused(page)).toBe('tenant');
    expect(sent()).toEqual([]);
    await page.getByLabel('Directory (tenant) ID').fill(TENANT);
    await page.getByLabel('Client ID').fill('desk');
    await submit(page);
    await page.getByText('lab was added.').waitFor();
    const settings = {
      issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
      scopes: ['openid', 'profile', 'offline_access'],
      client_id: 'desk',
      prompt: 'omit',
    };
    expect(sent()).toEqual([{ name: 'lab', provider: 'oidc', settings }]);
  });

  it('Google asks for the secret, which goes to the vault', async () => {
    const page = await openAdd('Google');
    expect(await questions(page)).toEqual(['Name', 'Provider', 'Client ID', 'Client secret']);
    await page.getByLabel('Client ID').fill('desk');
    await submit(page);
    await page.locator('#help-client_secret').getByText('Enter the client secret').waitFor();
    await page.getByLabel('Client secret').fill('hunter2');
    await submit(page);
    await page.getByText('lab was added.').waitFor();
    expect(sent()).toMatchObject([{ secrets: { client_secret: 'hunter2' }, settings: { client_id: 'desk' } }]);
    expect(await page.content()).not.toContain('hunter2');
  });

  it('GitLab is gitlab.com unless another host is named, and scopes typed under More settings win', async () => {
    const page = await openAdd('GitLab');
    expect(await page.getByLabel('GitLab host').getAttribute('placeholder')).toBe('gitlab.com');
    await page.getByLabel('Client ID').fill('desk');
    await page.getByText('More settings').click();
    expect(await page.getByLabel('Scopes').getAttribute('placeholder')).toBe('openid profile email');
    await page.getByLabel('Scopes').fill('read_user');
    await submit(page);
    await page.getByText('lab was added.').waitFor();
    const settings = { issuer: 'https://gitlab.com', scopes: ['read_user'], client_id: 'desk' };
    expect(sent()).toEqual([{ name: 'lab', provider: 'oidc', settings }]);
  });

  it('an issuer that cannot be found is reported at the question it was made from', async () => {
    const page = await openAdd('Okta');
    stage.fake.answer(ADD, problem(502, 'discovery_failed', 'It is not there.', 'Look at the domain.'));
    await page.getByLabel('Okta domain').fill('https://dev-12345.okta.com/');
    await page.getByLabel('Client ID').fill('desk');
    await submit(page);
    await page.locator('#help-tenant').getByText('Look at the domain.').waitFor();
    expect(sent()).toMatchObject([{ settings: { issuer: 'https://dev-12345.okta.com' } }]);
  });

  it.each(presetKinds(presets).map((kind) => [kind.title, kind] as const))(
    '%s asks for at most two things, and the agent takes what comes of its example',
    (title, kind) => {
      const preset = presets.find((one) => one.title === title);
      const typed = { name: 'lab', tenant: preset?.tenant?.example ?? '', client_id: 'desk', client_secret: 's3' };
      const values = { ...valuesOf(kind, undefined), ...typed };
      expect(kind.fields.length).toBeLessThanOrEqual(2);
      expect(checkFields(kind, values)).toEqual({});
      const { settings } = addRequest(kind, values);
      expect(OidcSettings.parse(settings)).toMatchObject({ client_id: 'desk' });
      expect(JSON.stringify(settings)).not.toMatch(/tenant\}|s3/);
    },
  );

  it('of a kind unknown to this window is not offered', () => {
    const [first] = presets;
    expect(presetKinds(first ? [{ ...first, provider: 'of-a-newer-agent' }] : [])).toEqual([]);
  });

  it('shows an error about none of its questions for the whole form', () => {
    const [github] = presetKinds(presets.filter(({ name }) => name === 'github'));
    const at = (code: string) => github && fieldOfError(github, { code, message: '', hint: '' });
    expect([at('discovery_failed'), at('client_rejected'), at('profile_exists')]).toEqual([
      undefined,
      'client_id',
      'name',
    ]);
  });
});

describe('Ory Hydra', () => {
  it('asks for the issuer, and under More settings for the admin URL and the client', async () => {
    const page = await openAdd('Ory Hydra');
    expect(await questions(page)).toEqual(['Name', 'Provider', 'Issuer']);
    await page.getByLabel('Issuer').fill('https://hydra.example.com');
    await page.getByText('More settings').click();
    await page.getByLabel('Admin URL').fill('http://hydra-admin.example.com');
    await submit(page);
    await page.locator('#help-admin_url').getByText('must start with https://').waitFor();
    await page.getByLabel('Admin URL').fill('http://localhost:4445');
    await page.getByLabel('Client ID').fill('desk');
    await page.getByLabel('Client secret').fill('hunter2');
    await page.getByLabel('Client authentication').selectOption('client_secret_post');
    await submit(page);
    await page.getByText('lab was added.').waitFor();
    const settings = {
      issuer: 'https://hydra.example.com',
      admin_url: 'http://localhost:4445',
      client_id: 'desk',
      token_endpoint_auth_method: 'client_secret_post',
    };
    expect(sent()).toEqual([{ name: 'lab', provider: 'hydra', settings, secrets: { client_secret: 'hunter2' } }]);
  });

  it.each(['', 'https://hydra-admin.example.com/', 'http://127.0.0.1:4445', 'http://localhost:4445'])(
    'the admin URL may be %j, for the agent too',
    (url) => {
      expect(checkAdminUrl(url)).toBeUndefined();
      const settings = { issuer: 'https://hydra.example.com', ...(url && { admin_url: url }) };
      expect(HydraSettings.safeParse(settings).success).toBe(true);
    },
  );
  it.each(['hydra:4445', 'http://hydra.example.com', 'https://me:pw@hydra.example.com', 'https://hydra.example.com?a'])(
    'the admin URL may not be %s, for the agent neither',
    (url) => {
      expect(checkAdminUrl(url)).toBeDefined();
      const settings = { issuer: 'https://hydra.example.com', admin_url: url };
      expect(HydraSettings.safeParse(settings).success).toBe(false);
    },
  );

  it('every choice of client authentication is one that the agent accepts', () => {
    const row = kindOf('hydra')?.more.find(({ name }) => name === 'token_endpoint_auth_method');
    const issuer = 'https://hydra.example.com';
    for (const method of Object.keys(row?.choices ?? {}).filter((name) => name !== '')) {
      expect(HydraSettings.safeParse({ issuer, token_endpoint_auth_method: method }).success, method).toBe(true);
    }
  });
});
