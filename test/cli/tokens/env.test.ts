/** Credentials for tools that read the environment or JSON: what is printed, and that real shells read it as intended. */
import { execFileSync } from 'node:child_process';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setLine, usualShell } from '../../../src-cli/line/shell-text.ts';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { RUN_URL, RUN_VALUE } from '../../support/engine/fake-runs.ts';
import { ACCESS_TOKEN, awsProfile, profileView } from '../../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { buildCommand, run } from '../latchkey.ts';

let command: string;
let agent: ServedAgent;
/** Everything that a shell could trip over. */
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
  it('prints the endpoint for an AWS role, which belongs to the shell that evaluates it', async () => {
    const { stdout, stderr, exit } = await latchkey('env work/dev --shell bash');
    expect([stderr, exit]).toEqual(['', 0]);
    expect(stdout.split('\n')).toEqual([
      `export AWS_CONTAINER_CREDENTIALS_FULL_URI='${RUN_URL}run-1-aaaaaaaaaa'`,
      `export AWS_CONTAINER_AUTHORIZATION_TOKEN='${RUN_VALUE}'`,
      "export LATCHKEY_VARIABLES='AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN'",
      '',
    ]);
    expect(agent.calls.at(-1)).toEqual(['createRun', 'work/dev', 'shell']);
  });

  it('unsets what AWS tools would prefer, if it is set', async () => {
    const env = { AWS_PROFILE: 'x', AWS_ACCESS_KEY_ID: 'y', AWS_REGION: 'eu-west-1' };
    const { stdout } = await latchkey('env work/dev --shell fish', env);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'set -e AWS_PROFILE',
      'set -e AWS_ACCESS_KEY_ID',
      expect.stringMatching(/^set -gx AWS_CONTAINER_CREDENTIALS_FULL_URI '/),
    ]);
  });

  it('with --static, prints the names that AWS tools read', async () => {
    const { stdout, stderr, exit } = await latchkey('env work/dev --shell bash --static --region eu-central-1');
    expect([stderr, exit]).toEqual(['', 0]);
    expect(stdout.split('\n').map((line) => line.split('=')[0])).toEqual([
      'export AWS_ACCESS_KEY_ID',
      'export AWS_SECRET_ACCESS_KEY',
      'export AWS_SESSION_TOKEN',
      'export AWS_CREDENTIAL_EXPIRATION',
      'export AWS_REGION',
      'export AWS_DEFAULT_REGION',
      'export LATCHKEY_VARIABLES',
      '',
    ]);
    expect(stdout).toContain("export AWS_CREDENTIAL_EXPIRATION='2027-01-15T08:00:00Z'");
  });

  it('prints the access token of a profile in the variable that its tools read', async () => {
    agent.profiles.set('gh', profileView('gh', { settings: { issuer: 'https://github.com' } }));
    expect((await latchkey('env gh --shell zsh')).stdout).toContain(`export GITHUB_TOKEN='${ACCESS_TOKEN}'\n`);
    expect(JSON.parse((await latchkey('env oidc --var MINE --json')).stdout)).toEqual({ MINE: ACCESS_TOKEN });
  });

  it("sets and unsets in PowerShell's own syntax", async () => {
    const env = { AWS_PROFILE: 'x' };
    const { stdout } = await latchkey('env work/dev --shell powershell', env);
    expect(stdout.split('\n')).toEqual([
      'Remove-Item Env:AWS_PROFILE -ErrorAction SilentlyContinue',
      `$env:AWS_CONTAINER_CREDENTIALS_FULL_URI = '${RUN_URL}run-1-aaaaaaaaaa'`,
      `$env:AWS_CONTAINER_AUTHORIZATION_TOKEN = '${RUN_VALUE}'`,
      "$env:LATCHKEY_VARIABLES = 'AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN'",
      '',
    ]);
  });

  describe('--unset', () => {
    it.each([
      ['bash', ['--norc', '--noprofile', '-c'], (line: string) => `eval "$(${line})"`],
      ['zsh', ['-f', '-c'], (line: string) => `eval "$(${line})"`],
      ['fish', ['--no-config', '-c'], (line: string) => `${line} | source`],
    ])(
      '%s is afterwards as before, but for what stood in the way, and the run is over',
      async (shell, words, evaluate) => {
        const script = [
          'env | sort >&2',
          evaluate(`${command} env work/dev --shell ${shell}`),
          evaluate(`${command} env oidc --shell ${shell}`),
          'env | sort | grep -E "^(AWS_|ACCESS_TOKEN)"',
          'echo between',
          evaluate(`${command} env --unset --shell ${shell}`),
          'env | sort',
        ].join('\n');
        const env = { LATCHKEY_SOCKET: agent.socket, AWS_PROFILE: 'mine', OWN: '1' };
        const { stdout, stderr, exit } = await run(shell, [...words, script], { env });
        expect(exit).toBe(0);
        const [between = '', after = ''] = stdout.split('between\n');
        expect(between).toBe(
          [
            `ACCESS_TOKEN=${ACCESS_TOKEN}`,
            `AWS_CONTAINER_AUTHORIZATION_TOKEN=${RUN_VALUE}`,
            `AWS_CONTAINER_CREDENTIALS_FULL_URI=${RUN_URL}run-1-aaaaaaaaaa`,
            '',
          ].join('\n'),
        );
        const withoutProfile = stderr.replace('AWS_PROFILE=mine\n', '');
        expect(stderr).not.toBe(withoutProfile);
        expect(after).toBe(withoutProfile);
        expect(agent.calls.at(-1)).toEqual(['endRun', 'run-1-aaaaaaaaaa']);
      },
    );

    it('touches nothing that is not ours, and needs no agent', async () => {
      const own = { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/runs/mine', AWS_ACCESS_KEY_ID: 'mine' };
      expect(await latchkey('env --unset', own)).toEqual({
        stdout: '',
        stderr: 'latchkey: `latchkey env` has set nothing in this environment.\n',
        exit: 0,
      });
      const marked = { ...own, LATCHKEY_VARIABLES: 'A $(touch,x) B;c', LATCHKEY_SOCKET: '/nonexistent/agent.sock' };
      const { stdout, exit } = await latchkey('env work/dev --unset --shell powershell', marked);
      expect([stdout.split('\n'), exit]).toEqual([
        [
          'Remove-Item Env:A -ErrorAction SilentlyContinue',
          'Remove-Item Env:LATCHKEY_VARIABLES -ErrorAction SilentlyContinue',
          '',
        ],
        0,
      ]);
      expect(agent.calls).toEqual([]);
    });
  });

  it('prints the names that the Huawei Cloud SDKs and Terraform provider read', async () => {
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
  ])('%s sets exactly the given value, whatever it contains', async (shell, words, script) => {
    const { stdout } = await latchkey(`env cloud/dev --shell ${shell}`);
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', LINES_GIVEN: stdout };
    expect(execFileSync(shell, [...words, script], { env, encoding: 'utf8' })).toBe(NASTY);
  });

  it('doubles quotes for PowerShell; nothing else is special between its single quotes', () => {
    expect(setLine('powershell', 'A', `it's $5 \`n "x"`)).toBe(`$env:A = 'it''s $5 \`n "x"'`);
  });

  it('inputs N19: knows shells by their other names', () => {
    for (const shell of ['sh', 'dash'] as const) expect(setLine(shell, 'A', "b'c")).toBe(setLine('bash', 'A', "b'c"));
    expect(setLine('pwsh', 'A', 'b')).toBe(setLine('powershell', 'A', 'b'));
  });

  it.each([
    [{ SHELL: '/usr/bin/fish' }, 'linux', 'fish'],
    [{ SHELL: '/bin/zsh' }, 'darwin', 'zsh'],
    [{ SHELL: '/bin/dash' }, 'linux', 'dash'],
    [{ SHELL: '/bin/tcsh' }, 'linux', 'bash'],
    [{}, 'linux', 'bash'],
    [{}, 'win32', 'powershell'],
    [{ SHELL: '/usr/bin/bash.exe' }, 'win32', 'bash'],
  ])('the shell of %j on %s is %s', (env, platform, shell) => {
    expect(usualShell(env, platform)).toBe(shell);
  });

  it('prints for your shell unless another is named', async () => {
    const { stdout } = await latchkey('env work/dev --static', { SHELL: '/usr/bin/fish' });
    expect(stdout).toMatch(/^set -gx AWS_ACCESS_KEY_ID '/);
  });

  it.each([
    ['env oidc/x', 2, 'latchkey: oidc signs in to OpenID Connect, whose tools do not use role credentials.'],
    ['env work', 2, 'latchkey: `latchkey env` needs a role of work.'],
    ['env', 2, 'latchkey: `latchkey env` needs NAME or NAME/ROLE.'],
    ['env work/', 2, "latchkey: 'work/' is not the name of a role."],
    ['env nobody/x', 2, "latchkey: There is no profile named 'nobody'."],
  ])('%s ends with %i and says why', async (line, exit, sentence) => {
    const outcome = await latchkey(line);
    expect([outcome.stdout, outcome.exit, outcome.stderr.split('\n')[0]]).toEqual(['', exit, sentence]);
    expect(outcome.stderr).toContain('hint: ');
  });
});

describe('latchkey huawei-credentials', () => {
  it("prints one document in the metadata service's form, and requests the demanded lifetime", async () => {
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

  it('prints nothing on standard output on failure, and names the profile in the hint', async () => {
    agent.script.roleCredentials = () => Promise.reject(new LatchkeyError('sign_in_needed', 'Signed out.'));
    const { stdout, stderr, exit } = await latchkey('huawei-credentials cloud/dev');
    expect([stdout, exit]).toEqual(['', 3]);
    expect(stderr).toMatch(/^latchkey: Signed out\.\n {2}hint: .*latchkey login cloud/);
  });

  it('does not print values that could steer a terminal', async () => {
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
      'latchkey: --fips does not apply to profiles of the provider huawei.',
    ]);
  });
});
