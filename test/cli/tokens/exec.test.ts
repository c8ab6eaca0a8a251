/** `latchkey exec`: what the program gets, what it does not get, and that it runs as if started directly. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LatchkeyError } from '../../../src-main/core/errors.ts';
import { secret } from '../../../src-main/core/secret.ts';
import { ask } from '../../doors/raw-http.ts';
import { RUN_URL, RUN_VALUE } from '../../support/engine/fake-runs.ts';
import { ACCESS_TOKEN, awsProfile, profileView } from '../../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { atTerminal } from '../../support/processes/pseudo-terminal.ts';
import { buildCommand, type Outcome, run, start } from '../latchkey.ts';

let command: string;
let agent: ServedAgent;
let folder: string;

const exec = (words: readonly string[], env: NodeJS.ProcessEnv = {}, stdin?: string): Promise<Outcome> =>
  run(command, ['exec', ...words], {
    env: { HOME: folder, LATCHKEY_SOCKET: agent.socket, ...env },
    ...(stdin !== undefined && { stdin }),
  });
const begin = (words: readonly string[]) =>
  start(command, ['exec', ...words], { env: { HOME: folder, LATCHKEY_SOCKET: agent.socket }, stdin: null });
const printEnvironment = ['--', process.execPath, '-e', 'console.log(JSON.stringify(process.env))'];
const environmentOf = async (words: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const { stdout, stderr, exit } = await exec([...words, ...printEnvironment], env);
  expect([stderr, exit]).toEqual(['', 0]);
  return JSON.parse(stdout) as NodeJS.ProcessEnv;
};
/** A socket for some profiles only, as `latchkey forward` creates it. */
async function lent(wanted: { host: string; profiles: string[] }): Promise<{ socket: string }> {
  const headers = { host: 'localhost', 'content-type': 'application/json' };
  const options = { socketPath: agent.socket, path: '/v1/forwards', method: 'POST', headers };
  const { status, text } = await ask(options, JSON.stringify(wanted));
  expect(status).toBe(201);
  return JSON.parse(text);
}
const runCalls = () => agent.calls.filter(([name]) => name === 'createRun' || name === 'endRun');

