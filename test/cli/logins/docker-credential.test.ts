/** Transcripts of docker-credential-latchkey, with the messages that container tools compare word for word. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CredentialDesk } from './credential-desk.ts';

let tools: CredentialDesk;

beforeEach(async () => {
  tools = new CredentialDesk();
  await tools.start({ registries: [{ host: 'registry.example.com' }] });
});
afterEach(() => tools.stop());

const docker = (operation: string, stdin = '', env?: NodeJS.ProcessEnv) =>
  tools.run('docker-credential-latchkey', [operation], stdin, env);

const NOT_FOUND = { stdout: 'credentials not found in native keychain\n', stderr: '', exit: 1 };
const NO_SERVER = { stdout: 'no credentials server URL\n', stderr: '', exit: 1 };
const DONE = { stdout: '', stderr: '', exit: 0 };
const HUB = 'https://index.docker.io/v1/';
const hubLogin = (part: object = {}) => JSON.stringify({ ServerURL: HUB, Username: 'ada', Secret: 'pw-1', ...part });

describe('get', () => {
  it.each([
    'registry.example.com',
    'https://registry.example.com',
    'https://Registry.Example.com:443/v2/',
    'registry.example.com\n',
  ])('returns the token of the mapped profile for %j', async (server) => {
    const { stdout, stderr, exit } = await docker('get', server);
    expect([stderr, exit]).toEqual(['', 0]);
    expect(JSON.parse(stdout)).toEqual({ ServerURL: server.trim(), Username: 'oauth2', Secret: 'access-0' });
  });

  it('no login, or an unencrypted address: the exact words', async () => {
    expect(await docker('get', 'other.example.com')).toEqual(NOT_FOUND);
    expect(await docker('get', 'registry.example.com:5000')).toEqual(NOT_FOUND);
    expect(await docker('get', 'http://registry.example.com')).toEqual(NOT_FOUND);
    expect(await docker('get', '')).toEqual(NO_SERVER);
    expect(await docker('get', ' \n')).toEqual(NO_SERVER);
  });

  it('signed out: says why and what to do, where docker shows it', async () => {
    await tools.desk.agent.signOut('work');
    expect(await docker('get', 'registry.example.com')).toEqual({
      stdout:
        'latchkey: work is not signed in. hint: Run `latchkey login work`, or choose Sign in from the tray menu.\n',
      stderr: '',
      exit: 1,
    });
  });

  it('no agent: says so, instead of “not found”', async () => {
    const { stdout, exit } = await docker('get', HUB, { LATCHKEY_SOCKET: `${tools.folder}/nobody.sock` });
    expect(stdout).toContain('latchkey: The Latchkey agent is not running.');
    expect(exit).toBe(1);
  });
});

describe('store, erase, list', () => {
  it('keep one login per registry, whichever of its names is used', async () => {
    expect(await docker('store', hubLogin())).toEqual(DONE);
    expect(await docker('store', hubLogin({ Secret: 'pw "2"\\' }))).toEqual(DONE);
    for (const name of [HUB, 'index.docker.io', 'docker.io', 'registry-1.docker.io']) {
      expect(JSON.parse((await docker('get', name)).stdout)).toEqual({
        ServerURL: name,
        Username: 'ada',
        Secret: 'pw "2"\\',
      });
    }
    expect(JSON.parse((await docker('list')).stdout)).toEqual({ [HUB]: 'ada', 'registry.example.com': 'oauth2' });
    expect(await docker('erase', 'docker.io')).toEqual(DONE);
    expect(await docker('get', HUB)).toEqual(NOT_FOUND);
    expect(await docker('erase', HUB)).toEqual(DONE);
  });

  it('return an identity token as one', async () => {
    await docker('store', hubLogin({ Username: '<token>', Secret: 'identity' }));
    expect(JSON.parse((await docker('get', HUB)).stdout)).toMatchObject({ Username: '<token>', Secret: 'identity' });
  });

  it.each([
    ['no server', { ServerURL: '' }, 'no credentials server URL'],
    ['no user name', { Username: '' }, 'no credentials username'],
    ['no secret', { Secret: undefined }, 'no credentials secret'],
  ])('%s: the exact words', async (_what, part, message) => {
    expect(await docker('store', hubLogin(part))).toEqual({ stdout: `${message}\n`, stderr: '', exit: 1 });
  });

  it.each([
    ['a key file', `${JSON.stringify({ type: 'service_account', private_key: '-----BEGIN\nMII=\n' }, null, 2)}\n`],
    ['Windows line ends', '{\r\n  "a": 1\r\n}\r\n'],
    ['control characters and a NUL', '\u0000\u0001\u001b[31m\t'],
    ['blanks at its ends', ' \n pw \n '],
    ['letters of other scripts', 'pä密🔑\u200b\u2028\ufeff'],
    ['half of a character', 'a\ud83db'],
    ['HTML', '</script>&amp;"\'`\\'],
    ['nothing at all', ''],
    ['a long key', 'MIIE"\n'.repeat(16_000)],
  ])('inputs 2: %s comes back byte for byte', async (_what, Secret) => {
    expect(await docker('store', hubLogin({ Username: '_json_key', Secret }))).toEqual(DONE);
    const { stdout } = await docker('get', HUB);
    expect(JSON.parse(stdout)).toEqual({ ServerURL: HUB, Username: '_json_key', Secret });
    expect(await docker('erase', HUB)).toEqual(DONE);
  });

  it.each(['a b', 'DOMAIN\\ada', 'ada@example.com', 'two\nlines', 'ädä', '<token>', '0'])(
    'inputs 2: the user name %j comes back as it was',
    async (Username) => {
      expect(await docker('store', hubLogin({ Username }))).toEqual(DONE);
      expect(JSON.parse((await docker('get', HUB)).stdout)).toMatchObject({ Username });
      expect(JSON.parse((await docker('list')).stdout)).toMatchObject({ [HUB]: Username });
    },
  );

  it('inputs 7: Docker Hub has three entries, each found, listed and erased by its own name', async () => {
    const [access, refresh] = [`${HUB}access-token`, `${HUB}refresh-token`];
    for (const ServerURL of [HUB, access, refresh]) {
      expect(await docker('store', hubLogin({ ServerURL, Secret: `for ${ServerURL}` }))).toEqual(DONE);
    }
    for (const ServerURL of [HUB, access, refresh, access.replace('https://', '')]) {
      const Secret = `for ${ServerURL.replace(/^(?!https)/, 'https://')}`;
      expect(JSON.parse((await docker('get', ServerURL)).stdout)).toEqual({ ServerURL, Username: 'ada', Secret });
    }
    expect(JSON.parse((await docker('list')).stdout)).toMatchObject({
      [HUB]: 'ada',
      [access]: 'ada',
      [refresh]: 'ada',
    });
    expect(await docker('store', hubLogin({ ServerURL: access, Secret: 'next' }))).toEqual(DONE);
    expect(await docker('erase', access)).toEqual(DONE);
    expect(await docker('get', access)).toEqual(NOT_FOUND);
    expect(JSON.parse((await docker('get', refresh)).stdout)).toMatchObject({ Secret: `for ${refresh}` });
    expect(await docker('erase', HUB)).toEqual(DONE);
    expect(await docker('get', HUB)).toEqual(NOT_FOUND);
    expect(await docker('get', 'docker.io')).toEqual(NOT_FOUND);
    expect(JSON.parse((await docker('list')).stdout)).toEqual({ [refresh]: 'ada', 'registry.example.com': 'oauth2' });
  });

  it('inputs 7: `latchkey logins remove docker.io` forgets all three, as docker logout does', async () => {
    for (const part of ['', 'access-token', 'refresh-token'])
      await docker('store', hubLogin({ ServerURL: HUB + part }));
    expect(await tools.run('latchkey', ['logins', 'remove', 'docker.io'])).toEqual({
      stdout: 'Forgot 3 logins for docker.io.\n',
      stderr: '',
      exit: 0,
    });
    expect(JSON.parse((await docker('list')).stdout)).toEqual({ 'registry.example.com': 'oauth2' });
  });

  it('inputs 7: a profile that is mapped to Docker Hub serves its login, not what docker keeps beside it', async () => {
    await tools.desk.agent.setUses('work', { registries: [{ host: 'docker.io' }] });
    expect(JSON.parse((await docker('get', HUB)).stdout)).toMatchObject({ Secret: 'access-0' });
    expect(await docker('get', `${HUB}access-token`)).toEqual(NOT_FOUND);
    expect(await docker('store', hubLogin({ ServerURL: `${HUB}refresh-token` }))).toEqual(DONE);
    expect(JSON.parse((await docker('get', `${HUB}refresh-token`)).stdout)).toMatchObject({ Secret: 'pw-1' });
  });

  it('do not quote input that is not JSON', async () => {
    const { stdout, exit } = await docker('store', 'pw-canary');
    expect(exit).toBe(1);
    expect(stdout).not.toContain('canary');
    expect(await docker('erase', '')).toEqual(NO_SERVER);
  });

  it('store nothing over a profile and say what to do; its own token, handed back, is fine', async () => {
    const registry = { ServerURL: 'registry.example.com' };
    const { stdout, exit } = await docker('store', hubLogin(registry));
    expect(exit).toBe(1);
    expect(stdout).toContain('latchkey profile edit work --no-registry registry.example.com');
    expect(await docker('store', hubLogin({ ...registry, Username: 'oauth2', Secret: 'access-0' }))).toEqual(DONE);
  });

  it('do not list a signed-out profile: tools ask for everything in the list', async () => {
    await tools.desk.agent.signOut('work');
    expect((await docker('list')).stdout).toBe('{}\n');
  });
});

describe('the rest', () => {
  it('version', async () => {
    const { stdout, exit } = await docker('version');
    expect(stdout).toMatch(/^docker-credential-latchkey \(Latchkey\) v\d+\.\d+\.\d+(\+[0-9a-f]{10})?\n$/);
    expect(exit).toBe(0);
  });

  it('called without an operation, or with an unknown one, explains the setup', async () => {
    const help = await docker('--help');
    expect(help).toMatchObject({ stderr: '', exit: 0 });
    expect(help.stdout).toContain('"credsStore": "latchkey"');
    expect(await tools.run('docker-credential-latchkey', [])).toEqual({ stdout: '', stderr: help.stdout, exit: 2 });
    expect((await docker('toString')).exit).toBe(2);
  });
});
