/**
 * An unlocked screen is detected even if the system reports nothing, for everything that waits, and without needless
 * polling.
 */
import { expect, it } from 'vitest';
import { LOCKED_LOOK_MS, screenWatch } from '../../src-main/desktop/screen-watch.ts';

function desk() {
  const timers = new Map<() => void, number>();
  const world = { locked: true, unlocked: 0 };
  const screen = screenWatch({
    isLocked: () => world.locked,
    after(ms, run) {
      timers.set(run, ms);
      return () => timers.delete(run);
    },
    unlocked: () => void world.unlocked++,
  });
  const pass = (): void => {
    for (const run of [...timers.keys()]) {
      timers.delete(run);
      run();
    }
  };
  return { screen, world, timers, pass };
}

it('is looked for once for all that wait, until it is unlocked', () => {
  const { screen, world, timers, pass } = desk();
  expect([screen.isLocked(), screen.isLocked()]).toEqual([true, true]);
  expect([...timers.values()]).toEqual([LOCKED_LOOK_MS]);
  pass();
  pass();
  expect(world.unlocked).toBe(0);
  world.locked = false;
  pass();
  expect(world.unlocked).toBe(1);
  expect(timers.size).toBe(0);
});

it('is not looked for if nothing waits', () => {
  const { screen, world, timers } = desk();
  world.locked = false;
  expect(screen.isLocked()).toBe(false);
  screen.look();
  expect([timers.size, world.unlocked]).toEqual([0, 0]);
});

it('counts at once if the system reports it, and not after the end', () => {
  const { screen, world, timers, pass } = desk();
  screen.isLocked();
  world.locked = false;
  screen.look();
  expect([timers.size, world.unlocked]).toEqual([0, 1]);
  world.locked = true;
  screen.isLocked();
  screen.stop();
  world.locked = false;
  pass();
  screen.look();
  expect(world.unlocked).toBe(1);
});
