/**
 * A sign-in without a refresh token when the clock is changed: the agent checks the provider's clock before it treats the
 * sign-in as ended, and hands out no token whose remaining time is unconfirmed.
 */
import { describe, expect, it } from 'vitest';
import { Desk, tokens } from '../../support/engine/desk.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LIFE_MS = 30 * MINUTE_MS;

/** Thirty minutes at a provider whose clock is unaffected when ours is changed; `sleep` moves both on. */
async function signedIn() {
  const desk = new Desk();
  const { refreshToken: _, ...alone } = tokens(0, { lifetimeS: LIFE_MS / 1000 });
  desk.script.poll = () => ({ kind: 'tokens', tokens: alone });
  let aheadMs = 17 * MINUTE_MS;
  let startMs = desk.clock.nowMs();
  let asked = 0;
  let away = false;
  desk.script.serverNowMs = () => {
    asked += 1;
    if (away) throw new TypeError('fetch failed');
    return startMs + aheadMs + desk.clock.monotonicMs();
  };
  await desk.signedIn();
  asked = 0;
  const views: { state: string; leftS: number | undefined }[] = [];
  desk.agent.subscribe(({ profiles: [work] }) => {
    if (!work) return;
    const leftS = work.expires_at === undefined ? undefined : work.expires_at - desk.clock.nowMs() / 1000;
    views.push({ state: work.state, leftS });
  });
  return {
    desk,
    views,
    asked: () => asked,
    leftS: () => (desk.profile().expires_at ?? 0) - desk.clock.nowMs() / 1000,
    sleep: (ms: number) => {
      desk.clock.suspend(ms);
      aheadMs += ms;
    },
    setAway: (now: boolean) => {
      away = now;
    },
    setServerClock: (now: (() => number) | undefined) => {
      desk.script.serverNowMs = now;
      startMs = 0;
    },
  };
}

