/** A sign-in that cannot renew itself: everyone hears of it 10 and 2 minutes before its end, also after a sleep, and only then. */
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

describe('a sign-in that ends for good', () => {
  it('is in a new View 10 and 2 minutes before, and in none between', async () => {
    const { desk, heard } = await unrenewable();
    await desk.clock.advance(59 * MINUTE_MS);
    expect(heard).toHaveLength(2);
    expect(heard[0]).toBeGreaterThan(590);
    expect(heard[0]).toBeLessThanOrEqual(600);
    expect(heard[1]).toBeGreaterThan(110);
    expect(heard[1]).toBeLessThanOrEqual(120);
    expect(desk.profile().state).toBe('active');
  });

  it('is reported also where the refresh token ends before the next refresh, and shown as near its end', async () => {
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

  it('is reported after a sleep over both moments, and ends in time without a word to the provider', async () => {
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

  it('keeps its life when the clock is set back two hours', async () => {
    const { desk } = await unrenewable();
    desk.clock.setWall(-120 * MINUTE_MS);
    await desk.clock.advance(30 * MINUTE_MS);
    const { expires_at = 0, state } = desk.profile();
    expect(state).toBe('active');
    expect(expires_at - desk.clock.nowMs() / 1000).toBeCloseTo(30 * 60, -2);
  });
});
