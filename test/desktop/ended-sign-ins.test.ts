/** A person is told once when a sign-in ended by itself, and not of what they did themselves. */
import { describe, expect, it } from 'vitest';
import type { ProfileState, View } from '../../src-main/core/view.ts';
import { endedSignIns } from '../../src-main/desktop/ended-sign-ins.ts';

function view(states: Record<string, ProfileState>): View {
  return {
    overall: 'fine',
    profiles: Object.entries(states).map(([name, state]) => ({
      name,
      state,
      provider: 'oidc',
      provider_title: 'OpenID Connect',
      display_name: 'id.example.com',
      settings: {},
      renewable: true,
    })),
    agent: { version: '0.1.0', vault: 'memory', started_at: 0 },
  };
}

const ended = (before: View | undefined, after: View): string[] => endedSignIns(before, after).map(({ name }) => name);

describe('sign-ins that ended', () => {
  it('are those that were signed in and now need the person', () => {
    const before = view({ a: 'active', b: 'refreshing', c: 'signed-out', d: 'active' });
    const after = view({ a: 'needs-sign-in', b: 'needs-sign-in', c: 'needs-sign-in', d: 'active' });
    expect(ended(before, after)).toEqual(['a', 'b']);
  });

  it('are reported once', () => {
    const gone = view({ a: 'needs-sign-in' });
    expect(ended(gone, gone)).toEqual([]);
  });

  it('are not those found at start, signed out by the person or new', () => {
    expect(ended(undefined, view({ a: 'needs-sign-in' }))).toEqual([]);
    expect(ended(view({ a: 'active' }), view({ a: 'signed-out' }))).toEqual([]);
    expect(ended(view({}), view({ a: 'needs-sign-in' }))).toEqual([]);
  });
});
