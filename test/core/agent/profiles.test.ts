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
  ])('refuses %s and stores nothing', async (_what, profile, code) => {
    const desk = new Desk();
    await desk.agent.start();
    await expect(desk.agent.addProfile(profile)).rejects.toMatchObject({ code });
    expect([desk.agent.view().profiles, desk.profiles, desk.vault.items.size]).toEqual([[], [], 0]);
  });

  it('refuses a second profile with the same name and leaves the first signed in', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await expect(add(desk, 'work')).rejects.toMatchObject({ code: 'profile_exists' });
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
  });

  it.each(['token', 'signIn', 'signOut', 'refresh', 'removeProfile', 'cancelSignIn', 'openSignInLink'] as const)(
    '%s on an unknown profile reports its name',
    async (command) => {
      const desk = new Desk();
      await desk.agent.start();
      await expect((async () => desk.agent[command]('nobody'))()).rejects.toMatchObject({
        code: 'profile_unknown',
        message: "There is no profile named 'nobody'.",
      });
    },
  );

  it('an edit that does not affect the sign-in keeps it', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.agent.editProfile('work', { scopes: ['openid', 'email'] });
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
    expect(desk.profiles[0]?.settings).toEqual({ issuer: 'https://id.example', scopes: ['openid', 'email'] });
    await desk.agent.editProfile('work', { scopes: null });
    expect(desk.profiles[0]?.settings).toEqual({ issuer: 'https://id.example' });
  });

  it('refuses an unusable private key before anything is stored; a valid one survives a restart', async () => {
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

  it('changing the issuer ends the sign-in, revokes it at the old issuer, and carries over no secret', async () => {
    const desk = new Desk();
    await desk.signedIn();
    await desk.agent.editProfile('work', {}, { clientSecret: secret('for-the-old-issuer') });
    await desk.agent.editProfile('work', { issuer: 'https://evil.example' });
    expect(desk.count('revoke')).toBe(1);
    expect(desk.vault.items.get('work')).not.toMatch(/refresh-0|for-the-old-issuer|client-1/);
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'sign_in_needed' });
  });

  it('a vault failure while the issuer changes mixes nothing up', async () => {
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

  it('a sign-in requested while the issuer is changing goes only to the new one', async () => {
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

  it('an issuer changed by hand in the configuration is sent no token', async () => {
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

  it('a failed save of the configuration changes nothing', async () => {
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

  it('inputs N17: removing a profile while the disk cannot be written changes nothing: still signed in', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.saveFault = fault('config_unwritable');
    await expect(desk.agent.removeProfile('work')).rejects.toMatchObject({ code: 'config_unwritable' });
    expect(desk.count('revoke')).toBe(0);
    expect((await desk.agent.token('work')).accessToken.reveal()).toBe('access-0');
    await desk.restart();
    expect(desk.agent.view().profiles).toMatchObject([{ name: 'work', state: 'active' }]);
  });

  it('removing a profile revokes its sign-in and leaves no secret in the vault', async () => {
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

  it('F42: signing out deletes the local sign-in first and reports whether the provider confirmed', async () => {
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

  it('signing out takes effect even while the vault cannot be written', async () => {
    const desk = new Desk();
    await desk.signedIn();
    desk.vault.writeFault = fault('vault_full');
    await expect(desk.agent.signOut('work')).rejects.toMatchObject({ code: 'vault_full' });
    await expect(desk.agent.token('work')).rejects.toMatchObject({ code: 'sign_in_needed' });
    desk.vault.writeFault = undefined;
    await desk.clock.advance(60_000);
    expect(desk.vault.items.get('work')).not.toContain('refresh-0');
  });

  it('a damaged vault item is reported and left untouched', async () => {
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
