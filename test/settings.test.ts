/** The settings, the log and the diagnosis of a whole agent: what they do, what they refuse, and what never comes out. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonLog } from '../src-main/adapters/system/log.ts';
import type { Door } from '../src-main/api/frame/door.ts';
import { Diagnosis, LogResponse, SettingsResponse } from '../src-main/api/schemas/settings-schemas.ts';
import { type Composed, type ComposeOptions, compose } from '../src-main/compose.ts';
import { LanguageSetting } from '../src-main/core/settings.ts';
import { TAGS } from '../src-shared/language-tags.ts';
import { WINDOW } from './support/engine/at-door.ts';

const DOOR: Door = { name: 'socket', rights: { tokens: true } };
let base = '';
let running: Composed[] = [];
let servers: Server[] = [];
const file = () => join(base, 'config', 'settings.json');

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'latchkey-settings-'));
  running = [];
  servers = [];
});
afterEach(async () => {
  await Promise.all(running.map((composed) => composed.close()));
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  rmSync(base, { recursive: true, force: true });
});

const env = (more: NodeJS.ProcessEnv = {}) => ({
  LATCHKEY_CONFIG_DIR: join(base, 'config'),
  LATCHKEY_SOCKET: join(base, 'run', 'agent.sock'),
  LATCHKEY_TEST_MODE: '1',
  LATCHKEY_VAULT: 'memory',
  ...more,
});

async function start(options: Partial<ComposeOptions> = {}): Promise<Composed> {
  const composed = await compose({ log: jsonLog({ write: () => undefined }), env: env(), ...options });
  running.push(composed);
  await composed.agent.start();
  return composed;
}

async function call({ handler }: Composed, method: string, path: string, body?: unknown, door = DOOR) {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await handler(new Request(`http://localhost${path}`, { method, ...init }), door);
  return { status: response.status, body: JSON.parse((await response.text()) || 'null') };
}

const settings = async (composed: Composed) =>
  SettingsResponse.parse((await call(composed, 'GET', '/v1/settings')).body);
const change = (composed: Composed, patch: unknown) => call(composed, 'PATCH', '/v1/settings', patch);

/** Notes what it is asked for, and refuses it. */
async function proxy(): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer();
  server.on('connect', (request, client) => {
    seen.push(String(request.url));
    client.on('error', () => {});
    client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const addProfile = (composed: Composed, name: string, more: object = {}, door = DOOR) => {
  const settings = { issuer: 'https://id.corporation.test', client_id: 'cli' };
  return call(composed, 'POST', '/v1/profiles', { name, provider: 'oidc', settings, ...more }, door);
};

describe('the settings', () => {
  it('are all at their defaults, without a file, until one is changed', async () => {
    const composed = await start();
    const { about, ...set } = await settings(composed);
    expect(set).toEqual({});
    expect(about).toEqual({ file: file(), can_start_at_login: false, vault: 'memory', environment: {} });
    expect(existsSync(file())).toBe(false);
  });

  it('are changed one by one, kept over a restart in a file for the person alone, and taken back with null', async () => {
    const first = await start();
    expect((await change(first, { language: 'de', notices: { ending: false } })).status).toBe(200);
    expect((await change(first, { notices: { asked: false } })).body).toMatchObject({
      language: 'de',
      notices: { ending: false, asked: false },
    });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    await first.close();
    const second = await start();
    expect(await settings(second)).toMatchObject({ language: 'de', notices: { ending: false, asked: false } });
    await change(second, { language: null, notices: { asked: null } });
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ notices: { ending: false } });
    await change(second, { notices: null });
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({});
  });

  it.each([
    [{ colour: 'red' }, /colour/],
    [{ language: 'tlh' }, /language/],
    [{ notices: { all: true } }, /notices/],
    [{ proxy: 'proxy.example' }, /proxy: must be a proxy address/],
    [{ proxy: 'http://ada:canary-pw@proxy.example:3128' }, /proxy: must have no user or password/],
    [{ ca_file: 'ca.pem' }, /ca_file: must be the absolute path/],
  ])('refuse %j, name what is wrong, and change nothing', async (patch, says) => {
    const composed = await start();
    const { status, body } = await change(composed, patch);
    expect(status).toBe(400);
    expect(body.detail).toMatch(says);
    expect(body.detail).not.toContain('canary-pw');
    expect(existsSync(file())).toBe(false);
  });

  it.each([
    ['{"language": "de",', /not valid JSON at line 1/],
    ['{"lnguage": "de"}', /lnguage/],
    ['{"ask": "sometimes"}', /ask/],
  ])(
    'in a file that reads %s give the defaults, say so, and leave the file alone until it is fixed',
    async (text, says) => {
      mkdirSync(join(base, 'config'), { recursive: true, mode: 0o700 });
      writeFileSync(file(), text);
      const composed = await start();
      const { about, ...set } = await settings(composed);
      expect(set).toEqual({});
      expect(about.problem).toMatchObject({ code: 'config_broken', message: expect.stringMatching(says) });
      const { body } = await call(composed, 'GET', '/v1/doctor');
      expect(body.checks).toContainEqual(expect.objectContaining({ name: 'settings', ok: false }));
      expect(await change(composed, { language: 'de' })).toMatchObject({
        status: 500,
        body: { code: 'config_broken' },
      });
      expect(readFileSync(file(), 'utf8')).toBe(text);
      writeFileSync(file(), '{"ask": "new"}');
      expect((await change(composed, { language: 'de' })).body).toMatchObject({ language: 'de', ask: 'new' });
      expect((await settings(composed)).about.problem).toBeUndefined();
    },
  );

  it('cannot be changed while the agent is locked, but are there for the window to read its language', async () => {
    const composed = await start();
    await call(composed, 'POST', '/v1/lock', { passphrase: 'open sesame' });
    expect((await change(composed, { proxy: 'http://evil.example' })).body.code).toBe('agent_locked');
    expect((await call(composed, 'GET', '/v1/settings')).status).toBe(200);
  });

  it('offer the languages that there are', () => {
    expect(LanguageSetting.options).toEqual(['system', ...TAGS]);
  });
});