describe('a sign-in with only an access token', () => {
  it('survives the clock being set two hours forward and back: the same token, one request, never shown as ended', async () => {
    const { desk, views, asked, leftS } = await signedIn();
    await desk.clock.advance(5 * MINUTE_MS);
    desk.clock.setWall(2 * HOUR_MS);
    await desk.clock.advance(MINUTE_MS);
    expect(desk.profile().state).toBe('active');
    expect(leftS()).toBeGreaterThan(22 * 60);
    expect(leftS()).toBeLessThanOrEqual(24 * 60 + 2);
    expect(asked()).toBe(1);
    desk.clock.setWall(-2 * HOUR_MS);
    await desk.clock.advance(MINUTE_MS);
    const { accessToken, expiresIn = 0 } = await desk.agent.token('work', { minTtlS: 600 });
    expect(accessToken.reveal()).toBe('access-0');
    expect(expiresIn).toBeLessThanOrEqual(23 * 60 + 2);
    expect(views.map(({ state }) => state)).not.toContain('needs-sign-in');
    expect([asked(), desk.count('start-device')]).toEqual([1, 1]);
  });

  it('ends on time after such a jump, with no further request', async () => {
    const { desk, asked } = await signedIn();
    desk.clock.setWall(2 * HOUR_MS);
    await desk.clock.advance(28.5 * MINUTE_MS);
    expect(desk.profile().state).toBe('active');
    await desk.clock.advance(2 * MINUTE_MS);
    expect(desk.profile().state).toBe('needs-sign-in');
    expect(asked()).toBe(1);
  });

  it('answers any number of callers right after the jump with one request', async () => {
    const { desk, asked } = await signedIn();
    desk.clock.setWall(2 * HOUR_MS);
    const answers = await Promise.all(Array.from({ length: 50 }, () => desk.agent.token('work', { minTtlS: 60 })));
    expect(new Set(answers.map(({ accessToken }) => accessToken.reveal()))).toEqual(new Set(['access-0']));
    expect(Math.max(...answers.map(({ expiresIn = 0 }) => expiresIn))).toBeLessThanOrEqual(30 * 60);
    expect(asked()).toBe(1);
  });

  it('a demand that exceeds the estimated time left asks once; one that exceeds the actual time left is refused', async () => {
    const { desk, asked } = await signedIn();
    desk.clock.setWall(15 * MINUTE_MS);
    expect((await desk.agent.token('work', { minTtlS: 20 * 60 })).accessToken.reveal()).toBe('access-0');
    for (let i = 0; i < 5; i += 1)
      await expect(desk.agent.token('work', { minTtlS: 31 * 60 })).rejects.toMatchObject({
        code: 'min_ttl_unavailable',
      });
    expect(asked()).toBe(1);
  });

  it('ends after two hours of sleep', async () => {
    const { desk, asked, sleep } = await signedIn();
    sleep(2 * HOUR_MS);
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'sign_in_needed' });
    expect(desk.profile()).toMatchObject({ state: 'needs-sign-in', problem: { code: 'sign_in_needed' } });
    expect(asked()).toBe(1);
  });

  it('a short sleep shortens nothing and causes no request until the reminders are near', async () => {
    const { desk, asked, sleep, leftS } = await signedIn();
    sleep(10 * MINUTE_MS);
    await desk.clock.advance(MINUTE_MS);
    expect(asked()).toBe(0);
    await desk.clock.advance(9 * MINUTE_MS);
    expect(asked()).toBe(1);
    expect(leftS()).toBeGreaterThan(10 * 60 - 10);
    expect(leftS()).toBeLessThanOrEqual(10 * 60 + 1);
  });

  it('ends on its own without a jump, and without a request', async () => {
    const { desk, asked } = await signedIn();
    await desk.clock.advance(29 * MINUTE_MS);
    expect(desk.profile().state).toBe('active');
    await desk.clock.advance(2 * MINUTE_MS);
    expect(desk.profile().state).toBe('needs-sign-in');
    expect(asked()).toBe(0);
  });

  it('while the provider is unreachable, is offline instead of ended, gives no token, and retries with growing pauses', async () => {
    const { desk, views, asked, setAway } = await signedIn();
    setAway(true);
    desk.clock.setWall(2 * HOUR_MS);
    await desk.clock.advance(10 * MINUTE_MS);
    expect(desk.profile()).toMatchObject({ state: 'active', problem: { code: 'provider_unreachable' } });
    expect(desk.agent.view().overall).toBe('offline');
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'provider_unreachable' });
    expect(asked()).toBeGreaterThan(5);
    expect(asked()).toBeLessThan(20);
    setAway(false);
    await desk.clock.advance(6 * MINUTE_MS);
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
    expect(desk.profile()).not.toHaveProperty('problem');
    expect(views.map(({ state }) => state)).not.toContain('needs-sign-in');
  });

  it('ends once its lifetime has passed while awake, whether or not the provider is reachable', async () => {
    const { desk, setAway } = await signedIn();
    setAway(true);
    desk.clock.setWall(2 * HOUR_MS);
    await desk.clock.advance(31 * MINUTE_MS);
    expect(desk.profile()).toMatchObject({ state: 'needs-sign-in', problem: { code: 'sign_in_needed' } });
  });

  it('survives a restart with the clock two hours ahead, and the correction of the clock', async () => {
    const { desk, leftS } = await signedIn();
    desk.clock.setWall(2 * HOUR_MS);
    await desk.restart();
    await desk.clock.advance(0);
    expect(leftS()).toBeGreaterThan(28 * 60);
    desk.clock.setWall(-2 * HOUR_MS);
    await desk.clock.advance(MINUTE_MS);
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
    expect(leftS()).toBeLessThanOrEqual(29 * 60 + 2);
    await desk.restart();
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
    expect(desk.count('start-device')).toBe(1);
  });

  it('does not end after a restart while the provider is unreachable, and recovers when it returns', async () => {
    const { desk, setAway } = await signedIn();
    setAway(true);
    desk.clock.setWall(2 * HOUR_MS);
    await desk.restart();
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'provider_unreachable' });
    setAway(false);
    await desk.clock.advance(MINUTE_MS);
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
  });

  it('ends by the local count if the provider gives no time', async () => {
    const silent = await signedIn();
    silent.setServerClock(undefined);
    silent.desk.clock.setWall(2 * HOUR_MS);
    await expect(silent.desk.agent.token('work')).rejects.toMatchObject({ code: 'sign_in_needed' });
  });

  it('gains no time when the provider’s clock goes back', async () => {
    const { desk, setServerClock } = await signedIn();
    await desk.clock.advance(20 * MINUTE_MS);
    const backMs = desk.clock.nowMs() - HOUR_MS;
    setServerClock(() => backMs);
    desk.clock.setWall(5 * MINUTE_MS);
    await desk.clock.advance(MINUTE_MS);
    const { expiresIn = 0 } = await desk.agent.token('work');
    expect(expiresIn).toBeLessThanOrEqual(10 * 60);
  });
});
