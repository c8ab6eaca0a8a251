/** A sign-in that cannot be refreshed: subscribers are notified 10 and 2 minutes before it ends, even after sleep, and not otherwise. */
import { describe, expect, it } from 'vitest';
import { Desk, tokens } from '../../support/engine/desk.ts';

const MINUTE_MS = 60_000;

async function unrenewable(): Promise<{ desk: Desk; heard: number[] }> {
  const desk = new Desk();
  desk.script.poll = () => {
    const { refreshToken: _, ...alone } = tokens(0);
    return { kind: 'tokens', tokens: alone };
  };
  await desk.signedIn();
  const heard: number[] = [];
  desk.agent.subscribe(({ profiles: [work] }) => {
    if (work?.expires_at !== undefined) heard.push(work.expires_at - Math.floor(desk.clock.nowMs() / 1000));
  });
  return { desk, heard };
}

describe('a sign-in that cannot be refreshed', () => {
  it('emits a View 10 and 2 minutes before it ends, and none in between', async () => {
    const { desk, heard } = await unrenewable();
    await desk.clock.advance(59 * MINUTE_MS);
    expect(heard).toHaveLength(2);
    expect(heard[0]).toBeGreaterThan(590);
    expect(heard[0]).toBeLessThanOrEqual(600);
    expect(heard[1]).toBeGreaterThan(110);
    expect(heard[1]).toBeLessThanOrEqual(120);
    expect(desk.profile().state).toBe('active');
  });

  it('is reported and shown as ending soon when the refresh token expires before the next refresh', async () => {
    const desk = new Desk();
    desk.script.poll = () => ({ kind: 'tokens', tokens: tokens(0, { refreshLifetimeS: 600 }) });
    await desk.signedIn();
    const { refresh_at = 0, sign_in_ends_at = 0 } = desk.profile();
    expect(sign_in_ends_at).toBeLessThan(refresh_at);
    const seen: [number, string][] = [];
    desk.agent.subscribe(({ overall }) => seen.push([refresh_at - Math.floor(desk.clock.nowMs() / 1000), overall]));
    await desk.clock.advance(refresh_at * 1000 - desk.clock.nowMs() - 60_000);
    expect(seen.map(([, overall]) => overall)).toEqual(['soon', 'soon']);
    expect(seen[0]?.[0]).toBeCloseTo(599, -1);
    expect(seen[1]?.[0]).toBeCloseTo(119, -1);
  });

  it('is reported after a sleep past both reminders, and ends on time without contacting the provider', async () => {
    const { desk, heard } = await unrenewable();
    desk.clock.suspend(58.5 * MINUTE_MS);
    await desk.clock.advance(31_000);
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.at(-1)).toBeLessThan(120);
    await desk.clock.advance(MINUTE_MS);
    expect(desk.profile().state).toBe('needs-sign-in');
    expect(desk.count('refresh')).toBe(0);
    expect(desk.count('start-device')).toBe(1);
  });

  it('keeps its remaining time when the clock is set back two hours', async () => {
    const { desk } = await unrenewable();
    desk.clock.setWall(-120 * MINUTE_MS);
    await desk.clock.advance(30 * MINUTE_MS);
    const { expires_at = 0, state } = desk.profile();
    expect(state).toBe('active');
    expect(expires_at - desk.clock.nowMs() / 1000).toBeCloseTo(30 * 60, -2);
  });
});
