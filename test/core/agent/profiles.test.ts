import { describe, expect, it } from 'vitest';
import { secret } from '../../../src-main/core/secret.ts';
import { parseRecord } from '../../../src-main/core/state/vault-record.ts';
import { Desk, fault } from '../../support/engine/desk.ts';

const add = (desk: Desk, name: string, settings: Record<string, unknown> = { issuer: 'https://id.example' }) =>
  desk.agent.addProfile({ name, provider: 'scripted', settings });

describe('profiles', () => {
  it.each([
    [
      'a name with a slash',
      { name: 'a/b', provider: 'scripted', settings: { issuer: 'https://id.example' } },
      'profile_invalid',
    ],
    ['an unknown provider', { name: 'x', provider: 'nope', settings: {} }, 'provider_unknown'],
    [
      'an unknown setting',
      { name: 'x', provider: 'scripted', settings: { issuer: 'https://i.example', colour: 1 } },
      'profile_invalid',
    ],
    ['a missing setting', { name: 'x', provider: 'scripted', settings: {} }, 'profile_invalid'],
  ])('refuses %s and keeps nothing of it', async (_what, profile, code) => {
    const desk = new Desk();
    await desk.agent.start();
    await expect(desk.agent.addProfile(profile)).rejects.toMatchObject({ code });
    expect([desk.agent.view().profiles, desk.profiles, desk.vault.items.size]).toEqual([[], [], 0]);
  });

  it('refuses a second profile of the same name and leaves the first signed in', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await expect(add(desk, 'work')).rejects.toMatchObject({ code: 'profile_exists' });
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
  });

  it.each(['token', 'signIn', 'signOut', 'refresh', 'removeProfile', 'cancelSignIn', 'openSignInLink'] as const)(
    '%s of an unknown profile names it',
    async (command) => {
      const desk = new Desk();
      await desk.agent.start();
      await expect((async () => desk.agent[command]('nobody'))()).rejects.toMatchObject({
        code: 'profile_unknown',
        message: 'There is no profile named "nobody".',
      });
    },
  );

  it('editing what does not concern the sign-in keeps it', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.agent.editProfile('work', { scopes: ['openid', 'email'] });
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
    expect(desk.profiles[0]?.settings).toEqual({ issuer: 'https://id.example', scopes: ['openid', 'email'] });
    await desk.agent.editProfile('work', { scopes: null });
    expect(desk.profiles[0]?.settings).toEqual({ issuer: 'https://id.example' });
  });

  it('a private key that cannot be used is refused before anything is stored; another is kept over a restart', async () => {
    const desk = new Desk();
    await desk.signedIn();
    const profile = { name: 'ci', provider: 'scripted', settings: { issuer: 'https://id.example' } };
    const damaged = { privateKey: secret('damaged') };
    await expect(desk.agent.addProfile(profile, damaged)).rejects.toMatchObject({ code: 'profile_invalid' });
    await expect(desk.agent.editProfile('work', { scopes: ['x'] }, damaged)).rejects.toMatchObject({
      code: 'profile_invalid',
    });
    expect(desk.profiles).toEqual([{ ...profile, name: 'work' }]);
    expect([...desk.vault.items.values()].join()).not.toContain('damaged');
    await desk.agent.editProfile('work', {}, { privateKey: secret('the-key') });
    const text = secret(desk.vault.items.get('work') ?? '');
    const { signInKey } = JSON.parse(text.reveal()) as { signInKey: string };
    expect(parseRecord('work', text, signInKey).secrets.privateKey?.reveal()).toBe('the-key');
  });

  it('another issuer ends the sign-in, revokes it at the old one, and takes no secret along', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.agent.editProfile('work', {}, { clientSecret: secret('for-the-old-issuer') });
    await desk.agent.editProfile('work', { issuer: 'https://evil.example' });
    expect(desk.count('revoke')).toBe(1);
    expect(desk.vault.items.get('work')).not.toMatch(/refresh-0|for-the-old-issuer|client-1/);
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'sign_in_needed' });
  });

  it('a vault that refuses while the issuer is changed mixes up nothing', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.vault.writeFault = fault('vault_full');
    await expect(desk.agent.editProfile('work', { issuer: 'https://new.example' })).rejects.toMatchObject({
      code: 'vault_full',
    });
    expect(desk.profile().settings).toEqual({ issuer: 'https://new.example' });
    desk.vault.writeFault = undefined;
    await desk.agent.signIn('work');
    await desk.clock.advance(10_000);
    expect((await desk.agent.token('work')).issuer).toBe('https://new.example');
    await desk.restart();
    expect(await desk.agent.token('work')).toMatchObject({ issuer: 'https://new.example' });
  });

  it('a sign-in asked for while the issuer is being changed goes to the new one only', async () => {
    const desk = new Desk();
    await desk.signedIn();
    let revoke: (answer: 'revoked') => void = () => undefined;
    desk.script.revoke = () =>
      new Promise((resolve) => {
        revoke = resolve;
      });
    const edit = desk.agent.editProfile('work', { issuer: 'https://new.example' });
    await desk.clock.advance(0);
    const asked = desk.agent.signIn('work', { flow: 'browser', openBrowser: true });
    await desk.clock.advance(0);
    expect([desk.opened, desk.redirect]).toEqual([[], undefined]);
    revoke('revoked');
    await edit;
    expect((await asked).sign_in).toMatchObject({ phase: 'waiting', display_name: 'new.example' });
    expect(desk.opened).toHaveLength(1);
  });

  it('a configuration edited by hand to another issuer sends no token there', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.profiles = [{ name: 'work', provider: 'scripted', settings: { issuer: 'https://evil.example' } }];
    await desk.restart();
    await desk.clock.advance(7200_000);
    expect(desk.count('refresh')).toBe(0);
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'sign_in_needed' });
    desk.profiles = [{ name: 'work', provider: 'scripted', settings: { issuer: 'https://id.example' } }];
    await desk.restart();
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-1');
  });

  it('a configuration that cannot be saved changes nothing', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.saveFault = fault('config_unwritable');
    await expect(desk.agent.editProfile('work', { issuer: 'https://other.example' })).rejects.toMatchObject({
      code: 'config_unwritable',
    });
    await expect(add(desk, 'second')).rejects.toMatchObject({ code: 'config_unwritable' });
    expect(desk.agent.view().profiles.map(({ name }) => name)).toEqual(['work']);
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
  });

  it('inputs N17: removing on a disk that takes nothing changes nothing: still signed in', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.saveFault = fault('config_unwritable');
    await expect(desk.agent.removeProfile('work')).rejects.toMatchObject({ code: 'config_unwritable' });
    expect(desk.count('revoke')).toBe(0);
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
    await desk.restart();
    expect(desk.agent.view().profiles).toMatchObject([{ name: 'work', state: 'active' }]);
  });

  it('removing revokes, forgets, and leaves no secret in the vault', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.agent.removeProfile('work');
    expect([desk.count('revoke'), desk.vault.items.size, desk.profiles, desk.agent.view().overall]).toEqual([
      1,
      0,
      [],
      'empty',
    ]);
  });

  it('F42: signing out forgets here first and says whether the provider confirmed', async () => {
    const desk = new Desk();
    await desk.signedIn();
    let kept: string | undefined;
    desk.script.revoke = (token) => {
      kept = desk.vault.items.get('work');
      return token === 'refresh-0' ? 'revoked' : 'unsupported';
    };
    expect(await desk.agent.signOut('work')).toMatchObject({ revoked: true, profile: { state: 'signed-out' } });
    expect(kept).not.toContain('refresh-0');
    await desk.agent.signIn('work');
    await desk.clock.advance(10_000);
    desk.script.revoke = () => Promise.reject(fault('provider_error'));
    expect(await desk.agent.signOut('work')).toMatchObject({ revoked: false, profile: { state: 'signed-out' } });
  });

  it('signed out is signed out, also while the vault cannot be told yet', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.vault.writeFault = fault('vault_full');
    await expect(desk.agent.signOut('work')).rejects.toMatchObject({ code: 'vault_full' });
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'sign_in_needed' });
    desk.vault.writeFault = undefined;
    await desk.clock.advance(60_000);
    expect(desk.vault.items.get('work')).not.toContain('refresh-0');
  });

  it('a damaged vault item is reported and left as it is', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.vault.items.set('work', '{"v":1,"half":');
    await desk.restart();
    await expect(desk.agent.token('work')).rejects.toMatchObject({
      code: 'vault_failed',
      hint: expect.stringContaining('remove'),
    });
    expect(desk.vault.items.get('work')).toBe('{"v":1,"half":');
  });
});
