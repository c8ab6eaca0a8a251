/** Brings an open page into one of the states. */
import type { Page } from 'playwright';
import type { FakePageServer } from '../../support/page/fake-page-server.ts';
import { ASK_STEPS } from '../asks/states.ts';
import { DETAIL_STEPS } from '../detail/states.ts';
import { FORM_STEPS } from '../form/states.ts';
import { ROLE_STEPS } from '../roles/states.ts';
import { UPKEEP_STEPS } from '../upkeep/states.ts';
import { FRAME_STEPS } from './frame-states.ts';
import type { State } from './states.ts';

export async function reach(page: Page, fake: FakePageServer, state: State): Promise<void> {
  fake.reset(state.before ?? state.view);
  await page.goto(fake.url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  if (state.before !== undefined) {
    await page.getByText('WDJB-').waitFor();
    fake.show(state.view);
  }
  const phase = state.view.profiles[0]?.sign_in?.phase;
  if (phase !== undefined) await page.locator(`.panel[data-phase=${phase}]`).waitFor();
  else await page.locator('.row, .blank').first().waitFor();
  if (state.step !== undefined) await STEPS[state.step](page, fake);
}

const menu = (page: Page) => page.getByRole('button', { name: 'More actions for work' }).click();
const choose = async (page: Page, item: string) => {
  await menu(page);
  await page.getByRole('menuitem', { name: item }).click();
  await page.locator('dialog[open]').waitFor();
};

const STEPS: Record<NonNullable<State['step']>, (page: Page, fake: FakePageServer) => Promise<void>> = {
  ...ROLE_STEPS,
  ...UPKEEP_STEPS,
  ...FORM_STEPS,
  ...ASK_STEPS,
  ...DETAIL_STEPS,
  ...FRAME_STEPS,
  menu,
  add: async (page) => {
    await page.getByRole('button', { name: 'Add profile' }).click();
    await page.getByRole('dialog').waitFor();
  },
  edit: (page) => choose(page, 'Edit…'),
  remove: (page) => choose(page, 'Remove…'),
  die: async (page, fake) => {
    fake.die();
    await page.getByRole('heading', { name: 'Not connected' }).waitFor();
  },
};
