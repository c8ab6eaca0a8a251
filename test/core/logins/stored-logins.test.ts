/** Passwords stored for tools: found the way git's own helpers find them, intact after any crash, limited in number. */
import { beforeEach, describe, expect, it } from 'vitest';
import { chunkedItems } from '../../../src-main/adapters/vault/chunked-items.ts';
import { loginPlace } from '../../../src-main/core/logins/login-place.ts';
import { StoredLogins } from '../../../src-main/core/logins/stored-logins.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { FaultyVault, fault } from '../../support/engine/desk.ts';

const hub = loginPlace('git', 'git.example.com');
const registry = loginPlace('docker', 'https://index.docker.io/v1/');

let vault: FaultyVault;
let logins: StoredLogins;

beforeEach(() => {
  vault = new FaultyVault();
  logins = new StoredLogins(vault);
});

const password = async (query: Parameters<StoredLogins['find']>[0]) => (await logins.find(query))[0]?.password.reveal();

describe('stored logins', () => {
  it('are found, even after a restart, but only for their own server', async () => {
    await logins.store(hub, { username: 'ada', password: secret('pw-1') });
    logins = new StoredLogins(vault);
    expect(await password(hub)).toBe('pw-1');
    expect(await password({ ...hub, username: 'bob' })).toBeUndefined();
    expect(await password(loginPlace('git', 'git.example.com:8443'))).toBeUndefined();
    expect(await password(loginPlace('docker', 'git.example.com'))).toBeUndefined();
  });

  it('git can have one for each user and path, newest first; a registry has one', async () => {
    await logins.store(hub, { username: 'ada', password: secret('pw-1') });
    await logins.store(hub, { username: 'bob', password: secret('pw-2') });
    await logins.store({ ...hub, path: 'org/repo.git' }, { username: 'ada', password: secret('pw-3') });
    expect(await password(hub)).toBe('pw-3');
    expect(await password({ ...hub, username: 'bob' })).toBe('pw-2');
    expect(await password({ ...hub, path: 'org/repo.git' })).toBe('pw-3');
    expect(await password({ ...hub, path: 'org/other.git' })).toBeUndefined();
    await logins.store(registry, { username: 'ada', password: secret('pw-4') });
    await logins.store(registry, { username: 'bob', password: secret('pw-5') });
    expect(await logins.list()).toEqual([
      { kind: 'git', host: 'git.example.com', path: 'org/repo.git', username: 'ada' },
      { kind: 'git', host: 'git.example.com', username: 'bob' },
      { kind: 'git', host: 'git.example.com', username: 'ada' },
      { kind: 'docker', host: 'docker.io', username: 'bob' },
    ]);
  });

  it('erasing the last one also deletes the index, leaving nothing in the vault', async () => {
    await logins.store(hub, { username: 'ada', password: secret('pw-1') });
    await logins.store(registry, { username: 'bob', password: secret('pw-2') });
    await logins.erase(registry);
    expect(await new StoredLogins(vault).list()).toHaveLength(1);
    await logins.erase(hub);
    expect(await vault.get('login:index')).toBeUndefined();
    await logins.store(hub, { username: 'ada', password: secret('pw-3') });
    expect(await password(hub)).toBe('pw-3');
  });

  it('storing an unchanged login writes nothing', async () => {
    await logins.store(hub, { username: 'ada', password: secret('pw-1') });
    vault.log.length = 0;
    await logins.store(hub, { username: 'ada', password: secret('pw-1') });
    expect(vault.log).toEqual([]);
  });

  it('erasing a rejected password that was already replaced keeps the new one', async () => {
    await logins.store(hub, { username: 'ada', password: secret('new') });
    expect(await logins.erase({ ...hub, username: 'ada', password: secret('old') })).toBe(0);
    expect(await password(hub)).toBe('new');
    expect(await logins.erase({ ...hub, username: 'ada', password: secret('new') })).toBe(1);
    expect(await password(hub)).toBeUndefined();
    expect(vault.items.has('login:git:git.example.com')).toBe(false);
    expect(await logins.list()).toEqual([]);
  });

  it('erasing without a password erases all that match and nothing else', async () => {
    await logins.store(hub, { username: 'ada', password: secret('pw-1') });
    await logins.store(hub, { username: 'bob', password: secret('pw-2') });
    expect(await logins.erase({ ...hub, username: 'bob' })).toBe(1);
    expect(await password(hub)).toBe('pw-1');
    expect(await logins.erase(hub)).toBe(1);
    expect(await logins.erase(hub)).toBe(0);
  });

  it('no password is in the index or in an account name', async () => {
    await logins.store(hub, { username: 'ada', password: secret('pw-canary') });
    expect(vault.items.get('login:index')).not.toContain('pw-canary');
    expect([...vault.items.keys()].join()).not.toContain('pw-canary');
    expect(vault.items.get('login:git:git.example.com')).toContain('pw-canary');
  });

  it('killed between the two writes of a first store: nothing is found, and storing it again works', async () => {
    let writes = 0;
    vault.beforeWrite = async () => {
      writes += 1;
      if (writes === 2) throw fault('vault_failed');
    };
    await expect(logins.store(hub, { username: 'ada', password: secret('pw-1') })).rejects.toMatchObject({
      code: 'vault_failed',
    });
    logins = new StoredLogins(vault);
    expect(await password(hub)).toBeUndefined();
    await logins.store(hub, { username: 'ada', password: secret('pw-1') });
    expect(await password(hub)).toBe('pw-1');
  });

  it('killed between the two steps of an erase: the password is gone, and the next erase removes the listed name', async () => {
    await logins.store(hub, { username: 'ada', password: secret('pw-1') });
    await logins.store(registry, { username: 'bob', password: secret('pw-2') });
    vault.beforeWrite = async () => {
      throw fault('vault_failed');
    };
    await expect(logins.erase(hub)).rejects.toMatchObject({ code: 'vault_failed' });
    expect(vault.items.has('login:git:git.example.com')).toBe(false);
    vault.beforeWrite = async () => undefined;
    logins = new StoredLogins(vault);
    expect(await password(hub)).toBeUndefined();
    await logins.erase(hub);
    expect(await logins.list()).toEqual([{ kind: 'docker', host: 'docker.io', username: 'bob' }]);
  });

  it('inputs 2: a login too large for the keychain is not listed, and existing logins stay', async () => {
    vault.writeFault = undefined;
    vault.beforeWrite = async () => {
      if (vault.log.at(-1) === 'set login:index') throw fault('vault_failed');
    };
    const tooLong = logins.store(registry, { username: 'ada', password: secret('x') });
    await expect(tooLong).rejects.toMatchObject({ code: 'vault_failed' });
    expect(await logins.list()).toEqual([]);
  });

  it('inputs 2: a login that fits the keychain in chunks is returned whole; a larger one is refused with the limit', async () => {
    const kept = new Map<string, string>();
    const chunked = chunkedItems({
      read: async (name) => kept.get(name),
      write: async (name, text) => void kept.set(name, text),
      remove: async (name) => void kept.delete(name),
    });
    logins = new StoredLogins({
      kind: 'keychain',
      get: async (name) => ((text) => (text === undefined ? undefined : secret(text)))(await chunked.get(name)),
      set: (name, value) => chunked.set(name, value.reveal()),
      delete: (name) => chunked.delete(name),
      ensureWritable: () => Promise.resolve(),
    });
    const key = secret('-----BEGIN KEY-----\n'.repeat(8_000));
    await logins.store(registry, { username: '_json_key', password: key });
    expect((await logins.find(registry))[0]?.password.reveal()).toBe(key.reveal());
    const more = logins.store(registry, { username: '_json_key', password: secret('k'.repeat(240_000)) });
    await expect(more).rejects.toMatchObject({ code: 'vault_failed', hint: 'It takes about 180,000 bytes.' });
    expect((await logins.find(registry))[0]?.password.reveal()).toBe(key.reveal());
  });

  it('a locked vault is reported and tried again the next time', async () => {
    await logins.store(hub, { username: 'ada', password: secret('pw-1') });
    logins = new StoredLogins(vault);
    vault.fault = fault('vault_locked');
    await expect(logins.find(hub)).rejects.toMatchObject({ code: 'vault_locked' });
    vault.fault = undefined;
    expect(await password(hub)).toBe('pw-1');
  });

  it('an unreadable index is left untouched and not quoted', async () => {
    vault.items.set('login:index', '{"v":2,"canary":1}');
    const refused = await logins
      .store(hub, { username: 'ada', password: secret('pw') })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'vault_failed' });
    expect(JSON.stringify(refused)).not.toContain('canary');
    expect(vault.items.get('login:index')).toContain('canary');
  });

  it('keeps at most 500 servers, and 20 logins for each', async () => {
    for (let i = 0; i < 25; i += 1) await logins.store(hub, { username: `user-${i}`, password: secret('pw') });
    expect((await logins.list()).map(({ username }) => username)).toHaveLength(20);
    expect(await password({ ...hub, username: 'user-24' })).toBe('pw');
    for (let i = 1; i < 500; i += 1)
      await logins.store(loginPlace('git', `host-${i}.example.com`), { username: 'ada', password: secret('pw') });
    const oneTooMany = logins.store(loginPlace('git', 'host-500.example.com'), {
      username: 'ada',
      password: secret('pw'),
    });
    await expect(oneTooMany).rejects.toMatchObject({
      code: 'request_too_large',
      hint: expect.stringContaining('remove'),
    });
    await logins.store(hub, { username: 'ada', password: secret('still') }); // a known server can still change
    expect(await password({ ...hub, username: 'ada' })).toBe('still');
  });
});
