/** The logins that git and container tools get from the agent: the profile's token or a stored login. A refused token is refreshed. */
import { beforeEach, describe, expect, it } from 'vitest';
import { loginPlace } from '../../../src-main/core/logins/login-place.ts';
import type { LoginsBy } from '../../../src-main/core/logins/logins.ts';
import type { LoginQuery } from '../../../src-main/core/logins/stored-logins.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { Desk } from '../../support/engine/desk.ts';

const server = loginPlace('git', 'git.example.com');
const registry = loginPlace('docker', 'registry.example.com');
const home = loginPlace('git', 'id.example');

let desk: Desk;

beforeEach(async () => {
  desk = new Desk();
  await desk.signedIn('work');
  await desk.agent.setUses('work', {
    git: [{ host: 'git.example.com' }],
    registries: [{ host: 'registry.example.com' }],
  });
});

async function found(query: LoginQuery, by: LoginsBy = {}): Promise<string> {
  const { username, password } = await desk.agent.logins.find(query, by);
  return `${username}:${password?.reveal() ?? ''}`;
}

describe('the token of a profile', () => {
  it('is given for the mapped server and for no other', async () => {
    expect(await found(server)).toBe('oauth2:access-0');
    expect(await found(registry)).toBe('oauth2:access-0');
    await expect(found(loginPlace('git', 'other.example.com'))).rejects.toMatchObject({ code: 'login_unknown' });
    await expect(found(loginPlace('docker', 'git.example.com'))).rejects.toMatchObject({ code: 'login_unknown' });
  });

  it('never has less than a minute to live', async () => {
    desk.script.refresh = (n) => ({ ...desk.tokens(n), lifetimeS: 3600 });
    const { expiresAt = 0 } = await desk.agent.logins.find(server);
    await desk.clock.advance(expiresAt * 1000 - desk.clock.nowMs() - 59_000);
    const later = await desk.agent.logins.find(server);
    expect(later.password?.reveal()).not.toBe('access-0');
    expect((later.expiresAt ?? 0) * 1000 - desk.clock.nowMs()).toBeGreaterThan(60_000);
  });

  it('is refused with the reason if the provider’s tokens live less than a minute', async () => {
    desk.script.refresh = (n) => ({ ...desk.tokens(n), lifetimeS: 40 });
    await desk.agent.refresh('work');
    await expect(found(server)).rejects.toMatchObject({ code: 'min_ttl_unavailable' });
  });

  it('is given if the provider does not say how long its tokens live', async () => {
    desk.script.refresh = () => ({ accessToken: secret('endless'), refreshToken: secret('r') });
    await desk.agent.refresh('work');
    expect(await found(server)).toBe('oauth2:endless');
    const { expiresAt } = await desk.agent.logins.find(server);
    expect(expiresAt).toBeUndefined();
  });

  it('inputs N19: a trailing dot, as in DNS names, changes nothing', async () => {
    expect(await found(loginPlace('git', 'git.example.com.'))).toBe(await found(server));
    expect(loginPlace('git', 'git.example.com.:8443').host).toBe('git.example.com:8443');
  });

  it('is given to its own provider without a mapping', async () => {
    expect(await found(home)).toBe('oauth2:access-0');
  });

  it('is not available after signing out, and the hint says what to do', async () => {
    await desk.agent.signOut('work');
    await expect(found(server)).rejects.toMatchObject({
      code: 'sign_in_needed',
      hint: expect.stringContaining('latchkey login work'),
    });
  });

  it('is recorded with the caller', async () => {
    desk.audit.facts.length = 0;
    const caller = { door: 'socket', processes: [{ pid: 7, name: 'git' }] } as const;
    await found(server, { caller });
    expect(desk.audit.facts).toMatchObject([{ event: 'token', profile: 'work', outcome: 'ok', caller }]);
  });

  it('is refused if two profiles serve the server, naming both and the fix', async () => {
    await desk.agent.addProfile({ name: 'lab', provider: 'scripted', settings: { issuer: 'https://lab.example' } });
    await desk.agent.setUses('lab', { git: [{ host: 'git.example.com' }] });
    const refused = found(server);
    await expect(refused).rejects.toMatchObject({
      code: 'login_ambiguous',
      message: 'Several profiles serve git.example.com: work, lab.',
      hint: expect.stringContaining('https://work@git.example.com/'),
    });
    expect(await found({ ...server, username: 'work' })).toBe('oauth2:access-0');
    await expect(found({ ...server, username: 'lab' })).rejects.toMatchObject({ code: 'sign_in_needed' });
  });

  it('is given through a limited door only for its profiles, and no stored login is', async () => {
    await desk.agent.logins.store(loginPlace('git', 'other.example.com'), { username: 'ada', password: secret('pw') });
    expect(await found(server, { only: new Set(['work']) })).toBe('oauth2:access-0');
    await expect(found(server, { only: new Set(['lab']) })).rejects.toMatchObject({ code: 'login_unknown' });
    const stored = found(loginPlace('git', 'other.example.com'), { only: new Set(['work']) });
    await expect(stored).rejects.toMatchObject({ code: 'login_unknown' });
  });
});

