/** The states that pass quickly, and what lies over a page: notes, menus, an agent that is gone, what is still on its way. */
import type { Page } from 'playwright';
import { type FakePageServer, problem } from '../../support/page/fake-page-server.ts';
import { profile, signedOut, view } from '../../support/page/views.ts';
import { DETAIL_STEPS } from '../detail/states.ts';
import { showLog } from '../upkeep/states.ts';
import type { State } from './states.ts';

export type FrameStep = keyof typeof FRAME_STEPS;

const desktop = view([profile()], { agent: { version: '0.1.0', vault: 'keychain', started_at: 0, desktop: true } });
const plain = view([profile(), signedOut({ name: 'spare' })]);

export const FRAME_STATES: readonly State[] = [
  { name: 'note-no-tray', view: plain, step: 'noTray' },
  { name: 'note-error', view: plain, step: 'refused' },
  { name: 'first-sandbox-starting', view: view([]), step: 'sandboxStarting' },
  { name: 'form-live-running', view: plain, step: 'liveRunning' },
  { name: 'form-refused', view: plain, step: 'formRefused' },
  { name: 'form-saving', view: plain, step: 'formSaving' },
  { name: 'desktop-menu', view: desktop, step: 'desktopMenu' },
  { name: 'desktop-row-menu', view: desktop, step: 'desktopRowMenu' },
  { name: 'detail-menu', view: view([profile()]), step: 'detailMenu' },
  { name: 'detail-disconnected', view: view([profile()]), step: 'detailDies' },
  { name: 'settings-unread', view: plain, step: 'settingsUnread' },
  { name: 'doctor-checking', view: plain, step: 'doctorChecking' },
  { name: 'log-filtered', view: plain, step: 'logFiltered' },
  { name: 'list-search-open', view: plain, step: 'searchOpen' },
  { name: 'palette-nothing', view: plain, step: 'paletteNothing' },
];

const never = () => new Promise<never>(() => {});

async function openForm(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add profile' }).click();
  await page.getByLabel('Name').fill('lab');
  await page.getByLabel('Issuer').fill('https://id.example.net');
}

async function openPage(page: Page, title: 'Settings' | 'Checks'): Promise<void> {
  await page.getByRole('button', { name: 'Settings and more', exact: true }).click();
  await page.getByRole('menuitem', { name: title, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
}

export const FRAME_STEPS = {
  desktopMenu: async (page: Page) => {
    await page.getByRole('button', { name: 'Settings and more', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Quit Latchkey' }).waitFor();
  },
  desktopRowMenu: async (page: Page) => {
    await page.getByRole('button', { name: 'More actions for work' }).click();
    await page.getByRole('menuitem', { name: 'Copy token' }).waitFor();
  },
  noTray: async (page: Page) => {
    await page.evaluate(() => {
      location.hash = '#no-tray';
    });
    await page.locator('.notice').waitFor();
  },
  refused: async (page: Page, fake: FakePageServer) => {
    const hint = 'Check the network, VPN and proxy; Latchkey retries automatically.';
    fake.answer(
      'POST /v1/profiles/work/refresh',
      problem(503, 'provider_unreachable', 'login.example.com could not be reached.', hint),
    );
    await page.getByRole('button', { name: 'More actions for work' }).click();
    await page.getByRole('menuitem', { name: 'Refresh now' }).click();
    await page.locator('.notice.error').waitFor();
  },
  sandboxStarting: async (page: Page, fake: FakePageServer) => {
    fake.answer('POST /v1/sandbox', never);
    await page.getByRole('button', { name: 'Try the sandbox' }).click();
    await page.locator('.sandbox .spin').waitFor();
  },
  liveRunning: async (page: Page, fake: FakePageServer) => {
    fake.answer('POST /v1/check', never);
    await openForm(page);
    await page.locator('#help-issuer .live .spin').waitFor();
  },
  formRefused: async (page: Page, fake: FakePageServer) => {
    fake.answer(
      'POST /v1/profiles',
      problem(503, 'vault_locked', 'The keychain is locked.', 'Unlock your keychain and try again.'),
    );
    await openForm(page);
    await page.getByRole('button', { name: 'Add only' }).click();
    await page.locator('dialog .banner.bad').waitFor();
  },
  formSaving: async (page: Page, fake: FakePageServer) => {
    fake.answer('POST /v1/profiles', never);
    await openForm(page);
    await page.getByRole('button', { name: 'Add only' }).click();
    await page.locator('dialog [type=submit]:disabled').waitFor();
  },
  detailMenu: async (page: Page, fake: FakePageServer) => {
    await DETAIL_STEPS.detail(page, fake);
    await page.getByRole('button', { name: 'More actions for work' }).click();
    await page.getByRole('menuitem').first().waitFor();
  },
  detailDies: async (page: Page, fake: FakePageServer) => {
    await DETAIL_STEPS.detail(page, fake);
    fake.die();
    await page.locator('.banner').waitFor();
  },
  settingsUnread: async (page: Page, fake: FakePageServer) => {
    fake.answer(
      'GET /v1/settings',
      problem(500, 'internal', 'Something went wrong in Latchkey.', 'See the log; if it comes again, report it.'),
    );
    await openPage(page, 'Settings');
    await page.getByText('Something went wrong').waitFor();
  },
  doctorChecking: async (page: Page, fake: FakePageServer) => {
    fake.answer('GET /v1/doctor', never);
    await openPage(page, 'Checks');
    await page.locator('.sheet-top .spin').waitFor();
  },
  logFiltered: async (page: Page, fake: FakePageServer) => {
    await showLog(page, fake);
    await page.getByLabel('Filter').fill('zebra');
    await page.locator('.log').waitFor({ state: 'detached' });
  },
  searchOpen: async (page: Page) => {
    await page.keyboard.press('/');
    await page.locator('#search').waitFor();
  },
  paletteNothing: async (page: Page) => {
    await page.keyboard.press('Control+k');
    await page.locator('#palette-input').waitFor();
    await page.keyboard.type('zebra');
    await page.locator('#palette-list [role=option]').first().waitFor({ state: 'detached' });
  },
};
