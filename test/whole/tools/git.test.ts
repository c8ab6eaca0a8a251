/** git itself, cloning over https from a server that takes nothing but the profile's token as it is at the provider. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, run } from '../../cli/latchkey.ts';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { type GitServer, startGitServer } from '../../support/servers/git-server.ts';
import { AgentProcess } from '../agent-process.ts';
import { pathWithHelpers } from './tools-path.ts';

/** Longer than the minute that git is promised by so little that the wait is short. */
const TTL_S = 66;

let provider: OidcServer;
let agent: AgentProcess;
let server: GitServer;
let folder: string;
let env: NodeJS.ProcessEnv;
let clones = 0;

/** The token is good for as long as its provider says so. */
async function isGood(password: string): Promise<boolean> {
  const me = await fetch(`${provider.issuer}/me`, { headers: { authorization: `Bearer ${password}` } });
  return me.ok;
}

async function signIn(): Promise<void> {
  await agent.signIn('work', (code) => provider.approveDevice(code));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-git-'));
  provider = await startOidcServer({ accessTokenTtlS: TTL_S, deviceInterval: 1 });
  server = await startGitServer(folder, isGood);
  agent = new AgentProcess();
  await agent.start();
  await agent.addProfile('work', provider.issuer);
  await agent.cli(['profile', 'edit', 'work', '--git-host', server.host]);
  env = { ...agent.env, PATH: pathWithHelpers(folder), GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' };
  await git('config', '--global', 'http.sslCAInfo', server.caFile);
  await git('config', '--global', 'credential.helper', 'latchkey');
  await signIn();
});
afterEach(() => {
  server.logins.length = 0;
});
afterAll(async () => {
  await server.close();
  await agent.dispose();
  await provider.close();
  rmSync(folder, { recursive: true, force: true });
});

const git = (...args: string[]): Promise<Outcome> => run('git', args, { env });
const credential = (operation: string, attributes: string): Promise<Outcome> =>
  run('git', ['credential', operation], { env, stdin: `${attributes}\n\n` });
const url = (user = '') => `https://${user}${server.host}/org/repo.git`;

function clone(from = url()): Promise<Outcome> {
  clones += 1;
  return git('clone', '--quiet', from, join(folder, `clone-${clones}`));
}

async function presentToken(): Promise<string> {
  return (await agent.ask('GET', '/v1/profiles/work/token')).body.access_token;
}

describe('git clone', () => {
  it('works with the token of the profile, which git does not get to keep', async () => {
    expect(await clone()).toEqual({ stdout: '', stderr: '', exit: 0 });
    const token = await presentToken();
    expect(new Set(server.logins.map(({ username, password }) => `${username}:${password}`))).toEqual(
      new Set([`oauth2:${token}`]),
    );
    expect((await git('-C', join(folder, `clone-${clones}`), 'log', '--format=%s')).stdout).toBe('first\n');
    const { body } = await agent.ask('GET', '/v1/logins');
    expect(body.logins.map(({ source }: { source: string }) => source)).toEqual(['profile']);
  });

  it('a user name in the address changes nothing', async () => {
    expect(await clone(url('ada@'))).toEqual({ stdout: '', stderr: '', exit: 0 });
  });

  it('the record says that it was git', async () => {
    await clone();
    const { body } = await agent.ask('GET', '/v1/audit?profile=work&limit=50');
    const tokens = body.entries.filter(({ event }: { event: string }) => event === 'token');
    expect(tokens.at(-1)).toMatchObject({ outcome: 'ok', door: 'socket' });
    expect(tokens.at(-1).program.executable).toMatch(/\/git[^/]*$/);
  });

  it('a token that is about to end is renewed before git gets it', async () => {
    const { expires_at: expiresAt } = (await agent.ask('GET', '/v1/profiles/work')).body;
    const former = await presentToken();
    await new Promise((done) => setTimeout(done, expiresAt * 1000 - 59_000 - Date.now()));
    expect(await clone()).toEqual({ stdout: '', stderr: '', exit: 0 });
    expect(server.logins.map(({ password }) => password)).not.toContain(former);
  }, 40_000);

  it('a token that the server refuses is renewed, so that the next try works', async () => {
    provider.store.forget('AccessToken');
    const refused = await presentToken();
    const first = await clone();
    expect(first.exit).toBe(128);
    expect(first.stderr).toContain('Authentication failed');
    expect(await presentToken()).not.toBe(refused);
    expect(await clone()).toEqual({ stdout: '', stderr: '', exit: 0 });
  });

  it('signed out: git shows why, and does not ask for a password in silence', async () => {
    await agent.cli(['logout', 'work']);
    const { stderr, exit } = await clone();
    expect(exit).toBe(128);
    expect(stderr.split('\n')[0]).toBe(
      'latchkey: work is not signed in. hint: Run `latchkey login work`, or choose Sign in from the tray menu.',
    );
    expect(server.logins).toEqual([]);
    await signIn();
    expect((await clone()).exit).toBe(0);
  });
});

describe('git credential', () => {
  const other = 'protocol=https\nhost=other.example.com';

  it('fill gives the token, or what approve stored; reject forgets it', async () => {
    const filled = await credential('fill', `protocol=https\nhost=${server.host}`);
    expect(filled.stdout).toContain(`username=oauth2\npassword=${await presentToken()}\n`);
    expect((await credential('fill', other)).exit).toBe(128);
    await credential('approve', `${other}\nusername=ada\npassword=pw-1`);
    expect((await credential('fill', other)).stdout).toBe(`${other}\nusername=ada\npassword=pw-1\n`);
    await credential('reject', `${other}\nusername=ada\npassword=stale`);
    expect((await credential('fill', other)).exit).toBe(0);
    await credential('reject', `${other}\nusername=ada\npassword=pw-1`);
    expect((await credential('fill', other)).exit).toBe(128);
  });

  it('a path decides where git is told to send it', async () => {
    const { host } = server;
    await agent.cli(['profile', 'edit', 'work', '--no-git-host', host, '--git-host', `${host}/org`]);
    expect((await clone()).exit).toBe(128);
    await git('config', '--global', `credential.https://${host}.useHttpPath`, 'true');
    expect((await clone()).exit).toBe(0);
    expect((await credential('fill', `protocol=https\nhost=${host}\npath=other/repo.git`)).exit).toBe(128);
  });
});
