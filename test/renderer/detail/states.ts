/** The window's states for a profile's own page, the search and the palette, and how to bring a page into them. */
import type { Page } from 'playwright';
import type { AuditEntry, ProfileView, RefreshEntry } from '../../../src-main/api/types.ts';
import type { FakePageServer } from '../../support/page/fake-page-server.ts';
import { awsProfile, inS, profile, role, signedOut, view } from '../../support/page/views.ts';
import type { State } from '../stage/states.ts';

export type DetailStep = keyof typeof DETAIL_STEPS;

const DAY_S = 86_400;

export const full = profile({
  identity: { subject: '00u1f7k2m9QxZ', name: 'Ada Moreno', username: 'ada', email: 'ada@example.com' },
  settings: { issuer: 'https://login.example.com/realms/engineering', client_id: 'desk' },
  scope: 'openid profile email offline_access https://www.example.com/auth/cloud-platform.read-only',
  signed_in_at: inS(-3 * DAY_S),
  last_refresh_at: inS(-17 * 60),
  sign_in_ends_at: inS(27 * DAY_S + 60),
  git: [{ host: 'git.example.org' }],
  registries: [{ host: 'registry.example.org' }, { host: 'ghcr.io' }],
  ask: 'new',
});

const refresh = (change: Partial<RefreshEntry> & { ago: number }): RefreshEntry => {
  const { ago, ...rest } = change;
  return { at: inS(-ago), reason: 'due', outcome: 'ok', took_ms: 210, ...rest };
};

export const REFRESHES: readonly RefreshEntry[] = [
  refresh({ ago: 17 * 60 }),
  refresh({ ago: 71 * 60, reason: 'min-ttl', min_ttl: 600 }),
  refresh({ ago: 118 * 60, reason: 'retry', took_ms: 4200 }),
  refresh({ ago: 119 * 60, reason: 'retry', outcome: 'failed', code: 'provider_unreachable', times: 57 }),
  refresh({ ago: 9 * 3600, outcome: 'failed', code: 'provider_unreachable' }),
  refresh({ ago: 10 * 3600, reason: 'wake' }),
  refresh({ ago: 3 * DAY_S, reason: 'sign-in' }),
];

const request = (ago: number, name: string, change: Partial<AuditEntry> = {}): AuditEntry => ({
  time: new Date((inS(0) - ago) * 1000).toISOString(),
  event: 'token',
  outcome: 'ok',
  profile: 'work',
  program: { pid: 7, name, executable: `/usr/bin/${name}` },
  ...change,
});

export const REQUESTS: readonly AuditEntry[] = [
  request(7000, 'curl', { outcome: 'refused', code: 'ask_denied' }),
  request(6000, 'git', { event: 'login', detail: 'git.example.org' }),
  ...Array.from({ length: 12 }, (_, at) => request(3000 - at * 260, 'terraform')),
  request(60, 'curl'),
  request(30, 'latchkey', { event: 'command', detail: 'GET /v1/status' }),
];

export function tellHistory(fake: FakePageServer, refreshes = REFRESHES, entries = REQUESTS): void {
  fake.answer('GET /v1/profiles/work/history', { status: 200, body: { refreshes } });
  fake.answer('GET /v1/audit', { status: 200, body: { entries } });
}

const unreachable = {
  code: 'provider_unreachable',
  message: 'login.example.com could not be reached.',
  hint: 'Check the network, VPN and proxy; Latchkey retries automatically.',
} as const;

const cloud = awsProfile({
  last_refresh_at: inS(-12 * 60),
  signed_in_at: inS(-2 * DAY_S),
  sign_in_ends_at: inS(88 * DAY_S + 60),
  roles: [role(), role({ name: 'staging-read', account_name: 'Staging', role_id: 'ReadOnly' })],
});

/** How many, in the available states. */
export const many = (count: number): ProfileView[] =>
  Array.from({ length: count }, (_, at) => {
    const name = `${['team', 'client', 'lab', 'data'][at % 4]}-${at}`;
    if (at % 9 === 5) return signedOut({ name, state: 'needs-sign-in' });
    return at % 7 === 6 ? signedOut({ name }) : profile({ name, display_name: `id-${at % 5}.example.net` });
  });

export const DETAIL_STATES: readonly State[] = [
  { name: 'detail', view: view([full]), step: 'detail' },
  {
    name: 'detail-offline',
    view: view([{ ...full, problem: unreachable, refresh_at: inS(150) }], { overall: 'offline' }),
    step: 'detailOffline',
  },
  { name: 'detail-roles', view: view([cloud]), step: 'detail' },
  {
    name: 'detail-not-renewable',
    view: view([profile({ renewable: false, signed_in_at: inS(-600) })]),
    step: 'detailNew',
  },
  { name: 'detail-signed-out', view: view([signedOut()]), step: 'detailNew' },
  { name: 'list-search', view: view(many(20), { overall: 'needs-you' }), step: 'search' },
  { name: 'list-search-nothing', view: view(many(20), { overall: 'needs-you' }), step: 'searchNothing' },
  { name: 'palette', view: view([full, ...many(6)], { overall: 'needs-you' }), step: 'palette' },
  { name: 'palette-typed', view: view([full, ...many(6)], { overall: 'needs-you' }), step: 'paletteTyped' },
  { name: 'keys', view: view([full]), step: 'keys' },
];

const open = async (page: Page, fake: FakePageServer, refreshes = REFRESHES, entries = REQUESTS) => {
  tellHistory(fake, refreshes, entries);
  await page.locator('.row .name').first().click();
  await page.locator('.refreshes').waitFor();
};

const palette = async (page: Page) => {
  await page.keyboard.press('Control+k');
  await page.locator('#palette-input').waitFor();
};

export const DETAIL_STEPS = {
  detail: (page: Page, fake: FakePageServer) => open(page, fake),
  detailOffline: (page: Page, fake: FakePageServer) =>
    open(page, fake, [
      refresh({ ago: 40, reason: 'retry', outcome: 'failed', code: 'provider_unreachable', times: 5 }),
    ]),
  detailNew: (page: Page, fake: FakePageServer) => open(page, fake, [], []),
  search: async (page: Page) => {
    await page.locator('#search').fill('team net');
  },
  searchNothing: async (page: Page) => {
    await page.locator('#search').fill('zebra');
  },
  palette,
  paletteTyped: async (page: Page) => {
    await palette(page);
    await page.keyboard.type('copywork');
  },
  keys: async (page: Page) => {
    await page.keyboard.press('?');
    await page.locator('dialog[open]').waitFor();
  },
};
