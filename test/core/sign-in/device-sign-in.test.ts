import { describe, expect, it } from 'vitest';
import type { DevicePoll } from '../../../src-main/core/provider/provider.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { Desk, fault, tokens } from '../../support/engine/desk.ts';

const pending: DevicePoll = { kind: 'pending' };
const approved: DevicePoll = { kind: 'tokens', tokens: tokens(0) };

/** Seconds between polls. */
function gapsS(desk: Desk): number[] {
  return desk.pollTimes.slice(1).map((time, i) => Math.round((time - (desk.pollTimes[i] ?? 0)) / 1000));
}

describe('device sign-in', () => {
  it('F3, F12: shows the provider, the code and the plain link even though the complete link is opened', async () => {
    const desk = new Desk();
    await desk.withProfile();
    const { sign_in } = await desk.agent.signIn('work', { openBrowser: true });
    expect(sign_in).toMatchObject({
      phase: 'waiting',
      display_name: 'id.example',
      user_code: 'USER-1',
      verification_uri: 'https://id.example/device',
      expires_at: Math.floor(desk.clock.nowMs() / 1000) + 600,
    });
    expect(desk.opened).toEqual(['https://id.example/device?user_code=USER-1']);
  });

  it('F5: polls at the interval while the authorization is pending, first after one interval', async () => {
    const desk = new Desk();
    desk.script.poll = (n) => (n < 4 ? pending : approved);
    await desk.withProfile();
    await desk.agent.signIn('work');
    await desk.clock.advance(30_000);
    expect(desk.pollTimes[0]).toBeGreaterThanOrEqual(5_000);
    expect(gapsS(desk)).toEqual([5, 5, 5]);
    expect(desk.profile().state).toBe('active');
  });

  it('F6: slow_down adds 5 s to the interval for this and all later polls', async () => {
    const desk = new Desk();
    desk.script.poll = (n) => (n === 2 || n === 4 ? { kind: 'slow-down' } : n < 7 ? pending : approved);
    await desk.withProfile();
    await desk.agent.signIn('work');
    await desk.clock.advance(22_000);
    expect(desk.profile().sign_in).toMatchObject({ phase: 'slowed-down', interval: 10 });
    await desk.clock.advance(120_000);
    expect(gapsS(desk)).toEqual([5, 10, 10, 15, 15, 15]);
  });

  it('waits as long as Retry-After says when that is longer than the interval', async () => {
    const desk = new Desk();
    desk.script.poll = (n) => (n === 1 ? { kind: 'pending', retryAfterS: 30 } : approved);
    await desk.withProfile();
    await desk.agent.signIn('work');
    await desk.clock.advance(60_000);
    expect(gapsS(desk)).toEqual([30]);
  });

  it.each([
    ['sign_in_denied', 'denied'],
    ['code_expired', 'expired'],
    ['provider_refused', 'failed'],
  ] as const)(
    'F7, F8: %s ends the sign-in as %s: no further poll, and no new code unless requested',
    async (code, phase) => {
      const desk = new Desk();
      desk.script.poll = () => Promise.reject(fault(code));
      await desk.withProfile();
      await desk.agent.signIn('work');
      await desk.clock.advance(3600_000);
      expect(desk.profile().sign_in).toMatchObject({ phase, error: { code } });
      expect(desk.profile().sign_in).not.toHaveProperty('user_code');
      expect(desk.count('poll')).toBe(1);
      expect(desk.count('start-device')).toBe(1);
    },
  );

  it('F9: a poll without an answer doubles the pause, and only one poll is ever in flight', async () => {
    const desk = new Desk();
    let inFlight = 0;
    let most = 0;
    desk.script.poll = async (n) => {
      most = Math.max(most, ++inFlight);
      await desk.clock.sleep(15_000);
      inFlight -= 1;
      if (n <= 3) throw fault('provider_unreachable');
      return n < 6 ? pending : approved;
    };
    await desk.withProfile();
    await desk.agent.signIn('work');
    await desk.clock.advance(400_000);
    expect(gapsS(desk).map((gap) => gap - 15)).toEqual([10, 20, 40, 5, 5]);
    expect(most).toBe(1);
  });

  it('three unreadable refusals in a row end the sign-in; fewer do not', async () => {
    const desk = new Desk();
    const unknown: DevicePoll = { kind: 'unknown-refusal', error: fault('provider_refused') };
    desk.script.poll = (n) => (n === 3 ? pending : unknown);
    await desk.withProfile();
    await desk.agent.signIn('work');
    await desk.clock.advance(27_000);
    expect(desk.profile().sign_in).toMatchObject({ phase: 'waiting' });
    await desk.clock.advance(600_000);
    expect(desk.profile().sign_in).toMatchObject({ phase: 'failed', error: { code: 'provider_refused' } });
    expect(desk.count('poll')).toBe(6);
  });

  it('F10: does not poll after issue time + expires_in, even if the machine slept past it', async () => {
    const desk = new Desk();
    desk.script.poll = () => pending;
    desk.script.deviceLifetimeS = 60;
    await desk.withProfile();
    await desk.agent.signIn('work');
    await desk.clock.advance(20_000);
    const polls = desk.count('poll');
    desk.clock.suspend(50_000);
    await desk.clock.advance(600_000);
    expect(desk.count('poll')).toBe(polls);
    expect(desk.profile().sign_in).toMatchObject({ phase: 'expired', error: { code: 'code_expired' } });
  });

  it('callers that join a sign-in in progress see the same code and open no second tab', async () => {
    const desk = new Desk();
    desk.script.poll = () => pending;
    await desk.withProfile();
    const views = await Promise.all([1, 2, 3].map(() => desk.agent.signIn('work', { openBrowser: true })));
    expect(views.map(({ sign_in }) => sign_in?.user_code)).toEqual(['USER-1', 'USER-1', 'USER-1']);
    expect(desk.opened).toHaveLength(1);
    expect(desk.count('start-device')).toBe(1);
  });

  it('opens no browser unless asked', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.clock.advance(24 * 3600_000);
    expect(desk.count('refresh')).toBeGreaterThan(20);
    expect(desk.opened).toEqual([]);
  });

  it('if the browser cannot be started, the code stays visible with a hint', async () => {
    const desk = new Desk();
    desk.script.poll = () => pending;
    desk.openFault = fault('browser_unavailable');
    await desk.withProfile();
    const { sign_in } = await desk.agent.signIn('work', { openBrowser: true });
    expect(sign_in).toMatchObject({ phase: 'waiting', user_code: 'USER-1', error: { code: 'browser_unavailable' } });
    // newcomer A9: the error ends when the browser opens after all.
    desk.openFault = undefined;
    await desk.agent.openSignInLink('work');
    expect(desk.profile().sign_in?.error).toBeUndefined();
  });

  it('cancel ends the wait at once and keeps the previous sign-in', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.script.poll = () => pending;
    await desk.agent.signIn('work');
    const profile = await desk.agent.cancelSignIn('work');
    expect(profile).toMatchObject({ state: 'active', sign_in: { phase: 'cancelled' } });
    await desk.clock.advance(60_000);
    expect(desk.count('poll')).toBe(1);
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
  });

  it('F30: one registration serves all sign-ins, even across restarts', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.agent.signOut('work');
    await desk.restart();
    await desk.agent.signIn('work');
    await desk.clock.advance(10_000);
    expect(desk.profile().state).toBe('active');
    expect(desk.count('register')).toBe(1);
  });

  it('F24: a registration that is about to expire is replaced before the next sign-in, not earlier', async () => {
    const desk = new Desk();
    desk.script.registration = () => ({
      clientSecret: secret('s'),
      secretExpiresAtMs: desk.clock.nowMs() + 90 * 24 * 3600_000,
    });
    await desk.signedIn();
    await desk.agent.signIn('work');
    await desk.clock.advance(10_000);
    expect(desk.count('register')).toBe(1);
    desk.clock.suspend(89.5 * 24 * 3600_000);
    await desk.clock.advance(0);
    await desk.agent.signIn('work');
    await desk.clock.advance(10_000);
    expect(desk.count('register')).toBe(2);
  });

  it('F27: a second sign-in that finds the client secret changed reads the new one and keeps the current sign-in', async () => {
    const desk = new Desk();
    desk.script.registration = () => ({
      clientSecret: secret('old'),
      registrationClientUri: 'https://id.example/reg/1',
      registrationAccessToken: secret('rat'),
    });
    await desk.signedIn();
    desk.script.clientSecret = 'new';
    await desk.agent.signIn('work');
    await desk.clock.advance(10_000);
    expect(desk.profile().sign_in).toMatchObject({ phase: 'approved' });
    expect([desk.count('register'), desk.count('read-registration')]).toEqual([1, 1]);
    await desk.agent.refresh('work');
    expect(desk.profile().state).toBe('active');
  });

  it('F29: a client that the server no longer knows is registered again once, without a loop', async () => {
    const desk = new Desk();
    desk.script.poll = () => Promise.reject(fault('client_rejected'));
    await desk.withProfile();
    await desk.agent.signIn('work');
    await desk.clock.advance(60_000);
    expect(desk.profile().sign_in).toMatchObject({ phase: 'failed', error: { code: 'client_rejected' } });
    desk.script.poll = () => approved;
    await desk.agent.signIn('work');
    await desk.clock.advance(60_000);
    expect(desk.count('register')).toBe(2);
    expect(desk.profile().state).toBe('active');
  });
});
