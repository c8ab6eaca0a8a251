/** The routes for git and container tools, through the whole engine: rights, formats, errors, and no password leaks. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Door, Handler } from '../../../src-main/api/frame/door.ts';
import { createHandler } from '../../../src-main/api/routes.ts';
import { Desk } from '../../support/engine/desk.ts';
import { fakeInfo } from '../../support/engine/fake-agent.ts';
import { keptAudit } from '../../support/engine/kept-audit.ts';

const SOCKET: Door = { name: 'socket', rights: { tokens: true } };
const PASSWORD = 'canary-password-61';
const GIT = { kind: 'git', server: 'git.example.com' };
const REGISTRY = { kind: 'docker', server: 'https://Registry.example.com/v2/' };

let desk: Desk;
let handler: Handler;
const commands = keptAudit();

beforeEach(async () => {
  desk = new Desk();
  await desk.signedIn('work');
  handler = createHandler(desk.agent, { ...fakeInfo(), audit: commands });
  commands.facts.length = 0;
});

async function ask(method: string, path: string, body?: unknown, door: Door = SOCKET) {
  const request = new Request(`http://localhost${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const response = await handler(request, door);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const map = (uses: object) => ask('PATCH', '/v1/profiles/work', { uses });

describe('POST /v1/logins/find', () => {
  it('returns the token of the mapped profile, and forbids caching it', async () => {
    await map({ git: [{ host: 'git.example.com', username: 'ada' }] });
    const { status, headers, body } = await ask('POST', '/v1/logins/find', { ...GIT, path: 'org/repo.git' });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    const expiresAt = desk.profile().expires_at;
    expect(body).toEqual({
      username: 'ada',
      password: 'access-0',
      source: 'profile',
      profile: 'work',
      expires_at: expiresAt,
    });
  });

  it('returns what was stored, without an expiry', async () => {
    await ask('POST', '/v1/logins', { ...REGISTRY, username: 'ada', password: PASSWORD });
    const { body } = await ask('POST', '/v1/logins/find', { kind: 'docker', server: 'registry.example.com' });
    expect(body).toEqual({ username: 'ada', password: PASSWORD, source: 'stored' });
  });

  it('says that Azure DevOps expects Bearer', async () => {
    await map({ git: [{ host: 'dev.azure.com' }] });
    const { body } = await ask('POST', '/v1/logins/find', { kind: 'git', server: 'dev.azure.com', username: 'org' });
    expect(body).toMatchObject({ username: 'oauth2', password: 'access-0', bearer: true });
  });

  it.each([
    ['nothing stored', GIT, 404, 'login_unknown'],
    ['no server', { kind: 'git' }, 400, 'request_malformed'],
    ['an unknown kind', { kind: 'svn', server: 'a.example' }, 400, 'request_malformed'],
    ['not a server name', { kind: 'git', server: 'a b' }, 400, 'request_malformed'],
    ['a registry without encryption', { kind: 'docker', server: 'http://r.example.com' }, 400, 'request_malformed'],
    ['two lines', { kind: 'git', server: 'a.example\nhost=b.example' }, 400, 'request_malformed'],
    ['a misspelled member', { ...GIT, user: 'ada' }, 400, 'request_malformed'],
  ])('%s: refused', async (_what, body, status, code) => {
    expect(await ask('POST', '/v1/logins/find', body)).toMatchObject({ status, body: { code } });
  });

  it('two matching profiles: 409 with both names', async () => {
    await ask('POST', '/v1/profiles', {
      name: 'lab',
      provider: 'scripted',
      settings: { issuer: 'https://lab.example' },
      git: [{ host: 'git.example.com' }],
    });
    await map({ git: [{ host: 'git.example.com' }] });
    const { status, body } = await ask('POST', '/v1/logins/find', GIT);
    expect([status, body.code]).toEqual([409, 'login_ambiguous']);
    expect(body.detail).toContain('work, lab');
  });
});

describe('storing, erasing, listing', () => {
  it('lists no password', async () => {
    await map({ git: [{ host: 'git.example.com' }], registries: [{ host: 'index.docker.io' }] });
    await ask('POST', '/v1/logins', { ...REGISTRY, username: 'ada', password: PASSWORD });
    const { body } = await ask('GET', '/v1/logins');
    expect(body).toEqual({
      logins: [
        { kind: 'git', server: 'git.example.com', username: 'oauth2', source: 'profile', profile: 'work' },
        {
          kind: 'docker',
          server: 'https://index.docker.io/v1/',
          username: 'oauth2',
          source: 'profile',
          profile: 'work',
        },
        { kind: 'docker', server: 'registry.example.com', username: 'ada', source: 'stored' },
      ],
    });
  });

  it("erasing a profile's token refreshes it", async () => {
    await map({ git: [{ host: 'git.example.com' }] });
    const refused = { ...GIT, username: 'oauth2', password: 'access-0' };
    expect((await ask('POST', '/v1/logins', refused)).body).toEqual({ stored: false });
    expect((await ask('POST', '/v1/logins/erase', refused)).body).toEqual({ erased: 0, renewed: true });
    expect((await ask('POST', '/v1/logins/find', GIT)).body.password).toBe('access-1');
  });

  it('erasing a stored login removes it', async () => {
    await ask('POST', '/v1/logins', { ...GIT, username: 'ada', password: PASSWORD });
    expect((await ask('POST', '/v1/logins/erase', { ...GIT, password: 'other' })).body.erased).toBe(0);
    expect((await ask('POST', '/v1/logins/erase', { ...GIT, password: PASSWORD })).body.erased).toBe(1);
    expect((await ask('POST', '/v1/logins/find', GIT)).status).toBe(404);
  });

  it.each([
    ['a two-line password', { password: 'a\nb' }],
    ['a password that is too long', { password: 'x'.repeat(240_001) }],
    ['no password', {}],
    ['an empty user name', { username: '', password: 'x' }],
  ])('%s is refused, and not quoted', async (_what, part) => {
    const { status, body } = await ask('POST', '/v1/logins', { ...GIT, username: 'ada', ...part });
    expect([status, body.code]).toEqual([400, 'request_malformed']);
    expect(JSON.stringify(body)).not.toContain('xxx');
  });
});

describe('rights', () => {
  it.each(['window', 'page'] as const)('the %s may not read, store, erase or list', async (name) => {
    const door: Door = { name, rights: { tokens: false, answers: true } };
    for (const [method, path, body] of [
      ['POST', '/v1/logins/find', GIT],
      ['POST', '/v1/logins', { ...GIT, username: 'ada', password: PASSWORD }],
      ['POST', '/v1/logins/erase', GIT],
      ['GET', '/v1/logins', undefined],
    ] as const) {
      expect(await ask(method, path, body, door)).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
    }
    expect(desk.vault.items.has('login:git:git.example.com')).toBe(false);
    expect(commands.facts).toHaveLength(3); // listing is not a command
    expect(commands.facts.every(({ code }) => code === 'not_allowed')).toBe(true);
  });

  it('what the engine records is not recorded twice, and no record contains a password', async () => {
    await ask('POST', '/v1/logins', { ...GIT, username: 'ada', password: PASSWORD });
    await ask('POST', '/v1/logins/find', GIT);
    expect(commands.facts).toEqual([]);
    const recorded = desk.audit.facts.filter(({ event }) => event === 'login');
    expect(recorded.map(({ detail }) => detail)).toEqual(['git git.example.com stored', 'git git.example.com']);
    expect(JSON.stringify(desk.audit.facts) + desk.logged.join()).not.toContain(PASSWORD);
  });
});
