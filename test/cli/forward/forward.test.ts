/** `latchkey forward` and `latchkey forwards` with a stand-in for ssh: what is shown, passed on, and left behind. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectRemote } from '../../../src-cli/forward/ssh.ts';
import { ACCESS_TOKEN, awsProfile, profileView } from '../../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { type FakeSsh, fakeSsh } from '../../support/servers/fake-ssh.ts';
import { buildCommand, type Running, run, start } from '../latchkey.ts';

let command: string;
let agent: ServedAgent;
let ssh: FakeSsh;
let running: Running[] = [];

beforeAll(async () => {
  command = await buildCommand();
  agent = await startFakeAgent();
  agent.profiles.set('payroll', profileView('payroll'));
  agent.profiles.set('cloud', awsProfile('cloud'));
});
afterAll(() => agent.close());
beforeEach(() => {
  ssh = fakeSsh();
  running = [];
});
afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  ssh.remove();
});

const env = () => ({ LATCHKEY_SOCKET: agent.socket });
const latchkey = (...args: string[]) => run(command, args, { env: env() });
const there = (socket: string, ...args: string[]) => run(command, args, { env: { LATCHKEY_SOCKET: socket } });

function forward(...args: string[]): Running {
  const started = start(command, ['forward', '--ssh', ssh.program, ...args], { env: env() });
  running.push(started);
  return started;
}

const usualPlace = () => join(ssh.runtime, 'latchkey', 'agent.sock');
const localFolder = () => join(dirname(agent.socket), 'forward');

describe('latchkey forward', () => {
  it('makes the profile work there, at the default path, until Ctrl-C, and leaves nothing behind', async () => {
    const { child, saw, ended } = forward('build', '--profile', 'work');
    await saw('Press Ctrl-C to stop.');
    expect((await there(usualPlace(), 'token', 'work')).stdout).toBe(`${ACCESS_TOKEN}\n`);
    child.kill('SIGINT');
    expect(await ended).toEqual({
      exit: 0,
      stdout: '',
      stderr:
        `work can now be used on build, at ${usualPlace()}. Press Ctrl-C to stop.\n` +
        'work can no longer be used on build.\n',
    });
    expect(readdirSync(dirname(usualPlace()))).toEqual([]);
    expect(readdirSync(localFolder())).toEqual([]);
  });

  it('provides nothing that was not named, and accepts no commands', async () => {
    const { saw } = forward('build', '--profile', 'work', '--profile', 'cloud/dev');
    await saw('work, cloud/dev can now be used on build');
    const [unnamed, missing, login, token, role, profiles] = await Promise.all(
      [
        ['token', 'payroll'],
        ['token', 'missing'],
        ['login', 'work'],
        ['token', 'cloud'],
        ['aws-credentials', 'cloud/dev'],
        ['profile', 'list', '--json'],
      ].map((words) => there(usualPlace(), ...words)),
    );
    expect(unnamed?.exit).toBe(2);
    expect(unnamed?.stderr.replaceAll('payroll', 'missing')).toBe(missing?.stderr);
    expect([login?.exit, login?.stderr]).toEqual([
      8,
      'latchkey: This socket only gives tokens and credentials of work, cloud/dev; it accepts no commands.\n' +
        '  hint: Run it on the machine where the agent runs, or forward what you need from there.\n',
    ]);
    expect(token?.exit).toBe(8);
    expect(role?.exit).toBe(0);
    expect(profiles?.stdout).toContain('"cloud"');
    expect(profiles?.stdout).not.toContain('prod-admin');
    expect(profiles?.stdout).not.toContain('payroll');
  });

  it("gives ssh the required options, then the user's, then our defaults, and nothing secret", async () => {
    const { saw } = forward('me@build', '--profile', 'work', '--', '-p', '2222', '-o', 'ServerAliveInterval=5');
    await saw('Press Ctrl-C to stop.');
    const [master = [], mux = []] = ssh.calls();
    const text = master.join(' ');
    expect(text).toMatch(
      /^-T .*-o ControlMaster=yes -o ControlPath=\S+ .*-o RemoteCommand=none -o sessiontype=default -p 2222 -o ServerAliveInterval=5 -o /,
    );
    expect(text).toMatch(/ -o ServerAliveInterval=15 .*me@build sh$/);
    expect(mux.join(' ')).toMatch(/^-F \/dev\/null -o ControlPath=\S+ -O forward -R \S+:\S+ me@build$/);
    expect(JSON.stringify(ssh.calls())).not.toContain(ACCESS_TOKEN);
  });

  it('uses the requested path, and says which variable it needs', async () => {
    const { saw } = forward('build', '--profile', 'work', '--remote-path', '~/deep/er/lk.sock');
    const place = join(ssh.home, 'deep/er/lk.sock');
    await saw(`  On build, run: export LATCHKEY_SOCKET='${place}'\n`);
    expect((await there(place, 'token', 'work')).exit).toBe(0);
  });

  it("leaves the other machine's own agent alone and uses a path next to it", async () => {
    mkdirSync(dirname(usualPlace()), { mode: 0o700 });
    const theirs = createServer();
    await new Promise<void>((resolve) => theirs.listen(usualPlace(), resolve));
    const { child, saw, ended } = forward('build', '--profile', 'work');
    const place = join(dirname(usualPlace()), 'forwarded.sock');
    await saw(`export LATCHKEY_SOCKET='${place}'`);
    child.kill('SIGTERM');
    expect((await ended).exit).toBe(0);
    expect(readdirSync(dirname(place))).toEqual(['agent.sock']);
    await new Promise((resolve) => theirs.close(resolve));
  });

  it('reconnects when the connection is lost', async () => {
    const { child, saw, ended } = forward('build', '--profile', 'work');
    await saw('Press Ctrl-C to stop.');
    ssh.cut();
    await saw('Lost the connection to build; trying again in 1 s.');
    await expect.poll(() => ssh.calls().length, { timeout: 10_000 }).toBe(4);
    await expect.poll(async () => (await there(usualPlace(), 'token', 'work')).exit, { timeout: 5_000 }).toBe(0);
    ssh.fail('unreachable');
    ssh.cut();
    await saw('ssh could not connect to build.');
    await saw('trying again in 4 s.');
    child.kill('SIGINT');
    expect((await ended).exit).toBe(0);
  });

  it('prints JSON lines for programs', async () => {
    const { child, saw, ended } = forward('build', '--profile', 'work', '--json');
    await saw('"ready"');
    child.kill('SIGINT');
    const { stdout, stderr } = await ended;
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        event: 'ready',
        host: 'build',
        profiles: ['work'],
        remote_socket: usualPlace(),
        variable_needed: false,
        local_socket: join(localFolder(), 'build', 'agent.sock'),
      },
      { event: 'ended', host: 'build' },
    ]);
    expect(stderr).toBe('');
  });
});

describe('latchkey forward, when it does not work', () => {
  const failing = async (...args: string[]) => {
    const outcome = await forward('build', '--profile', 'work', ...args).ended;
    // Whatever went wrong, the socket on this machine is gone.
    expect(existsSync(join(localFolder(), 'build'))).toBe(false);
    return outcome;
  };

  it('shows the message from ssh and what to try if the machine is unreachable', async () => {
    ssh.fail('unreachable');
    expect(await failing()).toEqual({
      exit: 6,
      stdout: '',
      stderr:
        'ssh: connect to host build port 22: Connection refused\n' +
        'latchkey: ssh could not connect to build.\n' +
        '  hint: See the message from ssh above; `ssh build` must work on its own.\n',
    });
  });

  it('says so if there is no ssh', async () => {
    const outcome = await run(command, ['forward', 'build', '--profile', 'work', '--ssh', '/nowhere/ssh'], {
      env: env(),
    });
    expect([outcome.exit, outcome.stderr]).toEqual([
      6,
      'latchkey: The program /nowhere/ssh cannot be run.\n' +
        '  hint: Install the OpenSSH client, or name the program with --ssh PROGRAM.\n',
    ]);
  });

  it('names the setting if the server forwards no sockets, and leaves the path there as it was', async () => {
    ssh.fail('refused');
    const { exit, stderr } = await failing();
    expect([exit, stderr]).toEqual([
      5,
      `latchkey: The SSH server on build refused to create the socket ${usualPlace()}.\n` +
        '  hint: Its sshd_config must allow it: AllowStreamLocalForwarding and AllowTcpForwarding yes (or remote), no ' +
        'DisableForwarding; and your key there must not have `restrict` or `no-port-forwarding`.\n',
    ]);
    expect(readdirSync(dirname(usualPlace()))).toEqual([]);
  });

  it('says so if the account there runs no shell', async () => {
    ssh.fail('no-shell');
    const { exit, stderr } = await failing();
    expect(exit).toBe(5);
    expect(stderr).toContain('build did not run the script that prepares the socket (exit code 127).');
  });

  it('refuses a path that is a file, too long, in an impossible folder, or in one that is open to others', async () => {
    writeFileSync(join(ssh.home, 'precious'), 'x');
    const taken = await failing('--remote-path', 'precious');
    expect([taken.exit, taken.stderr]).toEqual([
      5,
      `latchkey: Something else on build is using ${join(ssh.home, 'precious')}.\n` +
        '  hint: Choose another path there with --remote-path PATH.\n',
    ]);
    expect((await failing('--remote-path', `/tmp/${'x'.repeat(100)}`)).stderr).toContain('is too long: /tmp/xxx');
    expect((await failing('--remote-path', '/proc/nowhere/x.sock')).stderr).toContain(
      'No socket can be created in /proc/nowhere on build.',
    );
    expect((await failing('--remote-path', '/proc/nowhere/$(id).sock')).exit).toBe(5);
    mkdirSync(dirname(usualPlace()), { mode: 0o755 });
    expect((await failing()).stderr).toContain(`The folder ${dirname(usualPlace())} on build is not private to you.`);
  });

  it.each([
    [['build'], 2, 'needs --profile NAME[/ROLE]'],
    [['build', '--profile', 'missing'], 2, "There is no profile named 'missing'."],
    [['build', '--profile', 'cloud/missing'], 2, "cloud has no role named 'missing'."],
    [['--profile', 'work', '--', '-oProxyCommand=x'], 2, "'-oProxyCommand=x' is not the name of a machine."],
    [['a b', '--profile', 'work', '--socket-only'], 2, "'a b' is not the name of a machine."],
    [
      ['me@box', '--profile', 'work', '--socket-only'],
      2,
      "HOST is a name of your choice, and 'me@box' is not a valid one.",
    ],
  ])('%j: exit code %d', async (args, exit, text) => {
    const outcome = await latchkey('forward', ...args);
    expect([outcome.exit, outcome.stdout]).toEqual([exit, '']);
    expect(outcome.stderr).toContain(text);
  });
});

describe('latchkey forward --socket-only', () => {
  it('prints the same path each time, and serves there until it ends', async () => {
    const path = join(localFolder(), 'devbox', 'agent.sock');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { child, saw, ended } = start(command, ['forward', 'devbox', '--profile', 'work', '--socket-only'], {
        env: env(),
      });
      await saw('Press Ctrl-C to stop.');
      expect((await there(path, 'token', 'work')).stdout).toBe(`${ACCESS_TOKEN}\n`);
      expect((await there(path, 'token', 'payroll')).exit).toBe(2);
      const second = await latchkey('forward', 'devbox', '--profile', 'work', '--socket-only');
      expect([second.exit, second.stderr]).toEqual([
        2,
        "latchkey: There is already a forward named 'devbox'.\n" +
          '  hint: Choose another name, or stop the other one with Ctrl-C where it runs.\n',
      ]);
      child.kill(signal);
      const { stdout, exit } = await ended;
      expect([stdout, exit]).toEqual([`${path}\n`, 0]);
      expect(existsSync(path)).toBe(false);
    }
    expect(ssh.calls()).toEqual([]);
  });
});

describe('latchkey forwards', () => {
  it('lists what is forwarded, for people and for programs', async () => {
    expect((await latchkey('forwards')).stdout).toBe('No profile is forwarded.\n');
    const { child, saw } = forward('build', '--profile', 'work', '--profile', 'cloud/dev');
    await saw('Press Ctrl-C to stop.');
    const socket = join(localFolder(), 'build', 'agent.sock');
    expect((await latchkey('forwards')).stdout).toBe(
      `HOST   PROFILES         SOCKET\nbuild  work, cloud/dev  ${socket}\n`,
    );
    expect(JSON.parse((await latchkey('forwards', '--json')).stdout)).toEqual({
      forwards: [
        {
          id: 'build',
          host: 'build',
          profiles: ['work', 'cloud/dev'],
          socket,
          opened_at: 1_700_000_000,
          owner: child.pid,
        },
      ],
    });
  });

  it('no longer lists one whose command was killed', async () => {
    const { child, saw, ended } = forward('build', '--profile', 'work');
    await saw('Press Ctrl-C to stop.');
    child.kill('SIGKILL');
    await ended;
    expect((await latchkey('forwards')).stdout).toBe('No profile is forwarded.\n');
    expect((await there(join(localFolder(), 'build', 'agent.sock'), 'token', 'work')).exit).toBe(4);
    // ssh ends with the pipe that fed it, and what it created there goes away with it.
    await expect.poll(() => readdirSync(dirname(usualPlace())), { timeout: 5_000 }).toEqual([]);
  });
});

describe('completion', () => {
  it('offers profiles and roles after --profile', async () => {
    const { stdout } = await latchkey('__complete', 'forward', 'build', '--profile', 'c');
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual([
      'cloud',
      'cloud/prod-admin',
      'cloud/dev',
      '',
    ]);
  });
});

it('inputs N6: a machine that is signed in to and runs something else is given up', async () => {
  const program = join(ssh.home, 'ssh-with-forced-command');
  const control = 'for word; do case $word in ControlPath=*) touch "$(echo "$word" | cut -c13-)" ;; esac; done';
  writeFileSync(program, `#!/bin/sh\n${control}\nexec cat\n`, { mode: 0o755 });
  const stop = new AbortController();
  const options = { program, host: 'build', options: [], localSocket: agent.socket, owner: 'x', signal: stop.signal };
  await expect(connectRemote({ ...options, answerMs: 10 })).rejects.toMatchObject({
    code: 'forward_refused',
    message: 'build did not start the script that prepares the socket within 1 s.',
    hint: '`ssh build sh` must start a shell there.',
  });
});
