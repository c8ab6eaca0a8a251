import { describe, expect, it } from 'vitest';
import { secret } from '../../../src-main/core/secret.ts';
import { Desk, fault, tokens } from '../../support/engine/desk.ts';

const HOUR_MS = 3600_000;
const shown = (desk: Desk) => JSON.stringify(desk.agent.view());

describe('refresh', () => {
  it('refreshes ahead of expiry without a caller, and answers callers from memory', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.clock.advance(0.97 * HOUR_MS);
    expect(desk.count('refresh')).toBe(1);
    const answer = await desk.agent.token('work');
    expect(answer.accessToken.reveal()).toBe('access-1');
    expect(answer.expiresIn).toBeGreaterThan(3300);
    expect(desk.count('refresh')).toBe(1);
  });

  it('refreshes before the refresh token expires when that comes before the access token’s expiry', async () => {
    const desk = new Desk();
    const lifetimeMs = HOUR_MS / 2;
    let endMs = desk.clock.nowMs() + 2 * lifetimeMs;
    const given = (n: number) => {
      if (desk.clock.nowMs() > endMs) throw fault('sign_in_needed');
      endMs = desk.clock.nowMs() + lifetimeMs;
      return tokens(n, { refreshLifetimeS: lifetimeMs / 1000 });
    };
    desk.script.poll = () => ({ kind: 'tokens', tokens: given(0) });
    desk.script.refresh = given;
    await desk.signedIn();
    await desk.clock.advance(24 * HOUR_MS);
    expect(desk.profile().state).toBe('active');
    expect(desk.profile().refresh_at).toBeLessThan(desk.profile().sign_in_ends_at ?? 0);
    // Every 24 to 26 minutes.
    expect(desk.count('refresh')).toBeGreaterThanOrEqual(55);
    expect(desk.count('refresh')).toBeLessThanOrEqual(60);
  });

  it('refreshes once before a fixed expiry of the refresh token, so that the access token is new by then', async () => {
    const desk = new Desk();
    const endMs = desk.clock.nowMs() + 8 * HOUR_MS;
    const given = (n: number) => tokens(n, { refreshLifetimeS: (endMs - desk.clock.nowMs()) / 1000 });
    desk.script.poll = () => ({ kind: 'tokens', tokens: given(0) });
    desk.script.refresh = given;
    await desk.signedIn();
    await desk.clock.advance(endMs - desk.clock.nowMs() - 7 * 60_000);
    const before = desk.count('refresh');
    await desk.clock.advance(7 * 60_000);
    expect(desk.count('refresh') - before).toBe(1);
    expect(desk.profile().state).toBe('active');
    expect((desk.profile().expires_at ?? 0) * 1000 - endMs).toBeGreaterThan(50 * 60_000);
  });

  it('desktops 13, newcomer A9: a refresh by hand that fails is no problem of a profile whose token is good', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.script.refresh = () => Promise.reject(fault('provider_unreachable', { sent: false }));
    await expect(desk.agent.refresh('work')).rejects.toMatchObject({ code: 'provider_unreachable' });
    expect(desk.agent.view().overall).toBe('fine');
    expect(desk.profile().problem).toBeUndefined();
    // Once the token is due, the same failure is the profile's.
    await desk.clock.advance(0.99 * HOUR_MS);
    expect(desk.agent.view().overall).toBe('offline');
    expect(desk.profile().problem?.code).toBe('provider_unreachable');
  });

  it('newcomer A9: a sign-in that failed is forgotten once the former one has worked again', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.agent.signIn('work');
    await desk.agent.cancelSignIn('work');
    expect(desk.profile().sign_in?.error?.code).toBe('sign_in_cancelled');
    await desk.agent.refresh('work');
    expect(desk.profile().sign_in).toBeUndefined();
  });

  it('F40: 100 callers after expiry cause one refresh and all get the new token', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.clock.suspend(2 * HOUR_MS);
    const answers = await Promise.all(Array.from({ length: 100 }, () => desk.agent.token('work', { minTtlS: 300 })));
    expect(new Set(answers.map(({ accessToken }) => accessToken.reveal()))).toEqual(new Set(['access-1']));
    expect(desk.count('refresh')).toBe(1);
  });

  it('F37: the rotated refresh token is in the vault before anyone sees the new access token', async () => {
    const desk = new Desk();
    await desk.signedIn();
    let release: () => void = () => undefined;
    desk.vault.beforeWrite = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    desk.clock.suspend(2 * HOUR_MS);
    let answered = false;
    const asked = desk.agent.token('work').then((answer) => {
      answered = true;
      return answer;
    });
    await desk.clock.advance(0);
    expect(desk.count('refresh')).toBe(1);
    expect(answered).toBe(false);
    release();
    expect((await asked).accessToken.reveal()).toBe('access-1');
    expect(desk.vault.items.get('work')).toContain('refresh-1');
  });

  it('F37: an answer without a refresh token keeps the old one', async () => {
    const desk = new Desk();
    const spent: string[] = [];
    desk.script.refresh = (n, token) => {
      spent.push(token);
      const { refreshToken: _, ...rest } = tokens(n);
      return rest;
    };
    await desk.signedIn();
    await desk.clock.advance(3 * HOUR_MS);
    expect(spent.slice(0, 3)).toEqual(['refresh-0', 'refresh-0', 'refresh-0']);
    expect(desk.profile()).toMatchObject({ state: 'active', renewable: true });
  });

  it.each([
    ['provider_unreachable', 'active'],
    ['provider_error', 'active'],
    ['tls_untrusted', 'active'],
    // Asks for a new sign-in but keeps this one.
    ['provider_refused', 'needs-sign-in'],
  ] as const)('F39: %s never ends a sign-in, and refreshes resume with the provider', async (code, state) => {
    const desk = new Desk();
    desk.script.refresh = () => Promise.reject(fault(code, { sent: false }));
    await desk.signedIn();
    await desk.clock.advance(5 * HOUR_MS);
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code });
    expect(desk.profile()).toMatchObject({ state, problem: { code } });
    desk.script.refresh = (n) => tokens(n);
    await desk.clock.advance(HOUR_MS);
    expect((await desk.agent.token('work')).accessToken.reveal()).toMatch(/^access-/);
    expect(desk.profile()).not.toHaveProperty('problem');
  });

  it('F41: a lost answer is retried once with the same token; then the state is unknown and the token is kept', async () => {
    const desk = new Desk();
    const spent: string[] = [];
    desk.script.refresh = (_n, token) => {
      spent.push(token);
      return Promise.reject(fault('provider_unreachable'));
    };
    await desk.signedIn();
    desk.clock.suspend(2 * HOUR_MS);
    const asked = desk.agent.token('work').catch((error) => error);
    await desk.clock.advance(1_000);
    expect(await asked).toMatchObject({ code: 'refresh_uncertain' });
    expect(spent).toEqual(['refresh-0', 'refresh-0']);
    expect(desk.vault.items.get('work')).toContain('refresh-0');
  });

  it('F41, F47: invalid_grant asks for a new sign-in without a retry, even after a restart', async () => {
    const desk = new Desk();
    desk.script.refresh = () => Promise.reject(fault('sign_in_needed'));
    await desk.signedIn();
    await desk.clock.advance(24 * HOUR_MS);
    expect(desk.count('refresh')).toBe(1);
    await expect(desk.agent.token('work')).rejects.toMatchObject({
      code: 'sign_in_needed',
      message: 'planted sign_in_needed',
    });
    await desk.restart();
    expect(desk.profile()).toMatchObject({ state: 'needs-sign-in', problem: { message: 'planted sign_in_needed' } });
    expect(desk.vault.items.get('work')).not.toContain('refresh-0');
  });

  it('many callers while the provider is down cause at most one request a second', async () => {
    const desk = new Desk();
    desk.script.refresh = () => Promise.reject(fault('provider_error'));
    await desk.signedIn();
    desk.clock.suspend(2 * HOUR_MS);
    for (let i = 0; i < 50; i += 1) {
      await desk.agent.token('work').catch(() => undefined);
      await desk.clock.advance(20);
    }
    expect(desk.count('refresh')).toBeLessThanOrEqual(2);
  });

  it('gives the requested lifetime or a typed error, and asks the provider only when that can help', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.clock.advance(1000_000);
    expect((await desk.agent.token('work', { minTtlS: 2000 })).accessToken.reveal()).toBe('access-0');
    const fresh = await desk.agent.token('work', { minTtlS: 3000 });
    expect([fresh.accessToken.reveal(), fresh.expiresIn]).toEqual(['access-1', 3600]);
    for (let i = 0; i < 20; i += 1) {
      await expect(desk.agent.token('work', { minTtlS: 7200 })).rejects.toMatchObject({ code: 'min_ttl_unavailable' });
    }
    expect(desk.count('refresh')).toBe(1);
  });

  it('F36: a token of unknown lifetime is used, refreshed in time, and given without a promised lifetime', async () => {
    const desk = new Desk();
    const unknown = (n: number) => {
      const { lifetimeS: _, ...rest } = tokens(n);
      return rest;
    };
    desk.script.poll = () => ({ kind: 'tokens', tokens: unknown(0) });
    desk.script.refresh = (n) => unknown(n);
    await desk.signedIn();
    const answer = await desk.agent.token('work');
    expect(answer).not.toHaveProperty('expiresAt');
    await expect(desk.agent.token('work', { minTtlS: 1 })).rejects.toMatchObject({ code: 'min_ttl_unavailable' });
    await desk.clock.advance(0.5 * HOUR_MS);
    expect(desk.count('refresh')).toBeGreaterThan(1);
  });

  it.each([-HOUR_MS, HOUR_MS * 2])(
    'a clock change of %d ms ends no sign-in and overstates no lifetime',
    async (deltaMs) => {
      const desk = new Desk();
      await desk.signedIn();
      await desk.clock.advance(0.5 * HOUR_MS);
      desk.clock.setWall(deltaMs);
      await desk.clock.advance(60_000);
      const { expiresAt = 0, expiresIn = 0 } = await desk.agent.token('work');
      expect(expiresAt - desk.clock.nowMs() / 1000).toBeCloseTo(expiresIn, -1);
      expect(expiresIn).toBeLessThanOrEqual(3600);
      await desk.clock.advance(2 * HOUR_MS);
      expect(desk.profile()).toMatchObject({ state: 'active' });
      expect(desk.count('refresh')).toBeLessThanOrEqual(5);
    },
  );

  it('refreshes as soon as the machine wakes, without a caller', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.clock.advance(60_000);
    desk.clock.suspend(10 * HOUR_MS);
    await desk.clock.advance(31_000);
    expect(desk.count('refresh')).toBe(1);
  });

  it('a clock set back before the machine slept does not make an expired token look fresh', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.clock.setWall(-26 * HOUR_MS);
    await desk.clock.advance(60_000);
    desk.script.refresh = () => Promise.reject(fault('provider_unreachable', { sent: false }));
    desk.clock.suspend(17 * HOUR_MS);
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'provider_unreachable' });
  });

  it('a demand that cannot be met is reported as such even when the token has just expired', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.clock.suspend(2 * HOUR_MS);
    await expect(desk.agent.token('work', { minTtlS: 7200 })).rejects.toMatchObject({ code: 'min_ttl_unavailable' });
    expect(desk.profile().state).not.toBe('needs-sign-in');
  });

  it('an expired token keeps showing when it expired while the provider is unreachable', async () => {
    const desk = new Desk();
    await desk.signedIn();
    const endsAt = desk.profile().expires_at;
    desk.script.refresh = () => Promise.reject(fault('provider_error'));
    await desk.clock.advance(5 * HOUR_MS);
    expect(desk.profile().expires_at).toBe(endsAt);
  });

  it('if the machine sleeps during a refresh, callers get a valid token and the sign-in does not end', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.clock.suspend(2 * HOUR_MS);
    desk.script.refresh = (n) => {
      if (n === 1) desk.clock.suspend(3 * HOUR_MS);
      return tokens(n);
    };
    const answers = await Promise.all([desk.agent.token('work'), desk.agent.token('work', { minTtlS: 600 })]);
    expect(answers.map(({ accessToken }) => accessToken.reveal())).toEqual(['access-2', 'access-2']);
    expect(desk.count('refresh')).toBe(2);
  });

  it('another person’s tokens in a refresh answer are never handed out', async () => {
    const desk = new Desk();
    desk.script.poll = () => ({ kind: 'tokens', tokens: tokens(0, { identity: { subject: 'ada' } }) });
    desk.script.refresh = (n) => tokens(n, { identity: { subject: 'eve' } });
    await desk.signedIn();
    desk.clock.suspend(2 * HOUR_MS);
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'sign_in_mismatch' });
    expect(desk.profile().identity).toEqual({ subject: 'ada' });
  });

  it('wake() skips the pause before the next retry when the network returns', async () => {
    const desk = new Desk();
    desk.script.refresh = () => Promise.reject(fault('provider_error'));
    await desk.signedIn();
    await desk.clock.advance(3 * HOUR_MS);
    desk.script.refresh = (n) => tokens(n);
    desk.agent.wake('online');
    await desk.clock.advance(10);
    expect(desk.profile()).not.toHaveProperty('problem');
  });

  it('a sign-in without a refresh token survives a restart and ends with its token', async () => {
    const desk = new Desk();
    const { refreshToken: _, ...short } = tokens(0);
    desk.script.poll = () => ({ kind: 'tokens', tokens: short });
    await desk.signedIn();
    await desk.restart();
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
    expect(desk.profile()).toMatchObject({ renewable: false });
    await desk.clock.advance(1.1 * HOUR_MS);
    expect(desk.profile()).toMatchObject({ state: 'needs-sign-in', problem: { code: 'sign_in_needed' } });
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'sign_in_needed' });
  });

  it('a demand during a slow vault write does not end a sign-in without a refresh token', async () => {
    const desk = new Desk();
    const { refreshToken: _, ...short } = tokens(0);
    desk.script.poll = () => ({ kind: 'tokens', tokens: short });
    await desk.signedIn();
    let release: () => void = () => undefined;
    desk.vault.beforeWrite = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    const edit = desk.agent.editProfile('work', {}, { clientSecret: secret('new') });
    await desk.clock.advance(0);
    const asked = desk.agent.token('work', { minTtlS: 7200 }).catch((error) => error);
    await desk.clock.advance(0);
    desk.vault.beforeWrite = async () => undefined;
    release();
    await edit;
    expect(await asked).toMatchObject({ code: 'min_ttl_unavailable' });
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
  });

  it('F27: a client secret that is about to expire, or expired during a long sleep, is renewed without the person', async () => {
    const desk = new Desk();
    const registered = (text: string) => ({
      clientSecret: secret(text),
      secretExpiresAtMs: desk.clock.nowMs() + 30 * 24 * HOUR_MS,
      registrationClientUri: 'https://id.example/reg/1',
      registrationAccessToken: secret('rat'),
    });
    desk.script.registration = () => registered('one');
    desk.script.updated = () => registered('two');
    await desk.signedIn();
    desk.clock.suspend(29.5 * 24 * HOUR_MS);
    await desk.agent.token('work');
    expect(desk.count('update-registration')).toBe(1);
    desk.script.updated = () => registered('three');
    desk.clock.suspend(40 * 24 * HOUR_MS);
    desk.script.clientSecret = 'three';
    await desk.agent.token('work');
    expect(desk.profile().state).toBe('active');
    expect(desk.count('register')).toBe(1);
  });

  it('a full disk during rotation loses nothing: the problem is reported and the token is stored once there is room', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.vault.writeFault = fault('vault_full');
    desk.clock.suspend(2 * HOUR_MS);
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'vault_full' });
    expect(desk.agent.view()).toMatchObject({ overall: 'needs-you', agent: { vault_problem: { code: 'vault_full' } } });
    desk.vault.writeFault = undefined;
    await desk.clock.advance(60_000);
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-1');
    expect(desk.vault.items.get('work')).toContain('refresh-1');
    expect(desk.count('refresh')).toBe(1);
  });

  it('a keychain locked at start is reported, and used automatically once unlocked', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.vault.fault = fault('vault_locked');
    await desk.restart();
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'vault_locked' });
    expect(desk.agent.view().agent.vault_problem).toMatchObject({ code: 'vault_locked' });
    desk.vault.fault = undefined;
    await desk.clock.advance(10 * 60_000);
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-1');
  });

  it('F50: no token, code or verifier is in a View, a log line or an error', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.script.refresh = () => Promise.reject(new Error('leaky access-9 refresh-0'));
    desk.clock.suspend(2 * HOUR_MS);
    const error = await desk.agent.token('work').catch((thrown) => thrown);
    const seen = [shown(desk), ...desk.logged, JSON.stringify(error), error.message, String(error)].join('\n');
    expect(seen).toContain('work');
    expect(seen).not.toMatch(/access-\d|refresh-\d|device-code|verifier-/);
  });

  it('a hanging profile does not hold up the others', async () => {
    const desk = new Desk();
    await desk.signedIn('other');
    await desk.agent.addProfile({ name: 'hung', provider: 'scripted', settings: { issuer: 'https://id.example' } });
    await desk.agent.signIn('hung');
    await desk.clock.advance(10_000);
    desk.clock.suspend(0.9 * HOUR_MS);
    desk.script.refresh = () => new Promise(() => undefined);
    const hung = desk.agent.refresh('hung');
    const before = desk.clock.monotonicMs();
    for (let i = 0; i < 1000; i += 1) await desk.agent.token('other');
    expect(desk.clock.monotonicMs()).toBe(before);
    expect(await Promise.race([hung, Promise.resolve('still hanging')])).toBe('still hanging');
  });
});
