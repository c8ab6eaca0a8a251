/** Transcripts of git-credential-latchkey: what git sends, and what git and the user get back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loginPlace } from '../../../src-main/core/logins/login-place.ts';
import { secret } from '../../../src-main/core/secret.ts';
import type { Outcome } from '../latchkey.ts';
import { CredentialDesk } from './credential-desk.ts';

let tools: CredentialDesk;

beforeEach(async () => {
  tools = new CredentialDesk();
  await tools.start({ git: [{ host: 'git.example.com' }, { host: 'dev.azure.com' }] });
});
afterEach(() => tools.stop());

const said = (attributes: Record<string, string>) =>
  `${Object.entries(attributes)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')}\n`;

const git = (operation: string, attributes: Record<string, string> | string, env?: NodeJS.ProcessEnv) =>
  tools.run(
    'git-credential-latchkey',
    [operation],
    typeof attributes === 'string' ? attributes : said(attributes),
    env,
  );

const SERVER = { protocol: 'https', host: 'git.example.com' };
const SILENT: Outcome = { stdout: '', stderr: '', exit: 0 };
const expiry = () => tools.desk.profile().expires_at;

describe('get', () => {
  it('returns the token of the mapped profile, with its expiry', async () => {
    expect(await git('get', SERVER)).toEqual({
      stdout: `username=oauth2\npassword=access-0\npassword_expiry_utc=${expiry()}\n`,
      stderr: '',
      exit: 0,
    });
  });

  it('accepts a path, a user name, headers, and whatever a later git may add', async () => {
    const { stdout, stderr } = await git('get', {
      ...SERVER,
      path: 'org/repo.git',
      username: 'ada',
      'wwwauth[]': 'Basic realm="Example"',
      'state[]': 'other.helper=1',
      novelty: 'a=b=c',
    });
    expect([stdout.split('\n')[1], stderr]).toEqual(['password=access-0', '']);
  });

  it('as Bearer if git supports it and Azure DevOps expects it', async () => {
    const azure = { protocol: 'https', host: 'dev.azure.com' };
    expect((await git('get', { 'capability[]': 'authtype', ...azure })).stdout).toBe(
      `capability[]=authtype\nauthtype=Bearer\ncredential=access-0\nephemeral=1\npassword_expiry_utc=${expiry()}\n`,
    );
    expect((await git('get', azure)).stdout).toContain('password=access-0\n');
  });

  it('as Bearer if the server offers nothing else', async () => {
    const asked = { 'capability[]': 'authtype', ...SERVER };
    const bearer = 'Bearer realm="x"';
    expect((await git('get', { ...asked, 'wwwauth[]': bearer })).stdout).toContain('authtype=Bearer\n');
    const both = `${said({ ...asked, 'wwwauth[]': bearer }).trimEnd()}\nwwwauth[]=basic realm="x"\n\n`;
    expect((await git('get', both)).stdout).not.toContain('authtype');
    expect((await git('get', asked)).stdout).not.toContain('authtype');
  });

  it('returns nothing for a server without a login: git goes on', async () => {
    expect(await git('get', { ...SERVER, host: 'other.example.com' })).toEqual(SILENT);
  });

  it('returns nothing over plain http, with the reason; in test mode, a server on this machine is fine', async () => {
    expect(await git('get', { ...SERVER, protocol: 'http' })).toEqual({
      stdout: '',
      stderr: 'latchkey: http://git.example.com is not encrypted, so git gets no password for it.\n',
      exit: 0,
    });
    await tools.desk.agent.setUses('work', { git: [{ host: '127.0.0.1:8080' }] });
    const local = { protocol: 'http', host: '127.0.0.1:8080' };
    expect((await git('get', local)).stdout).toBe('');
    expect((await git('get', local, { LATCHKEY_TEST_MODE: '1' })).stdout).toContain('password=access-0\n');
    expect((await git('get', { ...SERVER, protocol: 'http' }, { LATCHKEY_TEST_MODE: '1' })).stdout).toBe('');
  });

  it('returns nothing for mail, FTP and client certificates', async () => {
    expect(await git('get', { protocol: 'smtp', host: 'git.example.com:587', username: 'ada' })).toEqual(SILENT);
    expect(await git('get', { protocol: 'cert', path: '/home/ada/key.pem' })).toEqual(SILENT);
    expect(await git('get', '')).toEqual(SILENT);
  });

  it('signed out: says why and what to do, on one line, and returns nothing to git', async () => {
    await tools.desk.agent.signOut('work');
    expect(await git('get', SERVER)).toEqual({
      stdout: '',
      stderr:
        'latchkey: work is not signed in. hint: Run `latchkey login work`, or choose Sign in from the tray menu.\n',
      exit: 3,
    });
  });

  it('two profiles for one server: names both, and the profile named in the address wins', async () => {
    const { agent } = tools.desk;
    await agent.addProfile({ name: 'lab', provider: 'scripted', settings: { issuer: 'https://lab.example' } });
    await agent.setUses('lab', { git: [{ host: 'git.example.com' }] });
    const { stdout, stderr, exit } = await git('get', SERVER);
    expect([stdout, exit]).toEqual(['', 2]);
    expect(stderr).toBe(
      'latchkey: Several profiles serve git.example.com: work, lab. hint: Name the profile in the address, ' +
        'https://work@git.example.com/…, or map only one: `latchkey profile edit lab --no-git-host git.example.com`.\n',
    );
    expect((await git('get', { ...SERVER, username: 'work' })).stdout).toContain('password=access-0\n');
  });

  it('git stops asking if you refuse', async () => {
    tools.desk.canAsk = true;
    await tools.desk.agent.setUses('work', { ask: 'always' });
    const stop = tools.desk.agent.subscribe(({ asks }) => {
      const [question] = asks ?? [];
      if (question) void tools.desk.agent.guard.answerAsk(question.id, 'no');
    });
    const { stdout, stderr, exit } = await git('get', SERVER);
    stop();
    expect([stdout, exit]).toEqual(['quit=1\n', 8]);
    expect(stderr).toMatch(/^latchkey: [^\n]* hint: [^\n]*\n$/);
  });

  it('no agent: one line, quickly, and git goes on', async () => {
    const nowhere = { LATCHKEY_SOCKET: `${tools.folder}/nobody.sock` };
    expect(await git('get', SERVER, nowhere)).toEqual({
      stdout: '',
      stderr:
        'latchkey: The Latchkey agent is not running. hint: Start the Latchkey app, or run `latchkey agent` in another terminal. ' +
        `If it is running, correct LATCHKEY_SOCKET: there is no socket at ${nowhere.LATCHKEY_SOCKET}.\n`,
      exit: 0,
    });
    expect(await git('store', { ...SERVER, username: 'ada', password: 'pw' }, nowhere)).toEqual(SILENT);
    expect(await git('erase', { ...SERVER, password: 'pw' }, nowhere)).toEqual(SILENT);
  });
});

describe('store and erase', () => {
  const other = { protocol: 'https', host: 'other.example.com' };
  const login = { ...other, username: 'ada', password: 'pw=1 2' };

  it('keep a login that no profile serves, and return it', async () => {
    expect(await git('store', login)).toEqual(SILENT);
    expect(await git('get', other)).toEqual({ stdout: 'username=ada\npassword=pw=1 2\n', stderr: '', exit: 0 });
    expect(await git('get', { ...other, 'capability[]': 'authtype', 'wwwauth[]': 'Bearer' })).toMatchObject({
      stdout: 'username=ada\npassword=pw=1 2\n',
    });
    expect(await git('erase', { ...login, password: 'another' })).toEqual(SILENT);
    expect((await git('get', other)).stdout).not.toBe('');
    expect(await git('erase', login)).toEqual(SILENT);
    expect(await git('get', other)).toEqual(SILENT);
  });

  it('do not store the token of a profile, and refresh it when the server refuses it', async () => {
    const token = { ...SERVER, username: 'oauth2', password: 'access-0' };
    expect(await git('store', token)).toEqual(SILENT);
    expect([...tools.desk.vault.items.keys()].filter((account) => account.startsWith('login:'))).toEqual([]);
    expect(await git('erase', token)).toEqual(SILENT);
    expect((await git('get', SERVER)).stdout).toContain('password=access-1\n');
  });

  it('keep nothing without a password (as when a later git stores a Bearer credential) or over http', async () => {
    expect(await git('store', { ...other, authtype: 'Bearer', credential: 'x' })).toEqual(SILENT);
    expect(await git('store', { ...login, protocol: 'http' })).toEqual(SILENT);
    expect(await tools.desk.agent.logins.find(loginPlace('git', other.host)).catch(({ code }) => code)).toBe(
      'login_unknown',
    );
  });

  it('say that the agent is locked, and keep nothing', async () => {
    await tools.desk.agent.guard.lock(secret('passphrase'));
    const { stdout, stderr, exit } = await git('store', login);
    expect([stdout, exit]).toEqual(['', 8]);
    expect(stderr).toContain('latchkey unlock');
  });
});

describe('unexpected input', () => {
  it.each([
    ['a carriage return', 'protocol=https\r\nhost=git.example.com\r\n\r\n'],
    ['a carriage return within', 'protocol=https\nhost=git.example.com\rhost=other\n\n'],
    ['a NUL', 'protocol=https\nhost=git.example.com\0\n\n'],
    ['a line without =', 'protocol=https\nhost\n\n'],
    ['a line without a key', 'protocol=https\n=x\n\n'],
    ['an endless line', `protocol=https\nhost=${'x'.repeat(40_000)}\n\n`],
    ['endless input', 'a=b\n'.repeat(20_000)],
  ])('%s: refused', async (_what, input) => {
    const { stdout, stderr, exit } = await git('get', input);
    expect([stdout, exit]).toEqual(['', 2]);
    expect(stderr).toMatch(/^latchkey: The input|^latchkey: Standard input/);
  });

  it('a host that is not one', async () => {
    const { stdout, stderr, exit } = await git('get', { protocol: 'https', host: 'a b' });
    expect([stdout, exit]).toEqual(['', 2]);
    expect(stderr).toContain("'a b' is not a server name.");
  });

  it('stops reading at the blank line that ends the protocol', async () => {
    const { stdout } = await git('get', `${said(SERVER)}host=other.example.com\n`);
    expect(stdout).toContain('password=access-0\n');
  });

  it('ignores operations of a later git, and lists its capabilities', async () => {
    expect(await git('approve-later', SERVER)).toEqual(SILENT);
    expect(await git('capability', '')).toEqual({ stdout: 'version 0\ncapability authtype\n', stderr: '', exit: 0 });
  });

  it('called without an operation, or with extra words, explains the setup', async () => {
    const help = await tools.run('git-credential-latchkey', ['--help']);
    expect(help).toMatchObject({ stderr: '', exit: 0 });
    expect(help.stdout).toContain('git config --global credential.helper latchkey');
    expect(await tools.run('git-credential-latchkey', [])).toEqual({ stdout: '', stderr: help.stdout, exit: 2 });
    expect((await tools.run('git-credential-latchkey', ['get', 'x'])).exit).toBe(2);
  });
});
