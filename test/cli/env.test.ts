/** Credentials for tools that read the environment or JSON: what is printed, and that real shells take it as it was meant. */
import { execFileSync } from 'node:child_process';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setLine, usualShell } from '../../src-cli/shell-text.ts';
import { LatchkeyError } from '../../src-main/core/errors.ts';
import { secret } from '../../src-main/core/secret.ts';
import { awsProfile, type FakeAgent, profileView, startFakeAgent } from '../support/fake-agent.ts';
import { buildCommand, run } from './latchkey.ts';

let command: string;
let agent: FakeAgent;
/** Everything that a shell could stumble over. */
const NASTY = `a'b"c\\d$HOME\`id\`;|&<>!{}()*?#~%^=+/'`;

const latchkey = (line: string, env: NodeJS.ProcessEnv = {}) =>
  run(command, line.split(' '), { env: { LATCHKEY_SOCKET: agent.socket, ...env } });

beforeAll(async () => {
  command = await buildCommand();
});
beforeEach(async () => {
  agent = await startFakeAgent();
  agent.profiles.clear();
  agent.profiles.set('work', awsProfile('work'));
  agent.profiles.set('cloud', awsProfile('cloud', { provider: 'huawei', provider_title: 'Huawei Cloud' }));
  agent.profiles.set('oidc', profileView('oidc'));
  const answer = await agent.script.roleCredentials('work', 'dev');
  agent.script.roleCredentials = async () => ({ ...answer, sessionToken: secret(NASTY) });
});
afterEach(() => agent.close());

