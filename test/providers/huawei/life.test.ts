/** A Huawei Cloud sign-in over hours and days on the fake clock: how long it lasts, when it warns, when it ends. */
import { describe, expect, it } from 'vitest';
import { failureCode } from '../../support/engine/provider-world.ts';
import { HuaweiDesk } from './desk.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

async function signedIn(options: ConstructorParameters<typeof HuaweiDesk>[0] = {}): Promise<HuaweiDesk> {
  const desk = new HuaweiDesk(options);
  await desk.withProfile();
  await desk.signIn();
  return desk;
}

describe('without a refresh token', () => {
  it.each(['seconds', 'epoch'] as const)(
    'the profile shows when it ends, warns ten minutes before, then asks for a sign-in (%s)',
    async (expiresIn) => {
      const desk = await signedIn({ expiresIn });
      expect(desk.profile()).toMatchObject({ state: 'active', renewable: false });
      const endsInS = (desk.profile().expires_at ?? 0) - desk.clock.nowMs() / 1000;
      expect(endsInS).toBeGreaterThan(3590);
      expect(endsInS).toBeLessThanOrEqual(3600);
      expect(desk.agent.view().overall).toBe('fine');
      await desk.clock.advance(49 * MINUTE_MS);
      expect(desk.agent.view().overall).toBe('fine');
      await desk.clock.advance(2 * MINUTE_MS);
      expect(desk.agent.view().overall).toBe('soon');
      expect((await desk.agent.token('work')).expiresIn).toBeGreaterThan(500);
      await desk.clock.advance(9 * MINUTE_MS);
      expect([desk.profile().state, desk.agent.view().overall]).toEqual(['needs-sign-in', 'needs-you']);
      expect(await failureCode(desk.agent.token('work'))).toBe('sign_in_needed');
      expect(desk.count('/v1/clients')).toBe(1);
    },
  );

  it('subscribers are told of "soon" when it begins, without asking', async () => {
    const desk = await signedIn();
    const seen: string[] = [];
    desk.agent.subscribe(({ overall }) => seen.push(overall));
    await desk.clock.advance(52 * MINUTE_MS);
    expect(seen.at(-1)).toBe('soon');
  });

  it('the sign-in survives a restart and still ends at the same time', async () => {
    const desk = await signedIn();
    const endsAt = desk.profile().expires_at;
    await desk.clock.advance(20 * MINUTE_MS);
    await desk.restart();
    expect(desk.profile()).toMatchObject({ state: 'active', expires_at: endsAt, renewable: false });
    await desk.clock.advance(41 * MINUTE_MS);
    expect(desk.profile().state).toBe('needs-sign-in');
  });

  it('one registration serves every sign-in until it expires', async () => {
    const desk = await signedIn();
    await desk.clock.advance(30 * 24 * HOUR_MS);
    await desk.signIn();
    expect([desk.profile().state, desk.count('/v1/clients')]).toEqual(['active', 1]);
    await desk.clock.advance(60 * 24 * HOUR_MS);
    await desk.signIn();
    expect([desk.profile().state, desk.count('/v1/clients')]).toEqual(['active', 2]);
  });

  it('a client that the service has forgotten is registered again during the sign-in', async () => {
    const desk = await signedIn();
    desk.state.registrations.clear();
    await desk.signIn();
    expect([desk.profile().state, desk.count('/v1/clients')]).toEqual(['active', 2]);
  });
});

describe('with a refresh token', () => {
  it('the token is refreshed ahead of time, for days', async () => {
    const desk = await signedIn({ refreshTokens: true });
    expect(desk.profile().renewable).toBe(true);
    await desk.clock.advance(48 * HOUR_MS);
    expect([desk.profile().state, desk.agent.view().overall]).toEqual(['active', 'fine']);
    expect((await desk.agent.token('work')).expiresIn).toBeGreaterThan(200);
    expect(desk.state.sessions.size).toBe(1);
  });

  it('the sign-in ends when the session at the service has ended', async () => {
    const desk = await signedIn({ refreshTokens: true });
    for (const session of desk.state.sessions.values()) session.ended = true;
    await desk.clock.advance(HOUR_MS);
    expect(desk.profile().state).toBe('needs-sign-in');
  });
});

describe('refusals of unknown meaning', () => {
  it("end the wait after three in a row, with the service's message", async () => {
    const desk = new HuaweiDesk({ wire: 'unreadable', intervalS: 5 });
    await desk.withProfile();
    await desk.agent.signIn('work');
    await desk.clock.advance(12_000);
    expect(desk.profile().sign_in).toMatchObject({ phase: 'waiting' });
    await desk.clock.advance(600_000);
    expect(desk.profile().sign_in).toMatchObject({ phase: 'failed', error: { code: 'provider_refused' } });
    expect(desk.profile().sign_in?.error?.message).toContain('IIC.400: The parameter is wrong');
    expect(desk.count('/v1/tokens')).toBe(3);
  });

  it('do not stop a sign-in that is approved before the third', async () => {
    const desk = new HuaweiDesk({ wire: 'unreadable', intervalS: 5 });
    await desk.withProfile();
    await desk.agent.signIn('work');
    await desk.clock.advance(12_000);
    for (const device of desk.state.devices.values()) device.state = 'approved';
    await desk.clock.advance(6_000);
    expect(desk.profile().state).toBe('active');
  });
});

describe('roles', () => {
  it('agency credentials are fetched once, refreshed ahead of time, and gone after sign-out', async () => {
    const desk = await signedIn({ accessTokenTtlS: 8 * 3600 });
    const listing = desk.agent.availableRoles('work');
    await desk.clock.advance(10_000);
    const { accounts, roles } = await listing;
    expect([accounts.length, roles.length]).toEqual([3, 6]);
    const [first] = roles;
    if (!first) throw new Error('no role');
    const role = { name: 'prod-admin', account_id: first.accountId, role_id: first.id };
    await desk.agent.addRole('work', role);
    const given = await Promise.all([1, 2, 3].map(() => desk.agent.roleCredentials('work', 'prod-admin')));
    expect(new Set(given.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
    expect(desk.count('/v1/credentials')).toBe(1);
    await desk.clock.advance(58 * MINUTE_MS);
    expect(desk.count('/v1/credentials')).toBe(2);
    await desk.agent.signOut('work');
    expect(desk.count('/v1/logout')).toBe(1);
    expect(await failureCode(desk.agent.roleCredentials('work', 'prod-admin'))).toBe('sign_in_needed');
  });

  it('a token that the portal rejects early, without a refresh token, means signing in again', async () => {
    const desk = await signedIn();
    const [account] = desk.state.accounts;
    const role_id = account?.agencies[0]?.agencyUrn ?? '';
    await desk.agent.addRole('work', { name: 'a', account_id: account?.accountId ?? '', role_id });
    for (const session of desk.state.sessions.values()) session.ended = true;
    expect(await failureCode(desk.agent.roleCredentials('work', 'a'))).toBe('sign_in_needed');
    expect(desk.profile().state).toBe('needs-sign-in');
  });
});