describe('what a setting does', () => {
  it('new profiles ask as is set; one that says itself how is left to it', async () => {
    const composed = await start();
    await addProfile(composed, 'before');
    await change(composed, { ask: 'always' });
    await addProfile(composed, 'after');
    // A program could not: it would ask less than the person has set.
    await addProfile(composed, 'own', { ask: 'never' }, WINDOW);
    const { body } = await call(composed, 'GET', '/v1/profiles');
    expect(body.profiles.map((one: { name: string; ask?: string }) => [one.name, one.ask])).toEqual([
      ['before', undefined],
      ['after', 'always'],
      ['own', 'never'],
    ]);
  });

  it('a proxy is used from the next request on, and no more when it is taken back', async () => {
    const { url, seen } = await proxy();
    const composed = await start();
    await addProfile(composed, 'work');
    await change(composed, { proxy: url });
    const { body } = await call(composed, 'GET', '/v1/doctor');
    expect(seen).toContain('id.corporation.test:443');
    expect(body.checks).toContainEqual(
      expect.objectContaining({ name: 'proxy', detail: expect.stringContaining('from the settings') }),
    );
    seen.length = 0;
    await change(composed, { proxy: null });
    await call(composed, 'GET', '/v1/doctor');
    expect(seen).toEqual([]);
  });

  it('the environment goes before it, and that is said without the password', async () => {
    const [mine, theirs] = [await proxy(), await proxy()];
    const HTTPS_PROXY = theirs.url.replace('//', '//ada:canary-pw@');
    const composed = await start({ env: env({ HTTPS_PROXY }) });
    await addProfile(composed, 'work');
    await change(composed, { proxy: mine.url });
    await call(composed, 'GET', '/v1/doctor');
    expect([mine.seen.length, theirs.seen.length > 0]).toEqual([0, true]);
    expect((await settings(composed)).about.environment).toEqual({ proxy: new URL(theirs.url).host });
  });

  it('a CA file that is none is named, with where it was set', async () => {
    const composed = await start();
    await change(composed, { ca_file: join(base, 'none.pem') });
    const { body } = await call(composed, 'GET', '/v1/doctor');
    expect(body.checks).toContainEqual(
      expect.objectContaining({
        name: 'certificate authorities',
        ok: false,
        hint: expect.stringContaining('settings'),
      }),
    );
  });

  it('while a profile asks about programs, only the person leads the way to the providers elsewhere', async () => {
    const composed = await start();
    await addProfile(composed, 'work', { ask: 'new' });
    for (const patch of [{ proxy: 'http://evil.example' }, { ca_file: '/tmp/evil.pem' }]) {
      expect(await change(composed, patch)).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
    }
    expect((await change(composed, { language: 'de' })).status).toBe(200);
    const window: Door = { name: 'window', rights: { tokens: false, answers: true } };
    const { body } = await call(composed, 'PATCH', '/v1/settings', { proxy: 'http://proxy.example' }, window);
    expect(body).toMatchObject({ proxy: 'http://proxy.example' });
  });

  it('start at login is the system’s own word, refused where there is none, and undone when the file cannot be written', async () => {
    const none = await start();
    expect((await change(none, { start_at_login: true })).body).toMatchObject({ code: 'not_allowed' });
    await none.close();
    let on = false;
    const startAtLogin = {
      isOn: () => on,
      set: async (wanted: boolean) => {
        on = wanted;
      },
    };
    const composed = await start({ startAtLogin });
    expect((await change(composed, { start_at_login: true })).body).toMatchObject({ start_at_login: true });
    expect(on).toBe(true);
    // Taken away in the system's own settings.
    on = false;
    expect((await settings(composed)).start_at_login).toBeUndefined();
    writeFileSync(file(), '{');
    await change(composed, { start_at_login: true });
    expect(on).toBe(false);
  });
});