describe('latchkey env', () => {
  it('prints the names that the tools of AWS read', async () => {
    const { stdout, stderr, exit } = await latchkey('env work/dev --shell bash');
    expect([stderr, exit]).toEqual(['', 0]);
    expect(stdout.split('\n').map((line) => line.split('=')[0])).toEqual([
      'export AWS_ACCESS_KEY_ID',
      'export AWS_SECRET_ACCESS_KEY',
      'export AWS_SESSION_TOKEN',
      'export AWS_CREDENTIAL_EXPIRATION',
      '',
    ]);
    expect(stdout).toContain("export AWS_CREDENTIAL_EXPIRATION='2027-01-15T08:00:00Z'");
  });

  it('prints the names that the SDKs of Huawei Cloud and the Terraform provider read', async () => {
    const { stdout } = await latchkey('env cloud/dev --json');
    expect(JSON.parse(stdout)).toEqual({
      HUAWEICLOUD_SDK_AK: 'ASIAFAKE',
      HUAWEICLOUD_SDK_SK: 'fake-role-secret-77aa',
      HUAWEICLOUD_SDK_SECURITY_TOKEN: NASTY,
      HW_ACCESS_KEY: 'ASIAFAKE',
      HW_SECRET_KEY: 'fake-role-secret-77aa',
      HW_SECURITY_TOKEN: NASTY,
    });
  });

  it.each([
    ['bash', ['--norc', '--noprofile', '-c'], 'eval "$LINES_GIVEN"; printf %s "$HW_SECURITY_TOKEN"'],
    ['zsh', ['-f', '-c'], 'eval "$LINES_GIVEN"; printf %s "$HW_SECURITY_TOKEN"'],
    ['fish', ['--no-config', '-c'], 'echo $LINES_GIVEN | source; printf %s $HW_SECURITY_TOKEN'],
  ])('%s sets exactly what was given, whatever is in it', async (shell, words, script) => {
    const { stdout } = await latchkey(`env cloud/dev --shell ${shell}`);
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', LINES_GIVEN: stdout };
    expect(execFileSync(shell, [...words, script], { env, encoding: 'utf8' })).toBe(NASTY);
  });

  it('for PowerShell a quote is doubled, and nothing else has a meaning between single quotes', () => {
    expect(setLine('powershell', 'A', `it's $5 \`n "x"`)).toBe(`$env:A = 'it''s $5 \`n "x"'`);
  });

  it.each([
    [{ SHELL: '/usr/bin/fish' }, 'linux', 'fish'],
    [{ SHELL: '/bin/zsh' }, 'darwin', 'zsh'],
    [{ SHELL: '/bin/dash' }, 'linux', 'bash'],
    [{}, 'linux', 'bash'],
    [{}, 'win32', 'powershell'],
    [{ SHELL: '/usr/bin/bash.exe' }, 'win32', 'bash'],
  ])('the shell of %j on %s is %s', (env, platform, shell) => {
    expect(usualShell(env, platform)).toBe(shell);
  });

  it('prints for the shell of the person unless another is named', async () => {
    expect((await latchkey('env work/dev', { SHELL: '/usr/bin/fish' })).stdout).toMatch(/^set -gx AWS_ACCESS_KEY_ID '/);
  });

  it.each([
    ['env oidc/x', 2, 'latchkey: oidc signs in to OpenID Connect, whose tools take no credentials of a role.'],
    ['env work', 2, "latchkey: 'work' is not the name of a role."],
    ['env nobody/x', 2, "latchkey: There is no profile named 'nobody'."],
  ])('%s ends with %i and says why', async (line, exit, sentence) => {
    const outcome = await latchkey(line);
    expect([outcome.stdout, outcome.exit, outcome.stderr.split('\n')[0]]).toEqual(['', exit, sentence]);
    expect(outcome.stderr).toContain('hint: ');
  });
});

describe('latchkey huawei-credentials', () => {
  it("prints one document of the metadata service's form, and asks for the life that is demanded", async () => {
    const { stdout, stderr, exit } = await latchkey('huawei-credentials cloud/dev --min-ttl 15m');
    expect([stderr, exit]).toEqual(['', 0]);
    expect(JSON.parse(stdout)).toEqual({
      credential: {
        access: 'ASIAFAKE',
        secret: 'fake-role-secret-77aa',
        securitytoken: NASTY,
        expires_at: '2027-01-15T08:00:00Z',
      },
    });
    expect(agent.calls).toEqual([['roleCredentials', 'cloud', 'dev', 900]]);
  });

  it('on failure prints nothing on standard output and names the profile in the hint', async () => {
    agent.script.roleCredentials = () => Promise.reject(new LatchkeyError('sign_in_needed', 'Signed out.'));
    const { stdout, stderr, exit } = await latchkey('huawei-credentials cloud/dev');
    expect([stdout, exit]).toEqual(['', 3]);
    expect(stderr).toMatch(/^latchkey: Signed out\.\n {2}hint: .*latchkey login cloud/);
  });

  it('values that could steer a terminal are not printed', async () => {
    const answer = await agent.script.roleCredentials('cloud', 'dev');
    agent.script.roleCredentials = async () => ({ ...answer, secretAccessKey: secret('a\u001b[2Jb') });
    expect(await latchkey('huawei-credentials cloud/dev')).toMatchObject({ stdout: '', exit: expect.any(Number) });
    expect((await latchkey('env cloud/dev')).stdout).toBe('');
  });
});

describe('a profile of Huawei Cloud', () => {
  it('is added with start URL and region', async () => {
    const line =
      'profile add hw --provider huawei --start-url https://idcenter.huaweicloud.com/d-47f958c067/portal --region tr-west-1';
    expect((await latchkey(`${line} --portal-endpoint https://p.example`)).exit).toBe(0);
    expect(agent.calls.at(-1)?.slice(0, 2)).toMatchObject([
      'addProfile',
      {
        name: 'hw',
        provider: 'huawei',
        settings: {
          start_url: 'https://idcenter.huaweicloud.com/d-47f958c067/portal',
          region: 'tr-west-1',
          portal_endpoint: 'https://p.example',
        },
      },
    ]);
    const fips = await latchkey(`${line} --fips`);
    expect([fips.exit, fips.stderr.split('\n')[0]]).toEqual([
      2,
      'latchkey: --fips is not for profiles of the provider huawei.',
    ]);
  });
});
