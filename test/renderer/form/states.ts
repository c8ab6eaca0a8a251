/** The window's states for the form of each kind of provider, and how to bring a page into them. */
import type { Page } from 'playwright';
import { profile, view } from '../../support/page/views.ts';
import { FIRST_RUN_STATES, FIRST_RUN_STEPS } from '../list/first-run-states.ts';
import type { State } from '../stage/states.ts';

export type FormStep = keyof typeof FORM_STEPS;

const hydra = { issuer: 'https://hydra.example.com', admin_url: 'http://127.0.0.1:4445', client_id: 'desk' };

export const FORM_STATES: readonly State[] = [
  { name: 'form-add-huawei', view: view([profile()]), step: 'addHuawei' },
  { name: 'form-add-hydra', view: view([profile()]), step: 'addHydra' },
  {
    name: 'form-edit-hydra',
    view: view([profile({ provider: 'hydra', provider_title: 'Ory Hydra', settings: hydra })]),
    step: 'edit',
  },
  { name: 'form-add-entra', view: view([profile()]), step: 'addEntra' },
  { name: 'form-add-entra-wrong', view: view([profile()]), step: 'addEntraWrong' },
  { name: 'form-add-google', view: view([profile()]), step: 'addGoogle' },
  ...FIRST_RUN_STATES,
];

async function add(page: Page, provider: string): Promise<void> {
  await page.getByRole('button', { name: 'Add profile' }).click();
  await page.getByLabel('Provider').selectOption(provider);
}

export const FORM_STEPS = {
  addHuawei: (page: Page) => add(page, 'Huawei Cloud IAM Identity Center'),
  addHydra: async (page: Page) => {
    await add(page, 'Ory Hydra');
    await page.getByText('More settings').click();
    await page.getByLabel('Admin URL').scrollIntoViewIfNeeded();
  },
  addEntra: (page: Page) => add(page, 'Microsoft Entra'),
  addEntraWrong: async (page: Page) => {
    await add(page, 'Microsoft Entra');
    await page.getByLabel('Name').fill('office');
    await page.getByLabel('Directory (tenant) ID').fill('common');
    await page.getByRole('dialog').getByRole('button', { name: 'Add only' }).click();
    await page.locator('#help-tenant.bad').waitFor();
  },
  addGoogle: (page: Page) => add(page, 'Google'),
  ...FIRST_RUN_STEPS,
};
