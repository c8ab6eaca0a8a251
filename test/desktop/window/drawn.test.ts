/** A window is shown as soon as there is something to see, whatever the display server reports. */
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type Drawing, isWayland, LONGEST_DRAW_MS, whenDrawn } from '../../../src-main/desktop/window/drawn.ts';

function desk() {
  const window = new EventEmitter();
  const webContents = new EventEmitter();
  const timers = new Map<() => void, number>();
  const world = { shown: 0 };
  whenDrawn(
    Object.assign(window, { webContents }) as unknown as Drawing,
    (ms, run) => {
      timers.set(run, ms);
      return () => timers.delete(run);
    },
    () => void world.shown++,
  );
  const second = (): void => {
    for (const [run, ms] of timers) if (ms <= LONGEST_DRAW_MS) run();
  };
  return { window, webContents, world, timers, second };
}

type Desk = ReturnType<typeof desk>;
type Cause = (all: Desk) => void;
const CAUSES: readonly (readonly [string, Cause])[] = [
  ['ready-to-show', ({ window }) => window.emit('ready-to-show')],
  ['did-finish-load', ({ webContents }) => webContents.emit('did-finish-load')],
  ['a second', ({ second }) => second()],
];

describe('desktops 1: a window that was created hidden', () => {
  it.each(CAUSES)('is shown after %s, once', (_name, cause) => {
    const all = desk();
    expect(all.world.shown).toBe(0);
    cause(all);
    expect(all.world.shown).toBe(1);
    expect(all.timers.size).toBe(0);
    for (const [, other] of CAUSES) other(all);
    expect(all.world.shown).toBe(1);
  });

  it('is not shown after it was closed', () => {
    const all = desk();
    all.window.emit('closed');
    for (const [, cause] of CAUSES) cause(all);
    expect(all.world.shown).toBe(0);
  });
});

it('desktops 1: on Wayland it is shown at once, since a frame drawn before would be the last', () => {
  expect(isWayland({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(isWayland({ DISPLAY: ':0' }, 'linux')).toBe(false);
  expect(isWayland({ WAYLAND_DISPLAY: 'wayland-0' }, 'win32')).toBe(false);
});
