/** A profile whose vault is locked, in the tray and on the command line: no one knows whether it is signed in. */
import { expect, it } from 'vitest';
import { lookOf } from '../../src-cli/profiles/text.ts';
import { standing } from '../../src-main/desktop/base/profile-state.ts';
import { profileView } from '../support/engine/fake-views.ts';

const hint = 'Unlock it.';

it.each([
  ['vault_locked', 'locked', 'locked'],
  ['provider_unreachable', 'sign in', 'signed out'],
] as const)('desktops 10: with %s it is %s in the tray and %s on the command line', (code, tray, line) => {
  const profile = profileView('work', { state: 'signed-out', problem: { code, message: 'As it is.', hint } });
  expect(standing(profile, 0)).toBe(tray);
  expect(lookOf(profile).words).toBe(line);
});