describe('stored logins', () => {
  const other = loginPlace('git', 'other.example.com');

  it('serve hosts that no profile serves', async () => {
    expect(await desk.agent.logins.store(other, { username: 'ada', password: secret('pw') })).toBe(true);
    expect(await found(other)).toBe('ada:pw');
    expect(desk.audit.facts.filter(({ event }) => event === 'login')).toMatchObject([
      { detail: 'git other.example.com stored', outcome: 'ok' },
      { detail: 'git other.example.com', outcome: 'ok' },
    ]);
  });

  it('come after a mapped profile unless their user is requested, and before the token of an unmapped profile', async () => {
    await desk.agent.logins.store(server, { username: 'ada', password: secret('pw-1') });
    expect(await found(server)).toBe('oauth2:access-0');
    expect(await found({ ...server, username: 'ada' })).toBe('ada:pw-1');
    await desk.agent.logins.store(home, { username: 'ada', password: secret('pw-2') });
    expect(await found(home)).toBe('ada:pw-2');
  });

  it('never include a profile’s token, even if it was refreshed while git was running', async () => {
    expect(await desk.agent.logins.store(server, { username: 'someone', password: secret('access-0') })).toBe(false);
    await desk.agent.refresh('work');
    expect(await desk.agent.logins.store(server, { username: 'oauth2', password: secret('access-0') })).toBe(false);
    expect((await desk.agent.logins.list()).filter(({ profile }) => profile === undefined)).toEqual([]);
  });

  it('are refused, with the fix, for a registry mapped to a profile, since they would never be found', async () => {
    await expect(desk.agent.logins.store(registry, { username: 'ada', password: secret('pw') })).rejects.toMatchObject({
      code: 'login_ambiguous',
      hint: expect.stringContaining('--no-registry registry.example.com'),
    });
  });

  it('are listed with the mapped servers of signed-in profiles', async () => {
    await desk.agent.logins.store(other, { username: 'ada', password: secret('pw') });
    const stored = { kind: 'git', host: 'other.example.com', username: 'ada' };
    expect(await desk.agent.logins.list()).toEqual([
      { kind: 'git', host: 'git.example.com', username: 'oauth2', profile: 'work' },
      { kind: 'docker', host: 'registry.example.com', username: 'oauth2', profile: 'work' },
      stored,
    ]);
    await desk.agent.signOut('work');
    expect(await desk.agent.logins.list()).toEqual([stored]);
  });
});

describe('a server refuses', () => {
  const refuse = (password: string) =>
    desk.agent.logins.erase({ ...server, username: 'oauth2', password: secret(password) });

  it('the current token: it is refreshed, at most once a minute', async () => {
    expect(await refuse('access-0')).toEqual({ erased: 0, renewed: true });
    expect(await found(server)).toBe('oauth2:access-1');
    expect(await refuse('access-1')).toEqual({ erased: 0, renewed: false });
    expect(desk.count('refresh')).toBe(1);
    await desk.clock.advance(60_000);
    expect(await refuse('access-1')).toEqual({ erased: 0, renewed: true });
    expect(desk.count('refresh')).toBe(2);
  });

  it('an older token, or names no password: nothing happens', async () => {
    expect(await refuse('stale')).toEqual({ erased: 0, renewed: false });
    expect(await desk.agent.logins.erase(server)).toEqual({ erased: 0, renewed: false });
    expect(desk.count('refresh')).toBe(0);
    expect(await found(server)).toBe('oauth2:access-0');
  });
});

describe('while the agent is locked', () => {
  it('no login is given, stored, erased or listed, and the refusal is recorded', async () => {
    const other = loginPlace('git', 'other.example.com');
    await desk.agent.logins.store(other, { username: 'ada', password: secret('pw') });
    await desk.agent.guard.lock(secret('passphrase'));
    const { logins } = desk.agent;
    const locked = { code: 'agent_locked' };
    await expect(logins.find(server)).rejects.toMatchObject(locked);
    await expect(logins.find(other)).rejects.toMatchObject(locked);
    await expect(logins.store(other, { username: 'ada', password: secret('new') })).rejects.toMatchObject(locked);
    await expect(logins.erase(other)).rejects.toMatchObject(locked);
    await expect(logins.list()).rejects.toMatchObject(locked);
    expect(desk.audit.facts.at(-1)).toMatchObject({ event: 'login', outcome: 'refused', code: 'agent_locked' });
    await desk.agent.guard.unlock(secret('passphrase'));
    expect(await found(other)).toBe('ada:pw');
  });
});
