/** A panel that starts after us gets the icon, once, and is not looked for forever. */
import { describe, expect, it } from 'vitest';
import { latePanel } from '../../../src-main/desktop/tray/late-panel.ts';

function desk() {
  const timers = new Map<() => void, number>();
  const world = { there: false as boolean | undefined, looks: 0, came: 0, waitedMs: 0 };
  const panel = latePanel({
    hasTrayHost: async () => {
      world.looks += 1;
      return world.there;
    },
    after(ms, run) {
      timers.set(run, ms);
      return () => timers.delete(run);
    },
    came: () => void world.came++,
  });
  /** The next timer; false: none. */
  const next = async (): Promise<boolean> => {
    const [first] = timers;
    if (first === undefined) return false;
    const [run, ms] = first;
    timers.delete(run);
    world.waitedMs += ms;
    run();
    await settled();
    return true;
  };
  return { panel, world, next, timers };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a panel that comes late', () => {
  it('is found, and no longer looked for', async () => {
    const { world, next, timers } = desk();
    await next();
    await next();
    expect(world.came).toBe(0);
    world.there = true;
    await next();
    expect(world.came).toBe(1);
    expect(timers.size).toBe(0);
  });

  it('is looked for during half an hour with few looks, and then when a window opens', async () => {
    const { panel, world, next } = desk();
    while (await next());
    expect(world.waitedMs).toBeGreaterThan(15 * 60_000);
    expect(world.looks).toBeLessThanOrEqual(10);
    world.there = true;
    panel.look();
    panel.look();
    await settled();
    expect(world.came).toBe(1);
  });

  it('is not looked for after the end, not even by a look in progress', async () => {
    const { panel, world, timers } = desk();
    world.there = true;
    panel.look();
    panel.stop();
    await settled();
    expect(world.came).toBe(0);
    expect(timers.size).toBe(0);
  });
});
