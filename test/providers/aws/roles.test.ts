/** The engine with the portal: a directory of 500 accounts, throttling, tokens that end early, the console. */
import { describe, expect, it } from 'vitest';
import { AwsDesk, HOUR_MS } from './desk.ts';

const ACCOUNTS = 500;
const ROLES = 8;
const PAGE = 100;
const ADMIN = { name: 'prod-admin', account_id: '111111111111', role_id: 'Admin' };

/** 500 accounts in five pages; eight roles in each account, in pages of five and three. */
function directory(path: string, query: URLSearchParams): { json: Record<string, unknown> } {
  const at = Number(query.get('next_token') ?? 0);
  const page = <T>(items: readonly T[], size: number) => ({
    items: items.slice(at, at + size),
    ...(at + size < items.length && { nextToken: String(at + size) }),
  });
  if (path === '/assignment/accounts') {
    const all = Array.from({ length: ACCOUNTS }, (_, i) => ({ accountId: String(100_000_000_000 + i) }));
    const { items: accountList, ...rest } = page(all, PAGE);
    return { json: { accountList, ...rest } };
  }
  const accountId = query.get('account_id');
  const all = Array.from({ length: ROLES }, (_, i) => ({ roleName: `role-${i}`, accountId }));
  const { items: roleList, ...rest } = page(all, 5);
  return { json: { roleList, ...rest } };
}

const keys = (desk: AwsDesk, n: number, lifeMs = HOUR_MS) => ({
  json: {
    roleCredentials: {
      accessKeyId: `ASIA${n}`,
      secretAccessKey: 'sk',
      sessionToken: 'st',
      expiration: Math.floor(desk.clock.nowMs() + lifeMs),
    },
  },
});

describe('a directory of 500 accounts with 8 roles each', () => {
  it('is listed in full, once, with progress, at no more than half the rate that the portal allows', async () => {
    const desk = new AwsDesk();
    desk.portal = directory;
    await desk.signIn();
    const listing = desk.agent.availableRoles('work');
    await desk.clock.advance(30_000);
    expect(desk.profile().role_listing).toMatchObject({ accounts_total: ACCOUNTS });
    expect(desk.profile().role_listing?.accounts_done).toBeGreaterThan(100);
    await desk.clock.advance(90_000);
    const found = await listing;
    expect([found.accounts.length, found.roles.length]).toEqual([ACCOUNTS, ACCOUNTS * ROLES]);
    expect(new Set(found.roles.map(({ accountId, id }) => `${accountId}/${id}`)).size).toBe(ACCOUNTS * ROLES);

    const calls = ACCOUNTS / PAGE + ACCOUNTS * 2;
    const busiest = desk.portalTimes.map(
      (from) => desk.portalTimes.filter((at) => at >= from && at < from + 1000).length,
    );
    expect([desk.portalTimes.length, Math.max(...busiest)]).toEqual([calls, 10]);
    expect(desk.profile()).not.toHaveProperty('role_listing');
    await desk.agent.availableRoles('work');
    expect(desk.portalTimes.length).toBe(calls);
  }, 60_000);
});

describe('credentials', () => {
  it('429: waits longer each time, with jitter, then continues', async () => {
    const desk = new AwsDesk();
    desk.portal = () =>
      desk.portalTimes.length < 4 ? { status: 429, json: { message: 'HTTP 429 Unknown Code' } } : keys(desk, 1);
    await desk.signIn();
    await desk.agent.addRole('work', ADMIN);
    const asked = desk.agent.roleCredentials('work', 'prod-admin');
    await desk.clock.advance(20_000);
    expect((await asked).accessKeyId).toBe('ASIA1');
    const pauses = desk.portalTimes.slice(1).map((at, i) => at - (desk.portalTimes[i] ?? 0));
    expect(pauses).toHaveLength(3);
    expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
  });

  it('a token that the portal ended early is refreshed once and the call repeated', async () => {
    const desk = new AwsDesk();
    desk.portal = () =>
      desk.count('refresh') === 0
        ? { status: 401, json: { message: 'Session token not found or invalid' } }
        : keys(desk, 1);
    await desk.signIn();
    await desk.agent.addRole('work', ADMIN);
    expect((await desk.agent.roleCredentials('work', 'prod-admin')).accessKeyId).toBe('ASIA1');
    expect([desk.count('refresh'), desk.portalTimes.length]).toEqual([1, 2]);
  });

  it('403 is about the role: nothing is refreshed, and the sign-in stays', async () => {
    const desk = new AwsDesk();
    desk.portal = () => ({ status: 403, json: { message: 'No access' } });
    await desk.signIn();
    await desk.agent.addRole('work', ADMIN);
    await expect(desk.agent.roleCredentials('work', 'prod-admin')).rejects.toMatchObject({ code: 'role_forbidden' });
    expect([desk.count('refresh'), desk.profile().state]).toEqual([0, 'active']);
  });

  it('credentials in use are fetched again before they expire', async () => {
    const desk = new AwsDesk();
    desk.portal = () => keys(desk, desk.portalTimes.length);
    await desk.signIn();
    await desk.agent.addRole('work', ADMIN);
    expect((await desk.agent.roleCredentials('work', 'prod-admin')).accessKeyId).toBe('ASIA1');
    await desk.clock.advance(0.85 * HOUR_MS);
    const { accessKeyId, expiresAtMs } = await desk.agent.roleCredentials('work', 'prod-admin', { minTtlS: 3000 });
    expect([accessKeyId, expiresAtMs > desk.clock.nowMs() + 3000_000]).toEqual(['ASIA2', true]);
  });
});

it('the console opens in the browser at the account and role', async () => {
  const desk = new AwsDesk();
  await desk.signIn();
  await desk.agent.addRole('work', ADMIN);
  await desk.agent.openConsole('work', 'prod-admin');
  const shortcut = 'https://d-1234567890.awsapps.com/start/#/console?account_id=111111111111&role_name=Admin';
  expect(desk.opened.at(-1)).toBe(shortcut);
});
