/** The window's states for roles, and how to bring a page into them. */
import type { Page } from 'playwright';
import { type FakePageServer, problem } from '../../support/page/fake-page-server.ts';
import { availableRoles, awsProfile, inS, profile, role, signedOut, view } from '../../support/page/views.ts';
import type { State } from '../stage/states.ts';

export type RoleStep = keyof typeof ROLE_STEPS;

const forbidden = {
  code: 'role_forbidden',
  message: 'You have no access to Auditor in the account 111142229333.',
  hint: "Ask the account's administrator for access, or choose another role.",
} as const;

export const ROLES = [
  role({ role_id: 'AdministratorAccess', expires_at: inS(52 * 60 + 55) }),
  role({ name: 'staging-developer', account_id: '111132226333', account_name: 'Staging', role_id: 'Developer' }),
  role({ name: 'audit', account_id: '111142229333', account_name: 'Audit', role_id: 'Auditor', problem: forbidden }),
  role({
    name: 'shared-services-of-the-whole-organisation-AdministratorAccess',
    account_id: '111152232333',
    account_name: 'Shared services of the whole organisation',
    role_id: 'AdministratorAccess',
    expires_at: inS(3 * 3600 + 110),
  }),
  role({ name: 'sandbox', account_id: '111162235333', account_name: 'Sandbox', role_id: 'PowerUser' }),
];

const cloud = awsProfile({ expires_at: inS(7 * 3600 + 110), roles: ROLES });
const ended = {
  code: 'sign_in_needed',
  message: 'The sign-in of work has ended.',
  hint: 'Run `latchkey login work`, or choose Sign in from the tray menu.',
} as const;

export const ROLE_STATES: readonly State[] = [
  { name: 'roles-list', view: view([cloud, profile({ name: 'code' }), awsProfile({ name: 'new-cloud' })]) },
  { name: 'roles-page', view: view([cloud]), step: 'roles' },
  { name: 'roles-page-menu', view: view([cloud]), step: 'roleMenu' },
  {
    name: 'roles-page-signed-out',
    view: view(
      [
        signedOut({
          ...awsProfile({ roles: ROLES.slice(1, 2) }),
          state: 'needs-sign-in',
          problem: ended,
        }),
      ],
      { overall: 'needs-you' },
    ),
    step: 'roles',
  },
  { name: 'roles-page-empty', view: view([awsProfile()]), step: 'roles' },
  { name: 'roles-remove', view: view([cloud]), step: 'removeRole' },
  {
    name: 'picker-listing',
    view: view([{ ...cloud, role_listing: { accounts_done: 119, accounts_total: 500 } }]),
    step: 'listing',
  },
  { name: 'picker-failed', view: view([cloud]), step: 'notListed' },
  { name: 'picker-4000', view: view([cloud]), step: 'pick' },
  { name: 'picker-chosen', view: view([cloud]), step: 'choose' },
  { name: 'form-add-aws', view: view([profile()]), step: 'addAws' },
  {
    name: 'form-edit-aws',
    view: view([awsProfile({ settings: { ...cloud.settings, scopes: ['sso:account:access'], dualstack: true } })]),
    step: 'edit',
  },
];

export const LISTING = 'GET /v1/profiles/work/available-roles';

export async function showRoles(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More actions for work', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Roles…' }).click();
  await page.getByRole('heading', { name: 'Roles in work' }).waitFor();
}

async function openPicker(page: Page): Promise<void> {
  await showRoles(page);
  await page.getByRole('button', { name: 'Add roles…' }).click();
  await page.getByRole('dialog').waitFor();
}

/** The dialog with this many accounts of 8 roles each. */
export async function pick(page: Page, fake: FakePageServer, accounts = 500): Promise<void> {
  fake.answer(LISTING, { status: 200, body: availableRoles(accounts) });
  await openPicker(page);
  await page.getByLabel('Filter').waitFor();
}

async function roleMenu(page: Page): Promise<void> {
  await showRoles(page);
  await page.getByRole('button', { name: 'More actions for prod-admin' }).click();
}

export const ROLE_STEPS = {
  roles: showRoles,
  roleMenu,
  removeRole: async (page: Page) => {
    await roleMenu(page);
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    await page.getByRole('dialog').waitFor();
  },
  listing: async (page: Page, fake: FakePageServer) => {
    fake.answer(LISTING, () => new Promise(() => {}));
    await openPicker(page);
    await page.getByText('Listing roles: account 120 of 500').waitFor();
  },
  notListed: async (page: Page, fake: FakePageServer) => {
    fake.answer(LISTING, problem(503, 'throttled', 'AWS asks to slow down.', 'Try again in a minute.'));
    await openPicker(page);
    await page.getByText('could not be listed').waitFor();
  },
  pick,
  choose: async (page: Page, fake: FakePageServer) => {
    await pick(page, fake);
    await page.getByLabel('Filter').fill('prod');
    await page.getByRole('checkbox', { name: 'Billing' }).check();
    await page.getByRole('checkbox', { name: 'Developer' }).check();
    await page.getByLabel('Name for Production Developer').fill('audit');
  },
  addAws: async (page: Page) => {
    await page.getByRole('button', { name: 'Add profile' }).click();
    await page.getByLabel('Provider').selectOption('AWS IAM Identity Center');
    await page.getByLabel('Start URL').fill('https://ssoins-7223.eu-central-1.portal.amazonaws.com');
  },
};