describe('the log', () => {
  it('gives its newest lines, as many as wanted', async () => {
    const composed = await start();
    for (let count = 0; count < 5; count += 1) composed.agent.wake(`test-${count}`);
    const { lines } = LogResponse.parse((await call(composed, 'GET', '/v1/log?limit=2')).body);
    expect(lines.map(({ event, fields }) => [event, fields['reason']])).toEqual([
      ['wake', 'test-3'],
      ['wake', 'test-4'],
    ]);
    expect((await call(composed, 'GET', '/v1/log?limit=0')).status).toBe(400);
    expect((await call(composed, 'GET', '/v1/log?lines=2')).status).toBe(400);
  });
});

describe('the diagnosis', () => {
  const CANARIES = ['canary', 'wanda', 'Wanda', 'secret-project', '123456789012', 'eyJhbGciOi', base];

  it('has versions, checks, states and outcomes, and of names, people, accounts and values nothing', async () => {
    const composed = await start({
      env: env({ HOME: base, HTTPS_PROXY: 'http://wanda:canary-pw@127.0.0.1:9', LATCHKEY_VAULT_PASSPHRASE_FD: '97' }),
    });
    await addProfile(composed, 'secret-project', {
      settings: { issuer: 'https://id.corporation.test', client_id: 'canary-client', audience: 'canary-audience' },
      secrets: { client_secret: 'canary-client-secret-0123456789abcdef0123456789' },
    });
    await call(composed, 'GET', '/v1/profiles/secret-project/token');
    await call(composed, 'GET', '/v1/profiles/canary-unknown/token');
    composed.ports.log.warn('former', { profile: 'canary-removed', role: 'canary-role' });
    composed.ports.log.warn('test', {
      profile: 'secret-project',
      who: 'wanda@corporation.test',
      account: '123456789012',
      token: 'eyJhbGciOiJub25lIn0.e30.canary',
      link: 'https://id.corporation.test/cb?code=canary-code',
      key: 'AbC0123456789canaryAbC0123456789canary',
    });
    const { status, body } = await call(composed, 'GET', '/v1/diagnosis');
    expect(status).toBe(200);
    const found = Diagnosis.parse(body);
    const text = JSON.stringify(body);
    for (const canary of CANARIES.filter(Boolean)) expect(text, canary).not.toContain(canary);
    expect(found.profiles).toEqual([
      expect.objectContaining({
        name: 'profile-1',
        provider: 'oidc',
        host: 'id.corporation.test',
        state: 'signed-out',
      }),
    ]);
    expect(found.checks.map(({ name }) => name)).toContain('provider of profile-1');
    expect(found.checks).toContainEqual(
      expect.objectContaining({ name: 'configuration', detail: '~/config: 1 profile' }),
    );
    expect(found.environment).toContain('HTTPS_PROXY');
    expect(found.audit).toContainEqual(
      expect.objectContaining({ event: 'token', outcome: 'refused', code: 'sign_in_needed' }),
    );
    expect(found.log.find(({ event }) => event === 'former')?.fields).toEqual({
      profile: '[removed]',
      role: '[removed]',
    });
    const line = found.log.find(({ event }) => event === 'test');
    expect(line?.fields).toEqual({
      profile: 'profile-1',
      who: '[address]',
      account: '[account]',
      token: '[removed]',
      link: 'https://id.corporation.test/cb',
      key: '[removed]',
    });
  });

  it('can be made while the agent is locked', async () => {
    const composed = await start();
    await call(composed, 'POST', '/v1/lock', { passphrase: 'open sesame' });
    expect((await call(composed, 'GET', '/v1/diagnosis')).status).toBe(200);
  });
});
