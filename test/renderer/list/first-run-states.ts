/** The states of the empty window and of the live check, and how to bring a page into them. */
import type { Page } from 'playwright';
import type { AwsImportResponse, CheckResponse } from '../../../src-main/api/types.ts';
import type { FakePageServer } from '../../support/page/fake-page-server.ts';
import { profile, view } from '../../support/page/views.ts';
import type { State } from '../stage/states.ts';

const role = (name: string) => ({
  name,
  aws_profile: name,
  account_id: '111122223333',
  role_id: 'Administrator',
  exists: false,
});
export const AWS_FOUND: AwsImportResponse = {
  file: '/home/ada/.aws/config',
  found: true,
  sign_ins: [
    {
      name: 'corp',
      start_url: 'https://corp.awsapps.com/start',
      region: 'eu-central-1',
      scopes: ['sso:account:access'],
      roles: [role('prod-admin'), role('dev')],
      exists: false,
    },
    { name: 'd-1234567890', start_url: 'https://d-1234567890.awsapps.com/start', scopes: [], roles: [], exists: false },
    { name: 'there', start_url: 'https://there.awsapps.com/start', scopes: [], roles: [], exists: true },
  ],
  problems: [{ line: 15, message: "[profile lost] names the sso-session 'nowhere', which is not there." }],
};

export const CHECKED: Readonly<Record<'found' | 'missing', CheckResponse>> = {
  found: {
    ok: true,
    display_name: 'id.example.net',
    flows: ['device', 'browser'],
    issuer: 'https://id.example.net',
  },
  missing: {
    ok: false,
    problem: {
      code: 'discovery_failed',
      message:
        'No OpenID or OAuth metadata was found for https://id.example.net: id.example.net answered with status 404.',
      hint: 'Check the issuer address; it must serve OpenID or OAuth metadata.',
    },
  },
};

type Step = 'awsFound' | 'awsChoices' | 'liveFound' | 'liveMissing' | 'tileEntra';

export const FIRST_RUN_STATES: readonly (State & { readonly step: Step })[] = [
  { name: 'first-aws-found', view: view([]), step: 'awsFound' },
  { name: 'first-aws-choices', view: view([]), step: 'awsChoices' },
  { name: 'first-tile-entra', view: view([]), step: 'tileEntra' },
  { name: 'form-live-found', view: view([profile()]), step: 'liveFound' },
  { name: 'form-live-missing', view: view([profile()]), step: 'liveMissing' },
];

async function awsFound(page: Page, fake: FakePageServer): Promise<void> {
  fake.answer('GET /v1/import/aws', { status: 200, body: AWS_FOUND });
  await page.reload();
  await page.locator('.import-head').waitFor();
}

async function typed(page: Page, fake: FakePageServer, found: CheckResponse): Promise<void> {
  fake.answer('POST /v1/check', { status: 200, body: found });
  await page.getByRole('button', { name: 'Add profile' }).click();
  await page.getByLabel('Name').fill('lab');
  await page.getByLabel('Issuer').fill('https://id.example.net');
  await page.locator('#help-issuer .live.good, #help-issuer .live.warn').waitFor();
}

export const FIRST_RUN_STEPS: Readonly<Record<Step, (page: Page, fake: FakePageServer) => Promise<void>>> = {
  awsFound,
  awsChoices: async (page, fake) => {
    await awsFound(page, fake);
    await page.getByRole('button', { name: 'Choose what to import' }).click();
    await page.locator('.import [type=submit]').waitFor();
  },
  liveFound: (page, fake) => typed(page, fake, CHECKED.found),
  liveMissing: (page, fake) => typed(page, fake, CHECKED.missing),
  tileEntra: async (page) => {
    await page.getByText('Microsoft Entra').click();
    await page.locator('#field-tenant').waitFor();
  },
};
