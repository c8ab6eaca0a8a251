/** The reason and outcome of a profile's last refreshes, as the window shows them, and when a sign-in ends. */
import { describe, expect, it } from 'vitest';
import { secret } from '../../../src-main/core/secret.ts';
import { Desk, fault, tokens } from '../../support/engine/desk.ts';

const HOUR_MS = 3600_000;

const lines = (desk: Desk) =>
  desk.agent.history('work').map(({ reason, outcome, code, times }) => {
    const failed = outcome === 'failed' ? [code, ...(times === undefined ? [] : [times])] : [];
    return [reason, ...failed].join(' ');
  });

describe('the history of refreshes', () => {
  it('starts with the sign-in, then lists due refreshes, newest first, with times in epoch seconds', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.clock.advance(HOUR_MS);
    expect(lines(desk)).toEqual(['due', 'sign-in']);
    const [due, signIn] = desk.agent.history('work');
    expect(due?.at).toBe(desk.profile().last_refresh_at);
    expect(signIn?.at).toBe(desk.profile().signed_in_at);
    expect(due?.took_ms).toBe(0);
  });

  it('shows the reason: the person asked, a program needed more time left, or a program found the token expired', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.agent.refresh('work');
    await desk.clock.advance(HOUR_MS / 2);
    await desk.agent.token('work', { minTtlS: 2400 });
    expect(lines(desk)).toEqual(['min-ttl', 'asked', 'sign-in']);
    expect(desk.agent.history('work')[0]?.min_ttl).toBe(2400);
    desk.clock.suspend(2 * HOUR_MS);
    await desk.agent.token('work');
    expect(['needed', 'wake']).toContain(desk.agent.history('work')[0]?.reason);
  });

  it('shows that the machine woke or the agent started', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.clock.suspend(2 * HOUR_MS);
    desk.agent.wake('resume');
    await desk.clock.advance(1000);
    expect(lines(desk)).toEqual(['wake', 'sign-in']);
    await desk.restart();
    await desk.clock.advance(1000);
    expect(lines(desk)).toEqual(['start']);
  });

  it('shows a night without a network as one line with the number of tries, followed by the recovery', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.script.refresh = () => Promise.reject(fault('provider_unreachable', { sent: false }));
    await desk.clock.advance(8 * HOUR_MS);
    const [last, first, ...older] = desk.agent.history('work');
    expect(last).toMatchObject({ reason: 'retry', outcome: 'failed', code: 'provider_unreachable' });
    expect(last?.times).toBeGreaterThan(50);
    const nextInS = (desk.profile().refresh_at ?? 0) - desk.clock.nowMs() / 1000;
    expect(nextInS).toBeGreaterThan(-1);
    expect(nextInS).toBeLessThan(400);
    expect(first).toMatchObject({ reason: 'due', outcome: 'failed' });
    expect(older.map(({ reason }) => reason)).toEqual(['sign-in']);
    desk.script.refresh = (n) => tokens(n);
    await desk.clock.advance(HOUR_MS / 4);
    expect(lines(desk)[0]).toBe('retry');
    expect(desk.agent.history('work')[0]?.outcome).toBe('ok');
  });

  it('keeps the last twenty entries and contains no token', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.clock.advance(30 * HOUR_MS);
    expect(desk.agent.history('work')).toHaveLength(20);
    expect(JSON.stringify(desk.agent.history('work'))).not.toMatch(/access-|refresh-/);
  });

  it('rejects an unknown profile', async () => {
    const desk = new Desk();
    await desk.agent.start();
    expect(() => desk.agent.history('nobody')).toThrow(expect.objectContaining({ code: 'profile_unknown' }));
  });
});

describe('the end of a sign-in', () => {
  const inS = (desk: Desk) => (desk.profile().sign_in_ends_at ?? Number.NaN) - desk.clock.nowMs() / 1000;

  it('is the access token’s expiry if nothing refreshes it', async () => {
    const desk = new Desk();
    desk.script.poll = () => ({ kind: 'tokens', tokens: { accessToken: secret('access-0'), lifetimeS: 28_800 } });
    await desk.signedIn();
    expect(desk.profile().sign_in_ends_at).toBe(desk.profile().expires_at);
    expect(inS(desk)).toBeGreaterThan(28_700);
  });

  it('is the refresh token’s expiry if the provider says it, and moves with it', async () => {
    const desk = new Desk();
    desk.script.poll = () => ({ kind: 'tokens', tokens: tokens(0, { refreshLifetimeS: 30 * 86_400 }) });
    desk.script.refresh = (n) => tokens(n, { refreshLifetimeS: 30 * 86_400 });
    await desk.signedIn();
    const first = desk.profile().sign_in_ends_at ?? 0;
    expect(Math.abs(inS(desk) - 30 * 86_400)).toBeLessThan(60);
    await desk.clock.advance(HOUR_MS);
    expect(desk.profile().sign_in_ends_at).toBeGreaterThan(first + 2000);
  });

  it('is the registration’s expiry, to which the refresh token is bound', async () => {
    const desk = new Desk();
    const endMs = desk.clock.nowMs() + 90 * 86_400_000;
    desk.script.registration = () => ({ secretExpiresAtMs: endMs });
    await desk.signedIn();
    expect(desk.profile().sign_in_ends_at).toBe(endMs / 1000);
  });

  it('is left out if it is unknown or the registration is renewed in time', async () => {
    const desk = new Desk();
    await desk.signedIn();
    expect(desk.profile()).not.toHaveProperty('sign_in_ends_at');
    const renewed = new Desk();
    renewed.script.registration = () => ({
      secretExpiresAtMs: renewed.clock.nowMs() + 90 * 86_400_000,
      registrationClientUri: 'https://id.example/register/1',
      registrationAccessToken: secret('rat'),
    });
    await renewed.signedIn();
    expect(renewed.profile()).not.toHaveProperty('sign_in_ends_at');
  });
});
