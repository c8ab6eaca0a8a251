/** What is concluded from a profile, for every state and phase, and around each of the ends. */
import { describe, expect, it } from 'vitest';
import { ProfileState, SignInPhase } from '../../src-main/core/view.ts';
import {
  codeWaits,
  endsForGoodAt,
  endsSoon,
  hasOpenSignIn,
  isSignedIn,
  SOON_S,
  signingIn,
  waitsForPerson,
} from '../../src-shared/profile-facts.ts';

const states = ProfileState.options;
const phases = SignInPhase.options;
const at = (phase: SignInPhase) => ({ sign_in: { phase } });

describe('the state', () => {
  it('of a profile that is signed in', () =>
    expect(states.filter((state) => isSignedIn({ state }))).toEqual(['active', 'refreshing']));

  it('of one that waits for the person', () =>
    expect(states.filter((state) => waitsForPerson({ state }))).toEqual(['awaiting-user', 'needs-sign-in']));
});

describe('a sign-in', () => {
  it('is open until it ends, well or not', () => {
    expect(phases.filter((phase) => hasOpenSignIn(at(phase)))).toEqual([
      'preparing',
      'waiting',
      'slowed-down',
      'redeeming',
    ]);
    expect(hasOpenSignIn({})).toBe(false);
  });

  it('has a code that waits', () => {
    expect(phases.filter((phase) => codeWaits(at(phase)))).toEqual(['waiting', 'slowed-down']);
    expect(codeWaits({})).toBe(false);
  });

  it.each(states)('of a profile that is %s counts, whatever the state', (state) => {
    for (const phase of phases) {
      const open = hasOpenSignIn(at(phase));
      expect(signingIn({ state, ...at(phase) }), phase).toBe(open || state === 'awaiting-user');
    }
    expect(signingIn({ state })).toBe(state === 'awaiting-user');
  });
});

describe('the end for good', () => {
  it.each([
    ['unknown', { renewable: false }, undefined],
    ['of the token, where nothing else is known', { renewable: false, expires_at: 10 }, 10],
    ['of the sign-in, before that of the token', { renewable: false, expires_at: 10, sign_in_ends_at: 20 }, 20],
    ['none while it renews itself', { renewable: true, expires_at: 10, sign_in_ends_at: 20, refresh_at: 5 }, undefined],
    ['none without a known refresh', { renewable: true, expires_at: 10, sign_in_ends_at: 20 }, undefined],
    ['none without a known end', { renewable: true, expires_at: 10, refresh_at: 5 }, undefined],
    ['the refresh that comes too late', { renewable: true, sign_in_ends_at: 20, refresh_at: 21 }, 21],
    ['the refresh that comes at the end', { renewable: true, sign_in_ends_at: 20, refresh_at: 20 }, 20],
  ])('%s', (_, profile, end) => expect(endsForGoodAt(profile)).toBe(end));

  it.each([
    [SOON_S, false],
    [SOON_S - 1, true],
    [0, true],
    [-1, true],
  ])('in %d s is soon: %s', (left, soon) =>
    expect(endsSoon({ renewable: false, expires_at: 1_000 + left }, 1_000)).toBe(soon),
  );

  it('is not soon where there is none', () => expect(endsSoon({ renewable: true, expires_at: 0 }, 1_000)).toBe(false));
});