beforeAll(async () => {
  command = await buildCommand();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-exec-'));
  agent = await startFakeAgent();
  agent.profiles.clear();
  for (const profile of [
    awsProfile('work'),
    awsProfile('cloud', { provider: 'huawei', provider_title: 'Huawei Cloud' }),
  ]) {
    agent.profiles.set(profile.name, profile);
  }
  agent.profiles.set('oidc', profileView('oidc'));
  agent.profiles.set('gh', profileView('gh', { settings: { issuer: 'https://github.com' } }));
  agent.profiles.set('lab', profileView('lab', { settings: { issuer: 'https://gitlab.example.test' } }));
});
afterEach(async () => {
  await agent.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the environment of the program', () => {
  it('has the endpoint of an AWS role while the program runs', async () => {
    const env = await environmentOf(['work/prod-admin']);
    expect(env).toMatchObject({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${RUN_URL}run-1-aaaaaaaaaa`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: RUN_VALUE,
    });
    expect(env).not.toHaveProperty('AWS_ACCESS_KEY_ID');
    expect(runCalls()).toEqual([
      ['createRun', 'work/prod-admin', 'caller'],
      ['endRun', 'run-1-aaaaaaaaaa'],
    ]);
  });

  it('has nothing that AWS tools would prefer, and everything else as it was', async () => {
    const conflicting = {
      AWS_PROFILE: 'x',
      AWS_DEFAULT_PROFILE: 'x',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_SESSION_TOKEN: 'x',
      AWS_SECURITY_TOKEN: 'x',
      AWS_ACCESS_KEY: 'x',
      AWS_SECRET_KEY: 'x',
      AWS_CREDENTIAL_EXPIRATION: 'x',
      AWS_WEB_IDENTITY_TOKEN_FILE: 'x',
      AWS_ROLE_ARN: 'x',
      AWS_ROLE_SESSION_NAME: 'x',
      AWS_CREDENTIAL_FILE: 'x',
      BOTO_CONFIG: 'x',
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'x',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'x',
      LATCHKEY_VARIABLES: 'x',
    };
    const env = await environmentOf(['work/dev'], { ...conflicting, AWS_REGION: 'eu-west-3', MY_OWN: "it's\n$HOME" });
    for (const name of Object.keys(conflicting)) expect(env).not.toHaveProperty(name);
    expect(env).toMatchObject({ AWS_REGION: 'eu-west-3', MY_OWN: "it's\n$HOME", HOME: folder });
  });

  it('has keys with --static, without the profile variable that would override them', async () => {
    const env = await environmentOf(['work/dev', '--static', '--region', 'eu-central-1'], { AWS_PROFILE: 'x' });
    expect(env).toMatchObject({
      AWS_ACCESS_KEY_ID: 'ASIAFAKE',
      AWS_SECRET_ACCESS_KEY: 'fake-role-secret-77aa',
      AWS_SESSION_TOKEN: 'fake-role-session-88bb',
      AWS_CREDENTIAL_EXPIRATION: '2027-01-15T08:00:00Z',
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
    });
    expect(env).not.toHaveProperty('AWS_PROFILE');
    expect(env).not.toHaveProperty('AWS_CONTAINER_CREDENTIALS_FULL_URI');
    expect(runCalls()).toEqual([]);
  });

  it.each([
    ['credentials', '# mine\n[default]\naws_access_key_id = AKIA\naws_secret_access_key = x\n', 3],
    ['config', '[profile other]\nregion = x\n[default]\nregion = eu-west-1\nsso_session = corp\n', 5],
  ])(
    'has keys and a remark when the default profile in ~/.aws/%s would win over the endpoint',
    async (file, text, line) => {
      mkdirSync(join(folder, '.aws'));
      writeFileSync(join(folder, '.aws', file), text);
      const { stdout, stderr } = await exec(['work/dev', ...printEnvironment]);
      expect(JSON.parse(stdout)).toMatchObject({ AWS_ACCESS_KEY_ID: 'ASIAFAKE' });
      expect(stderr).toContain(
        `latchkey: AWS tools would use the default profile (${join(folder, '.aws', file)}:${line})`,
      );
      expect(stderr).toContain('docs/exec.md');
    },
  );

  it('has keys, with a remark, if the agent is on another machine', async () => {
    const body = { host: 'build.example.test', profiles: ['work/dev', 'oidc'] };
    const { socket } = await lent(body);
    const { stdout, stderr, exit } = await exec(['work/dev', ...printEnvironment], { LATCHKEY_SOCKET: socket });
    expect([JSON.parse(stdout)['AWS_ACCESS_KEY_ID'], exit]).toEqual(['ASIAFAKE', 0]);
    expect(stderr).toContain('latchkey: The agent is on another machine, and its endpoint only serves programs there.');
    expect(await environmentOf(['oidc'], { LATCHKEY_SOCKET: socket })).toMatchObject({ ACCESS_TOKEN });
    const other = await exec(['cloud/dev', ...printEnvironment], { LATCHKEY_SOCKET: socket });
    expect([other.stdout, other.exit]).toEqual(['', 8]);
  });

  it('has the endpoint if the default profile has only settings', async () => {
    mkdirSync(join(folder, '.aws'));
    writeFileSync(join(folder, '.aws', 'config'), '[default]\nregion = eu-west-1\n[profile x]\nrole_arn = y\n');
    expect(await environmentOf(['work/dev'])).toHaveProperty('AWS_CONTAINER_CREDENTIALS_FULL_URI');
  });

  it('has Huawei Cloud keys under the names that its tools read', async () => {
    expect(await environmentOf(['cloud/dev'])).toMatchObject({
      HUAWEICLOUD_SDK_AK: 'ASIAFAKE',
      HW_SECURITY_TOKEN: 'fake-role-session-88bb',
    });
  });

  it.each([
    [['gh'], 'GITHUB_TOKEN'],
    [['lab'], 'GITLAB_TOKEN'],
    [['oidc'], 'ACCESS_TOKEN'],
    [['oidc', '--var', 'MY_TOKEN'], 'MY_TOKEN'],
    [['work', '--var', 'SSO_TOKEN'], 'SSO_TOKEN'],
  ])('for %j has the access token in %s', async (words, name) => {
    expect(await environmentOf(words)).toMatchObject({ [name]: ACCESS_TOKEN });
  });
});

describe('the words of the line', () => {
  it('after -- all belong to the program, including options', async () => {
    const script = 'console.log(JSON.stringify(process.argv.slice(1)))';
    const words = ['--help', '--json', '--', '--static', '-h', '', 'a b', '*'];
    const { stdout } = await exec(['work/dev', '--', process.execPath, '-e', script, '--', ...words]);
    expect(JSON.parse(stdout)).toEqual(words);
  });

  it.each([
    [['work/dev', 'ls', '-l'], 'latchkey: The program and its options go after --.'],
    [['work/dev'], 'latchkey: `latchkey exec` needs CMD….'],
    [['work/dev', '--'], 'latchkey: `latchkey exec` needs CMD….'],
    [[], 'latchkey: `latchkey exec` needs NAME[/ROLE].'],
    [['work', '--', 'true'], 'latchkey: `latchkey exec` needs a role of work.'],
    [['oidc', '--var', 'a-b', '--', 'true'], "latchkey: 'a-b' cannot be the name of an environment variable."],
    [['oidc', '--var', '1A', '--', 'true'], "latchkey: '1A' cannot be the name of an environment variable."],
    [['oidc', '--static', '--', 'true'], 'latchkey: --static is only for roles, NAME/ROLE.'],
    [['work/dev', '--var', 'A', '--', 'true'], 'latchkey: --var is for the access token of a profile, not for a role.'],
    [
      ['work/dev', '--min-ttl', '5m', '--', 'true'],
      'latchkey: --min-ttl needs --static: an endpoint always has fresh credentials.',
    ],
    [['work/dev', '--region', 'a;b', '--', 'true'], "latchkey: 'a;b' is not a region."],
    [['cloud/dev', '--region', 'x1', '--', 'true'], 'latchkey: --region is not for roles of Huawei Cloud.'],
    [['oidc/x', '--', 'true'], 'latchkey: oidc signs in to OpenID Connect, whose tools do not use role credentials.'],
    [['nobody/x', '--', 'true'], "latchkey: There is no profile named 'nobody'."],
  ])('%j is refused before anything runs', async (words, sentence) => {
    const { stdout, stderr, exit } = await exec(words);
    expect([stdout, exit, stderr.split('\n')[0]]).toEqual(['', 2, sentence]);
    expect(stderr).toContain('hint: ');
    expect(runCalls()).toEqual([]);
  });

  it('--help shows where the program goes', async () => {
    const { stdout } = await exec(['--help']);
    expect(stdout).toContain('latchkey exec NAME[/ROLE] [OPTIONS] -- CMD…');
  });
});

describe('the end', () => {
  it.each([0, 1, 42, 255])('with exit code %i is passed through', async (code) => {
    const outcome = await exec(['work/dev', '--', process.execPath, '-e', `process.exit(${code})`]);
    expect(outcome).toEqual({ stdout: '', stderr: '', exit: code });
    expect(runCalls().at(-1)).toEqual(['endRun', 'run-1-aaaaaaaaaa']);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
    ['SIGKILL', 137],
    ['SIGUSR1', 138],
    ['SIGSEGV', 139],
    ['SIGABRT', 134],
    ['SIGPIPE', 141],
  ])('by %s is 128 + its number to a shell', async (signal, code) => {
    const line = `"${command}" exec work/dev -- sh -c 'ulimit -c 0; kill -${signal.slice(3)} $$' 2>/dev/null; echo "code $?"`;
    const { stdout } = await run('bash', ['-c', line], { env: { HOME: folder, LATCHKEY_SOCKET: agent.socket } });
    expect(stdout).toBe(`code ${code}\n`);
    expect(runCalls().at(-1)).toEqual(['endRun', 'run-1-aaaaaaaaaa']);
  });

  it('is 127 if there is no such program and 126 if it cannot be run; the run is over', async () => {
    const missing = await exec(['work/dev', '--', 'no-such-program']);
    expect([missing.exit, missing.stderr.split('\n')[0]]).toEqual([
      127,
      'latchkey: There is no program no-such-program in PATH.',
    ]);
    const text = join(folder, 'text');
    writeFileSync(text, 'text');
    chmodSync(text, 0o644);
    const unusable = await exec(['work/dev', '--', text]);
    expect([unusable.exit, unusable.stderr.split('\n')[0]]).toEqual([
      126,
      `latchkey: The program ${text} cannot be run (EACCES).`,
    ]);
    expect(runCalls().filter(([name]) => name === 'endRun')).toHaveLength(2);
  });

  it('inputs N19: is 126, with the reason, if the interpreter of a script is missing', async () => {
    const script = join(folder, 'from-windows.sh');
    writeFileSync(script, '#!/bin/sh\r\necho hello\r\n', { mode: 0o755 });
    for (const [name, PATH] of [
      [script, process.env['PATH']],
      ['from-windows.sh', `${folder}:${process.env['PATH']}`],
    ] as const) {
      const { stderr, exit } = await exec(['work/dev', '--', name], { PATH });
      expect([exit, stderr]).toEqual([126, expect.stringContaining('names an interpreter that does not exist')]);
    }
  });

  it('inputs N12: is 126, with the limit, if a credential is longer than a variable can be', async () => {
    const answer = await agent.script.roleCredentials('work', 'dev');
    const sessionToken = secret('x'.repeat(128 * 1024));
    agent.script.roleCredentials = async () => ({ ...answer, sessionToken });
    const { stdout, stderr, exit } = await exec(['work/dev', '--static', '--', 'true']);
    expect([stdout, exit]).toEqual(['', 126]);
    expect(stderr).toContain('too large for this system');
    expect(stderr).toContain('128 KiB');
  });

  it('comes before anything runs if there are no credentials', async () => {
    agent.script.roleCredentials = () => Promise.reject(new LatchkeyError('sign_in_needed', 'Signed out.'));
    const { stdout, stderr, exit } = await exec(['work/dev', '--', 'echo', 'ran']);
    expect([stdout, exit]).toEqual(['', 3]);
    expect(stderr).toMatch(/^latchkey: Signed out\.\n {2}hint: .*latchkey login work/);
  });

  it('is not spoiled by an agent that stopped in between', async () => {
    const running = begin(['work/dev', '--', 'sh', '-c', 'echo here; read line; exit 7']);
    await running.saw('here');
    await agent.close();
    running.child.stdin.end('\n');
    expect(await running.ended).toEqual({ stdout: 'here\n', stderr: '', exit: 7 });
    agent = await startFakeAgent();
  });
});

describe('in between', () => {
  it('the program has our standard input, output and error', async () => {
    const outcome = await exec(['work/dev', '--', 'sh', '-c', 'cat; echo to-stderr >&2'], {}, 'piped\nin');
    expect(outcome).toEqual({ stdout: 'piped\nin', stderr: 'to-stderr\n', exit: 0 });
  });

  it('and other files that the shell has opened, as in <(…)', async () => {
    const line = `"${command}" exec work/dev -- cat <(echo from-the-shell) /dev/fd/9 9<<< from-nine`;
    const { stdout, stderr } = await run('bash', ['-c', line], {
      env: { HOME: folder, LATCHKEY_SOCKET: agent.socket },
    });
    expect([stdout, stderr]).toEqual(['from-the-shell\nfrom-nine\n', '']);
  });

  it.each<NodeJS.Signals>(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'])(
    '%s is passed on, once, and the program decides what comes of it',
    async (signal) => {
      const script = `let count = 0; process.on('${signal}', () => { count += 1; console.log('got ' + count); setTimeout(() => process.exit(5), 100); });
        console.log('ready'); setInterval(() => {}, 1000);`;
      const running = begin(['work/dev', '--', process.execPath, '-e', script]);
      await running.saw('ready');
      running.child.kill(signal);
      expect(await running.ended).toEqual({ stdout: 'ready\ngot 1\n', stderr: '', exit: 5 });
      expect(runCalls().at(-1)).toEqual(['endRun', 'run-1-aaaaaaaaaa']);
    },
  );

  it('inputs N5: after nohup, the hang-up of the terminal ends neither the program nor the command', async () => {
    // 0>: what nohup does to a standard input that is a terminal.
    const job = 'echo begun; kill -HUP $PPID; kill -HUP $$; echo done';
    const line = `nohup "${command}" exec work/dev -- sh -c '${job}' 0>/dev/null`;
    const outcome = await run('bash', ['-c', line], { env: { HOME: folder, LATCHKEY_SOCKET: agent.socket } });
    expect(outcome).toEqual({ stdout: 'begun\ndone\n', stderr: '', exit: 0 });
  });

  it('our own environment and command line never contain what the program gets', async () => {
    const script = `const { readFileSync } = require('node:fs');
      const of = (what) => readFileSync('/proc/' + process.ppid + '/' + what, 'utf8');
      console.log(JSON.stringify([of('environ'), of('cmdline'), readFileSync('/proc/self/cmdline', 'utf8')]));`;
    const { stdout } = await exec(['oidc', '--', process.execPath, '-e', script]);
    expect(JSON.parse(stdout)[1]).toContain('exec');
    expect(stdout).not.toContain(ACCESS_TOKEN);
  });

  it('Ctrl-C at a terminal reaches the program once: many programs quit hard at a second one', async () => {
    const script = `let count = 0; process.on('SIGINT', () => { count += 1; setTimeout(() => { console.log('got ' + count); process.exit(0); }, 300); });
      console.log('rea' + 'dy'); setInterval(() => {}, 1000);`;
    const env = { PATH: process.env['PATH'], TERM: 'xterm', HOME: folder, LATCHKEY_SOCKET: agent.socket };
    const terminal = atTerminal([command, 'exec', 'work/dev', '--', process.execPath, '-e', script], env);
    await terminal.shows('ready');
    terminal.type('\u0003');
    await terminal.ended();
    expect(terminal.screen()).toContain('got 1');
    expect(terminal.screen()).not.toContain('got 2');
    expect(runCalls().at(-1)).toEqual(['endRun', 'run-1-aaaaaaaaaa']);
  });

  it('Ctrl-Z suspends it with the program, and fg resumes both', async () => {
    const env = {
      PATH: process.env['PATH'],
      TERM: 'xterm',
      HOME: folder,
      LATCHKEY_SOCKET: agent.socket,
      PS1: 'pro' + 'mpt> ',
    };
    const terminal = atTerminal(['bash', '--norc', '--noprofile', '-i'], env);
    await terminal.shows('prompt>');
    terminal.type(`${command} exec work/dev -- sh -c 'echo started-$((1+1)); read line; echo "read $line"'\n`);
    await terminal.shows('started-2');
    terminal.type('\u001a');
    await terminal.shows('Stopped');
    terminal.type('fg\n');
    await terminal.shows('exec work/dev');
    terminal.type('typed\n');
    await terminal.shows('read typed');
    terminal.type('exit\n');
    await terminal.ended();
  });
});
