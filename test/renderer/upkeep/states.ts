/** The states of the pages about the program itself, and how to bring a page into them. */
import type { Page } from 'playwright';
import type { DoctorCheck, LogLine, SettingsResponse } from '../../../src-main/api/types.ts';
import { type FakePageServer, problem } from '../../support/page/fake-page-server.ts';
import { profile, view } from '../../support/page/views.ts';
import type { State } from '../stage/states.ts';

export type UpkeepStep = keyof typeof UPKEEP_STEPS;

export const SETTINGS: SettingsResponse = {
  about: {
    file: '/home/ada/.config/latchkey/settings.json',
    can_start_at_login: true,
    vault: 'keychain',
    environment: {},
  },
};

const SET: SettingsResponse = {
  ask: 'new',
  start_at_login: true,
  notices: { ending: false },
  ask_logins: 'new',
  logins_allowed: [
    { program: '/usr/bin/git', kind: 'git', host: 'git.example.com' },
    { program: '/usr/bin/docker', kind: 'docker', host: 'docker.io' },
  ],
  proxy: 'http://proxy.example.com:3128',
  ca_file: '/etc/ssl/corporation/root-and-intermediate-authorities.pem',
  about: {
    ...SETTINGS.about,
    problem: {
      code: 'config_broken',
      message: 'The file /home/ada/.config/latchkey/settings.json is not valid JSON at line 3, column 1.',
      hint: 'Fix the file, or move it aside to start from the defaults. Nothing was overwritten.',
    },
    environment: { proxy: 'proxy.corporation.example:3128', ca_file: '/etc/ssl/other.pem' },
  },
};

export const FINE: readonly DoctorCheck[] = [
  { name: 'vault', ok: true, detail: 'keychain, writable (the system has one)' },
  { name: 'configuration', ok: true, detail: '/home/ada/.config/latchkey: 3 profiles' },
  { name: 'callers', ok: true, detail: 'the user of each caller is compared with yours' },
  { name: 'proxy', ok: true, detail: 'none (HTTPS_PROXY is not set)' },
  { name: 'provider of work', ok: true, detail: 'login.example.com answered in 184 ms' },
];
const TROUBLE: readonly DoctorCheck[] = [
  ...FINE,
  {
    name: 'provider of a-rather-long-profile-name.with-dots_and-underscores.0123456789',
    ok: false,
    detail: 'no answer within 5 s',
    hint: 'Check the network, VPN and proxy, and whether the keychain is waiting for you.',
  },
  {
    name: 'certificate authorities',
    ok: false,
    detail: '/etc/ssl/corporation/root-and-intermediate-authorities.pem has no readable certificate',
    hint: 'Set `LATCHKEY_CA_FILE` to a readable file of PEM certificates, or unset it.',
  },
];

export const LINES: readonly LogLine[] = Array.from({ length: 40 }, (_, index) => ({
  time: new Date(Date.UTC(2026, 10, 21, 9, 0, index * 7)).toISOString(),
  ...(index % 9 === 4
    ? { level: 'warn', event: 'renewal_failed', fields: { profile: 'work', code: 'provider_unreachable' } }
    : { level: 'info', event: 'wake', fields: { reason: index % 2 === 0 ? 'resume' : 'network-change' } }),
}));

const DIAGNOSIS = { made_at: '2026-11-21T09:00:00Z', version: '0.1.0', checks: FINE, log: LINES.slice(-3) };

const plain = view([profile()]);

export const UPKEEP_STATES: readonly State[] = [
  { name: 'upkeep-menu', view: plain, step: 'upkeepMenu' },
  { name: 'settings', view: plain, step: 'settings' },
  { name: 'settings-set', view: plain, step: 'settingsSet' },
  { name: 'settings-refused', view: plain, step: 'settingsRefused' },
  { name: 'doctor-fine', view: plain, step: 'doctorFine' },
  { name: 'doctor-trouble', view: plain, step: 'doctorTrouble' },
  { name: 'doctor-export', view: plain, step: 'doctorExport' },
  { name: 'log', view: plain, step: 'logLines' },
  { name: 'log-empty', view: plain, step: 'logEmpty' },
];

async function openPage(page: Page, title: 'Settings' | 'Checks' | 'Log'): Promise<void> {
  await page.getByRole('button', { name: 'Settings and more', exact: true }).click();
  await page.getByRole('menuitem', { name: title, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
}

export async function showSettings(page: Page, fake: FakePageServer, settings = SETTINGS): Promise<void> {
  fake.answer('GET /v1/settings', { status: 200, body: settings });
  await openPage(page, 'Settings');
  await page.getByLabel('Proxy', { exact: true }).waitFor();
}

export async function showChecks(page: Page, fake: FakePageServer, checks = FINE): Promise<void> {
  fake.answer('GET /v1/doctor', { status: 200, body: { checks } });
  await openPage(page, 'Checks');
  await page.locator('.checks li').first().waitFor();
}

export async function showLog(page: Page, fake: FakePageServer, lines = LINES): Promise<void> {
  fake.answer('GET /v1/log', { status: 200, body: { lines } });
  await openPage(page, 'Log');
  await page.locator('.log li, .sheet p[role=status]').first().waitFor();
}

export const UPKEEP_STEPS = {
  upkeepMenu: async (page: Page) => {
    await page.getByRole('button', { name: 'Settings and more', exact: true }).click();
    await page.getByRole('menuitem').first().waitFor();
  },
  settings: (page: Page, fake: FakePageServer) => showSettings(page, fake),
  settingsSet: (page: Page, fake: FakePageServer) => showSettings(page, fake, SET),
  settingsRefused: async (page: Page, fake: FakePageServer) => {
    await showSettings(page, fake);
    const detail = 'proxy: must be a proxy address, such as http://proxy.example:3128';
    const hint = 'See /v1/openapi.json for what the request takes.';
    fake.answer('PATCH /v1/settings', problem(400, 'request_malformed', detail, hint));
    await page.getByLabel('Proxy', { exact: true }).fill('proxy.example');
    await page.getByLabel('Proxy', { exact: true }).blur();
    await page.locator('#help-proxy.bad').waitFor();
    await page.locator('#help-proxy').scrollIntoViewIfNeeded();
  },
  doctorFine: (page: Page, fake: FakePageServer) => showChecks(page, fake),
  doctorTrouble: (page: Page, fake: FakePageServer) => showChecks(page, fake, TROUBLE),
  doctorExport: async (page: Page, fake: FakePageServer) => {
    await showChecks(page, fake, FINE.slice(0, 2));
    fake.answer('GET /v1/diagnosis', { status: 200, body: DIAGNOSIS });
    await page.getByRole('button', { name: 'Show diagnosis', exact: true }).click();
    await page.locator('textarea.diagnosis').waitFor();
  },
  logLines: (page: Page, fake: FakePageServer) => showLog(page, fake),
  logEmpty: (page: Page, fake: FakePageServer) => showLog(page, fake, []),
};
