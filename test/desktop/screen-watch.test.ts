/**
 * The screen is asked about each time that something waits for it, once for all that wait, and again while it is locked:
 * Linux reports no unlocking.
 */
import { expect, it } from 'vitest';
import { LOCKED_LOOK_MS, screenWatch } from '../../src-main/desktop/screen-watch.ts';

function desk() {
  const timers = new Map<() => void, number>();
  const world = { locked: true, asked: 0, unlocked: 0, visible: false };
  const screen = screenWatch({
    isLocked: async () => {
      world.asked++;
      return world.locked;
    },
    after(ms, run) {
      timers.set(run, ms);
      return () => timers.delete(run);
    },
    unlocked: () => {
      world.unlocked++;
      world.visible = !screen.isLocked();
    },
  });
  const answered = () => new Promise((resolve) => setImmediate(resolve));
  const pass = async (): Promise<void> => {
    for (const run of [...timers.keys()]) {
      timers.delete(run);
      run();
    }
    await answered();
  };
  return { screen, world, timers, pass, answered };
}

it('desktops 8: is asked about each time that something is due, since a locker may start after us', async () => {
  const { screen, world, timers, answered } = desk();
  world.locked = false;
  for (const time of [1, 2]) {
    expect([screen.isLocked(), screen.isLocked()]).toEqual([true, true]);
    await answered();
    expect(world).toMatchObject({ asked: time, unlocked: time, visible: true });
  }
  world.locked = true;
  screen.isLocked();
  await answered();
  expect(world).toMatchObject({ asked: 3, unlocked: 2 });
  expect(timers.size).toBe(1);
});

it('is looked for once for all that wait, until it is unlocked', async () => {
  const { screen, world, timers, pass, answered } = desk();
  screen.isLocked();
  await answered();
  expect(screen.isLocked()).toBe(true);
  expect([...timers.values()]).toEqual([LOCKED_LOOK_MS]);
  await pass();
  await pass();
  expect(world.unlocked).toBe(0);
  world.locked = false;
  await pass();
  expect(world).toMatchObject({ asked: 4, unlocked: 1, visible: true });
  expect(timers.size).toBe(0);
});

it('is not looked for if nothing waits', () => {
  const { screen, world, timers } = desk();
  screen.look();
  expect([timers.size, world.asked, world.unlocked]).toEqual([0, 0, 0]);
});

it('counts at once if the system reports it, and not after the end', async () => {
  const { screen, world, timers, answered } = desk();
  screen.isLocked();
  await answered();
  world.locked = false;
  screen.look();
  await answered();
  expect([timers.size, world.unlocked]).toEqual([0, 1]);
  screen.isLocked();
  screen.stop();
  await answered();
  screen.look();
  expect([screen.isLocked(), timers.size, world.unlocked]).toEqual([true, 0, 1]);
});

it('that nothing can be asked about is not locked', async () => {
  let unlocked = 0;
  const screen = screenWatch({
    isLocked: () => Promise.reject(new Error('no bus')),
    after: () => () => {},
    unlocked: () => void unlocked++,
  });
  screen.isLocked();
  await new Promise((resolve) => setImmediate(resolve));
  expect(unlocked).toBe(1);
});
