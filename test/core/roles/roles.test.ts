import { describe, expect, it } from 'vitest';
import { Desk, fault } from '../../support/engine/desk.ts';

const HOUR_MS = 3600_000;
const ADMIN = { name: 'prod-admin', account_id: '111111111111', account_name: 'prod', role_id: 'Admin' };

async function withRole(): Promise<Desk> {
  const desk = new Desk();
  await desk.signedIn();
  await desk.agent.addRole('work', ADMIN);
  return desk;
}

const keyOf = async (desk: Desk, minTtlS?: number) =>
  (await desk.agent.roleCredentials('work', 'prod-admin', minTtlS === undefined ? {} : { minTtlS })).accessKeyId;

describe('roles', () => {
  it('50 callers at once cause one request, and later ones are answered from memory', async () => {
    const desk = await withRole();
    const keys = await Promise.all(Array.from({ length: 50 }, () => keyOf(desk)));
    expect(new Set(keys)).toEqual(new Set(['key-1']));
    expect(await keyOf(desk, 600)).toBe('key-1');
    expect(desk.count('role-credentials')).toBe(1);
    expect(desk.profile().roles).toEqual([{ ...ADMIN, expires_at: Math.floor(desk.clock.nowMs() / 1000) + 3600 }]);
  });

  it('refreshes credentials that are in use ahead of expiry, and leaves unused ones alone', async () => {
    const desk = await withRole();
    await keyOf(desk);
    await desk.clock.advance(0.98 * HOUR_MS);
    expect(desk.count('role-credentials')).toBe(2);
    expect(await keyOf(desk, 2400)).toBe('key-2');
    await desk.clock.advance(24 * HOUR_MS);
    const inUse = desk.count('role-credentials');
    await desk.clock.advance(24 * HOUR_MS);
    expect(desk.count('role-credentials')).toBe(inUse);
  });

  it('a token that the portal rejects early is refreshed once and the call repeated', async () => {
    const desk = await withRole();
    desk.script.roleCredentials = (n, token) => {
      if (token === 'access-0') throw fault('access_token_rejected');
      return desk.keys(n);
    };
    const keys = await Promise.all([keyOf(desk), keyOf(desk)]);
    expect([keys, desk.count('refresh')]).toEqual([['key-2', 'key-2'], 1]);
  });

  it('a rejected token that cannot be refreshed asks for a new sign-in', async () => {
    const desk = new Desk();
    const { refreshToken: _, ...short } = desk.tokens(0);
    desk.script.poll = () => ({ kind: 'tokens', tokens: short });
    await desk.signedIn();
    await desk.agent.addRole('work', ADMIN);
    desk.script.roleCredentials = () => {
      throw fault('access_token_rejected');
    };
    await expect(keyOf(desk)).rejects.toMatchObject({ code: 'sign_in_needed' });
    expect(desk.profile().state).toBe('needs-sign-in');
  });

  it('a forbidden role is reported as such and does not end the sign-in', async () => {
    const desk = await withRole();
    desk.script.roleCredentials = () => {
      throw fault('role_forbidden');
    };
    await expect(keyOf(desk)).rejects.toMatchObject({ code: 'role_forbidden' });
    expect(desk.profile()).toMatchObject({ state: 'active', roles: [{ problem: { code: 'role_forbidden' } }] });
    expect(desk.count('refresh')).toBe(0);
  });

  it('newcomer A9: passing trouble is its caller’s, until a role in use is due', async () => {
    const desk = await withRole();
    await keyOf(desk);
    desk.script.roleCredentials = () => {
      throw fault('provider_unreachable', { sent: false });
    };
    const tooLong = desk.agent.roleCredentials('work', 'prod-admin', { minTtlS: 7200 });
    await expect(tooLong).rejects.toMatchObject({ code: 'provider_unreachable' });
    expect(desk.profile().roles?.[0]?.problem).toBeUndefined();
    await desk.clock.advance(0.99 * HOUR_MS);
    expect(desk.profile().roles?.[0]?.problem?.code).toBe('provider_unreachable');
  });

  it('slows down on 429 and continues on its own', async () => {
    const desk = await withRole();
    desk.script.roleCredentials = (n) => {
      if (n < 3) throw fault('throttled');
      return desk.keys(n);
    };
    const key = keyOf(desk);
    await desk.clock.advance(5_000);
    expect(await key).toBe('key-3');
  });

  it('signing out removes the credentials', async () => {
    const desk = await withRole();
    await keyOf(desk);
    await desk.agent.signOut('work');
    await expect(keyOf(desk)).rejects.toMatchObject({ code: 'sign_in_needed' });
    expect(desk.profile().roles?.[0]).not.toHaveProperty('expires_at');
  });

  it('lists all accounts and roles page by page at the documented rate, shows progress, and caches the list', async () => {
    const desk = await withRole();
    const listing = desk.agent.availableRoles('work');
    await desk.clock.advance(5_000);
    expect(desk.profile().role_listing).toEqual({ accounts_done: expect.any(Number), accounts_total: 500 });
    await desk.clock.advance(120_000);
    const { accounts, roles } = await listing;
    expect([accounts.length, roles.length]).toEqual([500, 4000]);
    expect(desk.profile()).not.toHaveProperty('role_listing');
    const calls = desk.count('list');
    await desk.agent.availableRoles('work');
    expect(desk.count('list')).toBe(calls);
    const times = desk.listTimes;
    const mostInASecond = Math.max(
      ...times.map((time) => times.filter((other) => other >= time && other < time + 1000).length),
    );
    expect(mostInASecond).toBeLessThanOrEqual(20);
  });

  it('gives up on an endless list of accounts, and can fetch it again later', async () => {
    const desk = await withRole();
    desk.script.lastPage = undefined;
    const listing = desk.agent.availableRoles('work');
    const failed = expect(listing).rejects.toMatchObject({
      code: 'provider_error',
      message: 'The portal of work sent a list of more than 200 pages.',
    });
    await desk.clock.advance(60_000);
    await failed;
    expect([desk.count('list'), desk.profile().state]).toEqual([200, 'active']);
    expect(desk.profile()).not.toHaveProperty('role_listing');
    desk.script.lastPage = '0';
    const again = desk.agent.availableRoles('work');
    await desk.clock.advance(60_000);
    expect((await again).accounts).toHaveLength(100);
  });

  it('roles survive a restart, have unique names, and can be removed', async () => {
    const desk = await withRole();
    await expect(desk.agent.addRole('work', ADMIN)).rejects.toMatchObject({ code: 'role_exists' });
    await expect(desk.agent.addRole('work', { ...ADMIN, name: 'a/b' })).rejects.toMatchObject({
      code: 'profile_invalid',
    });
    await desk.restart();
    expect(await keyOf(desk)).toBe('key-1');
    await desk.agent.removeRole('work', 'prod-admin');
    await expect(keyOf(desk)).rejects.toMatchObject({
      code: 'role_unknown',
      message: expect.stringContaining('prod-admin'),
    });
    await expect(desk.agent.removeRole('work', 'prod-admin')).rejects.toMatchObject({ code: 'role_unknown' });
  });

  it('a local clock that differs from the portal’s does not lengthen the lifetime given', async () => {
    const desk = await withRole();
    desk.clock.setWall(-2 * HOUR_MS);
    await desk.clock.advance(60_000);
    const { expiresAtMs } = await desk.agent.roleCredentials('work', 'prod-admin');
    expect(expiresAtMs - desk.clock.nowMs()).toBeLessThanOrEqual(HOUR_MS);
  });

  it('opens a role’s console in the browser', async () => {
    const desk = await withRole();
    await desk.agent.openConsole('work', 'prod-admin');
    expect(desk.opened).toEqual(['https://console.example/111111111111/Admin']);
  });

  it('newcomer A8: says which link to open when the browser cannot be started', async () => {
    const desk = await withRole();
    desk.openFault = fault('browser_unavailable');
    await expect(desk.agent.openConsole('work', 'prod-admin')).rejects.toMatchObject({
      code: 'browser_unavailable',
      message: expect.stringContaining('The link is https://console.example/111111111111/Admin'),
    });
  });
});
