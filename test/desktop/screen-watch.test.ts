/** An unlocked screen is found where no system tells of it, for all who wait, and not looked for by nobody. */
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

it('is looked for once for all who wait, until it is unlocked', () => {
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

it('is not looked for where nothing waits', () => {
  const { screen, world, timers } = desk();
  world.locked = false;
  expect(screen.isLocked()).toBe(false);
  screen.look();
  expect([timers.size, world.unlocked]).toEqual([0, 0]);
});

it('counts at once where the system tells of it, and no more after the end', () => {
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
