/** git-credential-latchkey with a git that knows `authtype` and `credential`, on a real repository over https. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, run } from '../../cli/latchkey.ts';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { type GitServer, startGitServer } from '../../support/servers/git-server.ts';
import { AgentProcess } from '../../whole/agent-process.ts';
import { pathWithHelpers } from '../../whole/tools/tools-path.ts';
import { laterGit, linkGit } from './later-git.ts';

const packages = laterGit();
const missing = typeof packages === 'string' ? packages : undefined;
const version = typeof packages === 'string' ? `(not run: ${packages})` : packages.version;

describe.skipIf(missing !== undefined)(`git ${version}`, () => {
  let provider: OidcServer;
  let agent: AgentProcess;
  let server: GitServer;
  let folder: string;
  let program: string;
  let env: NodeJS.ProcessEnv;

  /** The token is good for as long as its provider says so. */
  const isGood = async (token: string) =>
    (await fetch(`${provider.issuer}/me`, { headers: { authorization: `Bearer ${token}` } })).ok;

  beforeAll(async () => {
    if (typeof packages === 'string') return;
    folder = mkdtempSync(join(tmpdir(), 'latchkey-later-git-'));
    program = linkGit(packages, folder);
    provider = await startOidcServer({ accessTokenTtlS: 600, deviceInterval: 1 });
    server = await startGitServer(folder, isGood, 'Bearer realm="Test"');
    agent = new AgentProcess();
    await agent.start();
    await agent.addProfile('work', provider.issuer);
    await agent.cli(['profile', 'edit', 'work', '--git-host', server.host]);
    env = { ...agent.env, PATH: pathWithHelpers(folder), GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' };
    await git('config', '--global', 'http.sslCAInfo', server.caFile);
    await git('config', '--global', 'credential.helper', 'latchkey');
    await agent.signIn('work', (code) => provider.approveDevice(code));
  });
  afterAll(async () => {
    await server?.close();
    await agent?.dispose();
    await provider?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const git = (...args: string[]): Promise<Outcome> => run(program, args, { env });
  const credential = (operation: string, ...lines: string[]): Promise<Outcome> =>
    run(program, ['credential', operation], { env, stdin: `${lines.join('\n')}\n\n` });
  const clone = (name: string) => git('clone', '--quiet', `https://${server.host}/org/repo.git`, join(folder, name));
  const token = async () => (await agent.ask('GET', '/v1/profiles/work/token')).body.access_token;
  const other = ['protocol=https', 'host=other.example.com'];

  it('clones with the token of the profile, as Bearer where the server asks so', async () => {
    expect((await git('--version')).stdout).toMatch(/^git version 2\.(4[6-9]|[5-9]\d)\./);
    expect(await clone('first')).toEqual({ stdout: '', stderr: '', exit: 0 });
    expect(server.logins.at(-1)).toEqual({ username: '', password: await token() });
  });

  it('inputs 3: a token that the server refuses is renewed, so that the next try works, and stored logins stay', async () => {
    await credential('approve', ...other, 'username=ada', 'password=pw');
    provider.store.forget('AccessToken');
    const refused = await token();
    expect((await clone('refused')).exit).toBe(128);
    expect(await token()).not.toBe(refused);
    expect(await clone('renewed')).toEqual({ stdout: '', stderr: '', exit: 0 });
    expect((await credential('fill', ...other)).stdout).toContain('username=ada\npassword=pw\n');
  });

  it('inputs N2: an expiry and a refresh token that another helper got are kept; what has ended is not handed out', async () => {
    const end = Math.floor(Date.now() / 1000) + 600;
    const extra = [`password_expiry_utc=${end}`, 'oauth_refresh_token=next'];
    await credential('approve', ...other, 'username=bob', 'password=short', ...extra);
    const filled = (await credential('fill', ...other, 'username=bob')).stdout.trim().split('\n');
    expect(filled).toEqual(expect.arrayContaining(['password=short', ...extra]));
    await credential('approve', ...other, 'username=eve', 'password=old', 'password_expiry_utc=1');
    expect((await credential('fill', ...other, 'username=eve')).exit).toBe(128);
  });
});
