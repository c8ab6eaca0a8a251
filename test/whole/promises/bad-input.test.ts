/** Bad input as a person meets it at the command line of the whole program: code, sentence, hint, exit code, and nothing lost. */
import { chownSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../cli/latchkey.ts';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { type SecretService, startSecretService } from '../../support/session-bus/secret-service.ts';
import { AgentProcess } from '../agent-process.ts';

let agent: AgentProcess;

beforeEach(() => {
  agent = new AgentProcess();
});
afterEach(() => agent.dispose());

/** What a failed command said with --json; its plain form must say the same in the usual two lines. */
function failure({ stdout, stderr, exit }: Outcome): {
  exit: number | null;
  code: string;
  message: string;
  hint: string;
} {
  // `login --json` tells the code there before it fails; nothing else says anything.
  expect(stdout === '' || stdout.startsWith('{"event":"sign-in"')).toBe(true);
  const { error } = JSON.parse(stderr.slice(stderr.indexOf('{')));
  expect(error.message, 'one sentence').toMatch(/^\S.*\.$/s);
  expect(error.hint, 'the next thing to do').toMatch(/\S.*\.$/s);
  return { exit, ...error };
}

async function failing(args: readonly string[], stdin?: string) {
  return failure(await agent.cli([...args, '--json'], stdin));
}

function config(text: string): string {
  const path = join(agent.home, 'config', 'config.json');
  mkdirSync(join(agent.home, 'config'), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

describe('configuration', () => {
  it.each([
    ['cut off', '{"version":1,"profiles":[', 'config_broken'],
    ['of the wrong shape', '{"version":1,"profiles":{"work":1}}', 'config_broken'],
    [
      'with a profile twice',
      `{"version":1,"profiles":[${'{"name":"a","provider":"oidc","settings":{"issuer":"https://a.example"}},'.repeat(2).slice(0, -1)}]}`,
      'config_broken',
    ],
    ['of a newer Latchkey', '{"version":7,"profiles":[],"more":true}', 'config_newer'],
  ])('a file %s keeps the agent from starting and is left as it is', async (_what, text, code) => {
    const path = config(text);
    const { exit, stderr } = await agent.cli(['agent']);
    expect(exit).toBe(2);
    expect(stderr).toMatch(/^latchkey: .*\.\n {2}hint: .*\.\n$/s);
    expect(stderr).toContain(code === 'config_newer' ? 'newer' : 'config');
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

describe('without an agent', () => {
  it.each([['token', 'work'], ['status'], ['login', 'work'], ['profile', 'list'], ['logout', 'work']])(
    '%s %s says so',
    async (...args) => {
      expect(await failing(args)).toMatchObject({
        exit: 4,
        code: 'agent_not_running',
        hint: expect.stringContaining('latchkey agent'),
      });
    },
  );
});

describe('profiles', () => {
  it('unknown and duplicate names are named', async () => {
    await agent.start();
    expect(await failing(['token', 'nobody'])).toMatchObject({
      exit: 2,
      code: 'profile_unknown',
      message: expect.stringContaining('nobody'),
    });
    const add = ['profile', 'add', 'work', '--provider', 'oidc', '--issuer', 'https://id.example'];
    expect((await agent.cli(add)).exit).toBe(0);
    expect(await failing(add)).toMatchObject({
      exit: 2,
      code: 'profile_exists',
      message: expect.stringContaining('work'),
    });
    expect(JSON.parse((await agent.cli(['profile', 'list', '--json'])).stdout).profiles).toHaveLength(1);
    expect(await failing(['token', 'work'])).toMatchObject({
      exit: 3,
      code: 'sign_in_needed',
      hint: expect.stringContaining('latchkey login work'),
    });
  });

  it.each(['http://id.example', 'https://id.example/?tenant=1', 'https://id.example/#x', 'not an address'])(
    'the issuer %s is refused',
    async (issuer) => {
      await agent.start();
      const error = await failing(['profile', 'add', 'work', '--provider', 'oidc', '--issuer', issuer]);
      expect(error).toMatchObject({ exit: 2, code: 'issuer_invalid', message: expect.stringContaining('issuer') });
      expect(JSON.parse((await agent.cli(['profile', 'list', '--json'])).stdout).profiles).toEqual([]);
    },
  );
});

describe('providers that answer wrongly', () => {
  let server: Server;
  let issuer: string;
  let answer: (path: string) => { status: number; type?: string; body?: unknown } = () => ({ status: 404 });

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { status, type = 'application/json', body } = answer(request.url ?? '');
      response
        .writeHead(status, { 'content-type': type })
        .end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    issuer = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterAll(() => void server.close());

  const metadata = (more: object = {}) => ({
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    device_authorization_endpoint: `${issuer}/device`,
    registration_endpoint: `${issuer}/reg`,
    response_types_supported: ['code'],
    ...more,
  });
  const discovery = (path: string) => path.startsWith('/.well-known/');

  it.each([
    ['knows no metadata', () => ({ status: 404 }), 5, 'discovery_failed'],
    ['answers HTML', () => ({ status: 200, type: 'text/html', body: '<h1>Welcome</h1>' }), 5, 'discovery_failed'],
    ['answers 500', () => ({ status: 500, body: 'oops' }), 6, 'provider_error'],
    [
      'names another issuer',
      () => ({ status: 200, body: metadata({ issuer: 'https://other.example' }) }),
      5,
      'issuer_mismatch',
    ],
    [
      'does not register clients',
      (path: string) =>
        discovery(path) ? { status: 200, body: metadata({ registration_endpoint: undefined }) } : { status: 404 },
      5,
      'registration_disabled',
    ],
    [
      'refuses the registration',
      (path: string) =>
        discovery(path) ? { status: 200, body: metadata() } : { status: 400, body: { error: 'invalid_redirect_uri' } },
      5,
      'invalid_redirect_uri',
    ],
  ])('one that %s', async (_what, scripted, exit, code) => {
    answer = scripted;
    await agent.start();
    await agent.addProfile('work', issuer);
    expect(await failing(['login', 'work', '--no-open'])).toMatchObject({ exit, code });
    expect((await agent.ask('GET', '/v1/profiles/work')).body).toMatchObject({ name: 'work', state: 'signed-out' });
  });

  it('one that cannot be reached', async () => {
    await agent.start();
    await agent.addProfile('work', 'http://127.0.0.1:9');
    expect(await failing(['login', 'work', '--no-open'])).toMatchObject({
      exit: 6,
      code: 'provider_unreachable',
      message: expect.stringContaining('127.0.0.1:9'),
    });
  });
});

describe('a device sign-in that goes wrong', () => {
  let provider: OidcServer;
  beforeEach(async () => {
    provider = await startOidcServer({ deviceInterval: 1, deviceCodeTtlS: 4 });
    await agent.start();
    await agent.addProfile('work', provider.issuer);
  });
  afterEach(() => provider.close());

  it('denied by the person', async () => {
    const login = failing(['login', 'work', '--flow', 'device', '--no-open']);
    const waiting = await agent.until('work', ({ sign_in }) => sign_in?.phase === 'waiting');
    await provider.denyDevice(waiting.sign_in?.user_code ?? '');
    expect(await login).toMatchObject({ exit: 5, code: 'sign_in_denied' });
  });

  it('not confirmed in time', async () => {
    expect(await failing(['login', 'work', '--flow', 'device', '--no-open'])).toMatchObject({
      exit: 3,
      code: 'code_expired',
    });
  });

  it('slow_down is obeyed, shown, and ends well', async () => {
    provider.traffic.fault('poll', { kind: 'fail', status: 400, body: { error: 'slow_down' } });
    const started = await agent.ask('POST', '/v1/profiles/work/sign-in', { flow: 'device' });
    expect(started.body.sign_in.interval).toBe(1);
    expect(await agent.until('work', ({ sign_in }) => sign_in?.phase === 'slowed-down')).toMatchObject({
      sign_in: { interval: 6 },
    });
  });
});

describe('the keychain', () => {
  it('absent: told with the choices there are, never plaintext', async () => {
    delete agent.env['LATCHKEY_VAULT'];
    const { exit, stderr } = await agent.cli(['agent']);
    expect([exit, stderr]).toEqual([7, expect.stringMatching(/hint: .*--vault file/s)]);
  });

  it('locked: a clear state, and all is well again once it is unlocked', async () => {
    const keychain: SecretService = await startSecretService();
    const provider = await startOidcServer({ deviceInterval: 1 });
    agent = new AgentProcess({ ...keychain.env, LATCHKEY_VAULT: 'keychain' });
    try {
      await agent.start();
      await agent.addProfile('work', provider.issuer);
      await agent.signIn('work', (code) => provider.approveDevice(code));
      await agent.stop();
      await keychain.lock();
      await agent.start();
      expect(await failing(['token', 'work'])).toMatchObject({ exit: 7, code: 'vault_locked' });
      expect((await agent.ask('GET', '/v1/status')).body.agent.vault_problem).toMatchObject({ code: 'vault_locked' });
      await keychain.unlock();
      await agent.until('work', ({ state }) => state === 'active');
      expect((await agent.cli(['token', 'work'])).exit).toBe(0);
    } finally {
      await agent.stop('SIGKILL');
      await provider.close();
      await keychain.stop();
    }
  }, 90_000);
});

describe('the socket', () => {
  it('a live agent on it is left alone', async () => {
    await agent.start();
    const other = { ...agent.env, LATCHKEY_CONFIG_DIR: join(agent.home, 'other') };
    const second = new AgentProcess(other);
    const { exit, stderr } = await second.cli(['agent']);
    expect([exit, stderr]).toEqual([8, expect.stringMatching(/already/)]);
    expect((await agent.ask('GET', '/v1/status')).status).toBe(200);
  });

  it('a stale one is replaced', async () => {
    await agent.start();
    await agent.stop('SIGKILL');
    await agent.start();
    expect((await agent.ask('GET', '/v1/status')).status).toBe(200);
  });

  it.runIf(process.getuid?.() === 0)('a folder that belongs to someone else is refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-foreign-'));
    chownSync(folder, 65_534, 65_534);
    agent.env['LATCHKEY_SOCKET'] = join(folder, 'agent.sock');
    const { exit, stderr } = await agent.cli(['agent']);
    expect([exit, stderr]).toEqual([8, expect.stringContaining(folder)]);
  });

  it('oversized and malformed requests are answered, and the agent goes on', async () => {
    await agent.start();
    const big = await agent.ask('POST', '/v1/profiles', {
      name: 'x',
      provider: 'oidc',
      settings: { issuer: 'x'.repeat(200_000) },
    });
    expect([big.status, big.body.code]).toEqual([413, 'request_too_large']);
    const wrong = await agent.ask('POST', '/v1/profiles', { name: 7 });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'request_malformed']);
    const text = await new Promise<string>((done, fail) => {
      let all = '';
      const socket = connect(agent.socket, () => socket.end('GARBAGE\r\n\r\n'));
      socket.on('data', (chunk) => {
        all += String(chunk);
      });
      socket.on('error', fail);
      socket.on('end', () => done(all));
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect((await agent.ask('GET', '/v1/status')).status).toBe(200);
  });
});
