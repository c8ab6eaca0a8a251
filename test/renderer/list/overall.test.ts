/** The header's one sentence. */
import { describe, expect, it } from 'vitest';
import type { View } from '../../../src-main/api/types.ts';
import { summarise } from '../../../src-renderer/list/overall.ts';
import { inS, profile, signedOut, signIn, view } from '../../support/page/views.ts';

const say = (shown: View): string => summarise(shown, Date.now()).text;
const needs = (name: string) => signedOut({ name, state: 'needs-sign-in' });
const locked = { code: 'vault_locked', message: 'Locked.', hint: 'Unlock it.' } as const;

describe('the overall state in one sentence', () => {
  it.each<[string, View]>([
    ['Your sign-in is fresh', view([profile()])],
    ['Both sign-ins are fresh', view([profile(), profile({ name: 'b' })])],
    [
      'All 3 sign-ins are fresh',
      view([profile(), profile({ name: 'b' }), profile({ name: 'c', state: 'refreshing' })]),
    ],
    ['2 sign-ins are fresh', view([profile(), profile({ name: 'b' }), signedOut({ name: 'c' })])],
    ['Not signed in anywhere', view([signedOut()])],
    ['lab needs you to sign in', view([profile(), needs('lab')], { overall: 'needs-you' })],
    ['lab and code need you to sign in', view([needs('lab'), needs('code')], { overall: 'needs-you' })],
    ['3 profiles need you to sign in', view([needs('a'), needs('b'), needs('c')], { overall: 'needs-you' })],
    [
      'lab: waiting for you in the browser',
      view([signedOut({ name: 'lab', sign_in: signIn() })], { overall: 'needs-you' }),
    ],
    [
      'short expires in 4 min',
      view([profile({ name: 'short', renewable: false, expires_at: inS(290) })], { overall: 'soon' }),
    ],
    [
      'late expires in 4 min',
      view([profile({ name: 'late', expires_at: inS(900), refresh_at: inS(290), sign_in_ends_at: inS(60) })], {
        overall: 'soon',
      }),
    ],
    [
      'short is about to expire',
      view([profile({ name: 'short', renewable: false, expires_at: inS(0) })], { overall: 'soon' }),
    ],
    ['Offline; your sign-ins are kept', view([profile()], { overall: 'offline' })],
    ['Ready for your first profile', view([])],
  ])('%s', (sentence, shown) => expect(say(shown)).toBe(sentence));

  it('a vault that refuses comes before everything else', () => {
    const agent = { ...view([]).agent, vault_problem: locked };
    expect(say(view([profile()], { agent }))).toBe('The vault needs attention');
  });
});
