/** What a name may be. The patterns are spelled out once more, since some of them are a limit of rights. */
import { describe, expect, it } from 'vitest';
import {
  asName,
  FORWARD_NAME,
  LOGIN_HOST,
  nameFault,
  PROFILE,
  PROFILE_NAME,
  PROFILE_OR_ROLE,
  PROFILE_RULE,
  proposedRoleName,
  ROLE_NAME,
  ROLE_RULE,
  TOKEN_HOST,
} from '../../src-shared/names.ts';

describe('the patterns', () => {
  it.each([
    [PROFILE_NAME, /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/],
    [ROLE_NAME, /^[A-Za-z0-9][A-Za-z0-9._@-]{0,127}$/],
    [FORWARD_NAME, /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/],
    [PROFILE_OR_ROLE, /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}(\/[A-Za-z0-9][A-Za-z0-9._@-]{0,127})?$/],
    [LOGIN_HOST, /^[a-z0-9_]([a-z0-9._-]*[a-z0-9])?(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/],
    [TOKEN_HOST, /^[a-z0-9*]([a-z0-9.*-]*[a-z0-9])?(:\d{1,5})?$|^\[[0-9a-f:.]+\](:\d{1,5})?$/],
    [new RegExp(PROFILE), /[A-Za-z0-9][A-Za-z0-9._-]{0,63}/],
  ])('%s', (pattern, written) => expect([pattern.source, pattern.flags]).toEqual([written.source, written.flags]));
});

describe('a typed name', () => {
  it.each([
    ['', 'missing'],
    ['-a', 'start'],
    ['a b', 'chars'],
    ['a@b', 'chars'],
    ['a'.repeat(65), 'long'],
    ['a'.repeat(64), undefined],
  ])('%j: %s', (name, fault) => expect(nameFault(PROFILE_RULE, name)).toBe(fault));

  it.each(['', ' a', 'a@b', 'é', 'a/b', 'a\n', 'x'.repeat(128), 'x'.repeat(129), 'Work.1_-'])(
    'has a fault exactly when the pattern does not take it: %j',
    (name) => {
      expect(nameFault(PROFILE_RULE, name) === undefined).toBe(PROFILE_NAME.test(name));
      expect(nameFault(ROLE_RULE, name) === undefined).toBe(ROLE_NAME.test(name));
    },
  );
});

it.each([
  ['work', 'work'],
  ['  My Company (EU)', 'My-Company-EU-'],
  ['日本', ''],
  ['a@b', 'a-b'],
  ['x'.repeat(70), 'x'.repeat(64)],
])('%j as the name of a profile: %j', (text, name) => expect(asName(PROFILE_RULE, text)).toBe(name));

describe('the name of a role that is added', () => {
  const none = () => false;
  it.each([
    [{ id: '1', name: 'Prod' }, 'admin', 'prod-admin'],
    [{ id: '1', name: ' Größe & Co. (EU) ' }, 'Read Only', 'gro-e-co-eu-Read-Only'],
    [{ id: '123456789012', name: '日本' }, 'x', '123456789012-x'],
    [{ id: '123456789012' }, 'x', '123456789012-x'],
  ])('of %j and %s is %s', (account, role, name) => expect(proposedRoleName(account, role, none)).toBe(name));

  it('is another one when it is taken', () => {
    const taken = new Set(['prod-admin']);
    expect(proposedRoleName({ id: '1', name: 'Prod' }, 'admin', (name) => taken.has(name))).toBe('1-admin');
    taken.add('1-admin');
    expect(proposedRoleName({ id: '1', name: 'Prod' }, 'admin', (name) => taken.has(name))).toBe('prod-admin-2');
  });
});
