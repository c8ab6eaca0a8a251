/** A menu that a person has open is not replaced, as far as the desktop says that it is open. */
import { describe, expect, it } from 'vitest';
import { LONGEST_MS, openMenu, READING_MS, SETTLE_MS } from '../../../src-main/desktop/tray/open-menu.ts';

function desk(saysClosed: boolean) {
  const world = { timer: undefined as [ms: number, run: () => void] | undefined, closed: 0 };
  const menu = openMenu({
    saysClosed,
    after(ms, run) {
      world.timer = [ms, run];
      return () => {
        world.timer = undefined;
      };
    },
    closed: () => void world.closed++,
  });
  return { menu, world };
}

describe('desktops 11: nothing is replaced while the menu is open', () => {
  it('until a moment after it closed, where that is told', () => {
    const { menu, world } = desk(true);
    expect(menu.isOpen()).toBe(false);
    menu.opens();
    expect([menu.isOpen(), world.timer?.[0]]).toEqual([true, LONGEST_MS]);
    menu.closes();
    expect([menu.isOpen(), world.timer?.[0]]).toEqual([true, SETTLE_MS]);
    world.timer?.[1]();
    expect([menu.isOpen(), world.closed]).toEqual([false, 1]);
  });

  it('as long as a person reads, where only the opening is told; each submenu counts again', () => {
    const { menu, world } = desk(false);
    menu.opens();
    menu.opens();
    expect(world.timer?.[0]).toBe(READING_MS);
    world.timer?.[1]();
    expect([menu.isOpen(), world.closed]).toEqual([false, 1]);
    // A tray of the older kind says both.
    menu.opens();
    menu.closes();
    menu.opens();
    expect(world.timer?.[0]).toBe(LONGEST_MS);
  });

  it('until a moment after a line was chosen, and choosing opens nothing', () => {
    const { menu, world } = desk(false);
    menu.chosen();
    expect(menu.isOpen()).toBe(false);
    menu.opens();
    menu.chosen();
    expect(world.timer?.[0]).toBe(SETTLE_MS);
    menu.stop();
    expect([menu.isOpen(), world.timer]).toEqual([false, undefined]);
  });
});
