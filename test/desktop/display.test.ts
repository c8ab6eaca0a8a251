import { expect, it } from 'vitest';
import { displayProblem } from '../../src-main/desktop/display.ts';

it('newcomer A12: without a display, one line says what to run instead', () => {
  const line = 'latchkey: There is no display for the desktop app. Run `latchkey agent` instead.';
  expect(displayProblem({}, 'linux')).toBe(line);
  expect(displayProblem({ DISPLAY: '', WAYLAND_DISPLAY: '' }, 'linux')).toBe(line);
  for (const env of [{ DISPLAY: ':0' }, { WAYLAND_DISPLAY: 'wayland-0' }]) {
    expect(displayProblem(env, 'linux')).toBeUndefined();
  }
  for (const platform of ['darwin', 'win32'] as const) expect(displayProblem({}, platform)).toBeUndefined();
});
