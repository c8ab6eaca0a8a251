/** Notifications come when due and go with their reason, despite late timers, a locked screen and an opened window. */
import { describe, expect, it } from 'vitest';
import type { ProfileView, View } from '../../../src-main/core/view.ts';
import { createReminders } from '../../../src-main/desktop/notices/reminders.ts';

const END_S = 1_800_000_000;
const MINUTE_MS = 60_000;

const view = (part: Partial<ProfileView>): View => ({
  overall: 'fine',
  profiles: [
    {
      name: 'work',
      provider: 'oidc',
      provider_title: 'OpenID Connect',
      display_name: 'id.example.com',
      settings: {},
      state: 'active',
      renewable: false,
      signed_in_at: END_S - 3600,
      expires_at: END_S,
      ...part,
    },
  ],
  agent: { version: '0', vault: 'memory', started_at: 0 },
});

/** Minutes are counted from an hour before the end. */
function desk() {
  let nowMs = END_S * 1000 - 60 * MINUTE_MS;
  const timers = new Set<{ atMs: number; run: () => void }>();
  const screen: string[] = [];
  const world = { locked: false, windowOpen: false, looks: 0 };
  const reminders = createReminders({
    nowMs: () => nowMs,
    after(ms, run) {
      const timer = { atMs: nowMs + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    show({ title }) {
      screen.push(title);
      return () => void screen.splice(screen.indexOf(title), 1);
    },
    isScreenLocked() {
      world.looks += 1;
      return world.locked;
    },
    isWindowOpen: () => world.windowOpen,
    wanted: () => true,
    changed: () => undefined,
  });
  const pass = (minutes: number): void => {
    const untilMs = nowMs + minutes * MINUTE_MS;
    for (;;) {
      const next = [...timers].sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > untilMs) break;
      nowMs = Math.max(nowMs, next.atMs);
      timers.delete(next);
      next.run();
    }
    nowMs = untilMs;
  };
  const sleep = (minutes: number): void => {
    nowMs += minutes * MINUTE_MS;
    for (const timer of timers) timer.atMs += minutes * MINUTE_MS;
  };
  return { reminders, pass, sleep, screen, world, timers };
}

describe('reminders', () => {
  it('come on their own, later ones replacing earlier ones, and with few looks', () => {
    const { reminders, pass, screen, world } = desk();
    reminders.seen(view({}));
    pass(49.9);
    expect(screen).toEqual([]);
    pass(0.2);
    expect(screen).toEqual(['work: the sign-in expires in 10 min']);
    pass(8);
    expect(screen).toEqual(['work: the sign-in expires in 2 min']);
    expect(world.looks).toBeLessThan(5);
  });

  it('come once after a sleep, with the time left by then', () => {
    const { reminders, sleep, pass, screen } = desk();
    reminders.seen(view({}));
    sleep(55);
    reminders.seen(view({ scope: 'woken' }));
    expect(screen).toEqual(['work: the sign-in expires in 5 min']);
    pass(2);
    expect(screen).toEqual(['work: the sign-in expires in 5 min']);
  });

  it('wait for an unlocked screen, which is asked about only when something is due', () => {
    const { reminders, pass, screen, world } = desk();
    reminders.seen(view({}));
    world.locked = true;
    pass(49);
    expect(world.looks).toBe(0);
    pass(2);
    expect(screen).toEqual([]);
    expect(world.looks).toBeGreaterThan(0);
    world.locked = false;
    reminders.look();
    expect(screen).toEqual(['work: the sign-in expires in 9 min']);
  });

  it('go with their reason, and all at the end', () => {
    const { reminders, pass, screen, timers } = desk();
    reminders.seen(view({}));
    pass(51);
    reminders.seen(view({ signed_in_at: END_S, expires_at: END_S + 3600 }));
    expect(screen).toEqual([]);
    reminders.seen(view({ state: 'needs-sign-in' }));
    expect(screen).toEqual(['work: sign in again']);
    reminders.stop();
    expect(screen).toEqual([]);
    expect(timers.size).toBe(0);
  });

  it('can be snoozed, and come again', () => {
    const { reminders, pass, screen } = desk();
    reminders.seen(view({}));
    reminders.seen(view({ state: 'needs-sign-in' }));
    reminders.snooze('work');
    expect(screen).toEqual([]);
    expect(reminders.snoozable().size).toBe(0);
    pass(9.9);
    expect(screen).toEqual([]);
    pass(0.2);
    expect(screen).toEqual(['work: sign in again']);
    expect([...reminders.snoozable()]).toEqual(['work']);
  });
});
