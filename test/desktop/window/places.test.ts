/** What the page is opened at: the newest place, and a note over whatever page, until the page has read both. */
import { describe, expect, it } from 'vitest';
import { places } from '../../../src-main/desktop/window/places.ts';

const APP = 'latchkey-window://app/';

describe('desktops 7: a note never replaces a page', () => {
  it.each([
    ['after', ['go', 'note']],
    ['before', ['note', 'go']],
  ] as const)('nor is it lost: it comes %s the place', (_when, order) => {
    const wanted = places();
    for (const what of order) what === 'go' ? wanted.go('profile/work') : wanted.note();
    expect(wanted.hash()).toBe('#profile/work&no-tray');
  });

  it('comes alone once the page has read its place', () => {
    const wanted = places();
    wanted.go('lock');
    wanted.reached(`${APP}#lock`);
    expect(wanted.hash()).toBe('#lock');
    wanted.reached(APP);
    expect(wanted.hash()).toBe('');
    wanted.note();
    expect(wanted.hash()).toBe('#no-tray');
  });
});

it('the newest place counts, and nothing outlives the page', () => {
  const wanted = places();
  wanted.go('profile/work');
  wanted.go('profile/lab');
  expect(wanted.hash()).toBe('#profile/lab');
  wanted.forget();
  expect(wanted.hash()).toBe('');
});
