/**
 * `latchkey forward` as a developer has it: the built agent here, a real OpenSSH server with another user's account as the
 * other machine (the same user's, when the tests are not run by root), and the built command there.
 */
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Running, start } from '../../cli/latchkey.ts';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { atTerminal } from '../../support/processes/pseudo-terminal.ts';
import { isRoot, SSHD, type SshServer, startSshServer } from '../../support/servers/ssh-server.ts';
import { AgentProcess } from '../agent-process.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const COMMAND = join(ROOT, 'dist/latchkey.cjs');
const as = isRoot ? 'as another user' : 'as the same user, since only root can make another one';

describe.skipIf(!existsSync(SSHD))(`a profile on another machine, ${as} (skipped where there is no ${SSHD})`, () => {
  let provider: OidcServer;
  let agent: AgentProcess;
  let remote: SshServer;
  let running: Running[] = [];

  beforeAll(async () => {
    remote = await startSshServer();
    cpSync(join(ROOT, 'package.json'), join(remote.place, 'app/package.json'));
    const latchkey = join(remote.place, 'app/latchkey');
    writeFileSync(latchkey, `#!/bin/sh\nexec '${process.execPath}' "\${0%/*}/dist/latchkey.cjs" "$@"\n`, {
      mode: 0o755,
    });
    for (const file of readdirSync(join(ROOT, 'dist')).filter((name) => /^latchkey.*\.c?js$/.test(name))) {
      cpSync(join(ROOT, 'dist', file), join(remote.place, 'app/dist', file));
    }
    provider = await startOidcServer({ accessTokenTtlS: 600, deviceInterval: 1 });
    agent = new AgentProcess();
    await agent.start();
    for (const name of ['work', 'payroll']) {
      await agent.addProfile(name, provider.issuer);
      await agent.signIn(name, (code) => provider.approveDevice(code));
    }
  }, 60_000);
  afterEach(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(running.map(({ ended }) => ended));
    running = [];
  });
  afterAll(async () => {
    await agent.dispose();
    await provider.close();
    await remote.stop();
  });

  const socketThere = () => join(remote.runtime, 'latchkey/agent.sock');
  const folderHere = () => join(agent.home, 'run/forward');
  const there = (words: string) => remote.run(`'${remote.place}/app/latchkey' ${words}`);

  async function forward(...options: string[]): Promise<Running> {
    const args = [COMMAND, 'forward', 'box', '--profile', 'work', ...options, '--', '-F', remote.config];
    const started = start(process.execPath, args, { env: agent.env, stdin: null });
    running.push(started);
    await started.saw('Press Ctrl-C to stop.');
    return started;
  }

  it('`latchkey token` and curl have the token there, and the socket is of that user alone', async () => {
    await forward();
    const token = (await agent.cli(['token', 'work'])).stdout;
    expect(await there('token work')).toEqual({ exit: 0, stdout: token, stderr: '' });
    const { stdout } = await remote.run(
      `curl -sS --unix-socket ${socketThere()} 'http://localhost/v1/profiles/work/token?min_ttl=60'`,
    );
    expect(JSON.parse(stdout)).toMatchObject({ access_token: token.trim(), token_type: 'Bearer' });
    const me = await fetch(`${provider.issuer}/me`, { headers: { authorization: `Bearer ${token.trim()}` } });
    expect(await me.json()).toMatchObject({ sub: 'ada' });
    const { uid, mode } = statSync(socketThere());
    expect([uid, (mode & 0o777).toString(8)]).toEqual([remote.uid, '600']);
  });

  it('another profile is not there, no command is taken, and neither tells what else there is', async () => {
    await forward();
    const [payroll, missing, logout, status] = await Promise.all(
      ['token payroll', 'token missing', 'logout work', 'status --json'].map(there),
    );
    expect([payroll?.exit, payroll?.stdout]).toEqual([2, '']);
    expect(payroll?.stderr.replaceAll('payroll', 'missing')).toBe(missing?.stderr);
    expect(logout?.exit).toBe(8);
    expect(logout?.stderr).toContain('Run it on the machine where the agent runs');
    expect(JSON.parse(status?.stdout ?? '').profiles).toMatchObject([{ name: 'work', settings: {}, state: 'active' }]);
    expect(status?.stdout).not.toContain('payroll');
    expect((await agent.ask('GET', '/v1/profiles/work')).body.state).toBe('active');
  });

  it('the audit log names the machine and ssh, which carried it', async () => {
    await forward();
    const startedAt = new Date().toISOString();
    await there('token work');
    await there('token payroll');
    const entries = async () => {
      const { body } = await agent.ask('GET', '/v1/audit?limit=50');
      return body.entries.filter(
        (entry: { time: string; door: string }) => entry.door === 'forward' && entry.time >= startedAt,
      );
    };
    await expect.poll(async () => (await entries()).length, { timeout: 5_000 }).toBeGreaterThan(0);
    const [entry] = await entries();
    expect(entry).toMatchObject({ event: 'token', outcome: 'ok', profile: 'work', door: 'forward', host: 'box' });
    expect(entry.program.name).toBe('ssh');
    expect(entry.program.executable).toMatch(/\/ssh$/);
    await expect.poll(async () => (await entries()).length, { timeout: 5_000 }).toBe(2);
    expect((await entries())[1]).toMatchObject({
      event: 'token',
      outcome: 'refused',
      code: 'profile_unknown',
      profile: 'payroll',
      host: 'box',
    });
  });

  it('the lines of docs/remote.md for curl and git work there as they stand', async () => {
    await forward();
    const token = (await agent.cli(['token', 'work'])).stdout.trim();
    const document = readFileSync(join(ROOT, 'docs/remote.md'), 'utf8');
    const [curl = ''] = /^curl -sS --unix-socket .*$/m.exec(document) ?? [];
    expect(JSON.parse((await remote.run(curl)).stdout)).toMatchObject({ access_token: token });
    const [, git = ''] = /^(git config --global .* \\\n.*; f')$/m.exec(document) ?? [];
    const path = `PATH='${remote.place}/app':$PATH HOME='${remote.home}'; export PATH HOME; cd "$HOME"`;
    const wanted = 'protocol=https\\nhost=git.example.com\\n\\n';
    const filled = await remote.run(`${path}; ${git}; printf '${wanted}' | git credential fill; rm .gitconfig`);
    expect([filled.stdout, filled.stderr]).toEqual([
      expect.stringContaining(`\nusername=oauth2\npassword=${token}\n`),
      '',
    ]);
  });

  it('Ctrl-C takes the socket away there and here', async () => {
    const { child, ended } = await forward();
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ exit: 0, stdout: '' });
    expect(readdirSync(join(remote.runtime, 'latchkey'))).toEqual([]);
    expect(readdirSync(folderHere())).toEqual([]);
    const { exit, stderr } = await there('token work');
    expect([exit, stderr]).toEqual([4, expect.stringContaining('The Latchkey agent is not running.')]);
  });

  it('Ctrl-C at a terminal, which reaches ssh as well, does the same and speaks of no lost connection', async () => {
    const args = [COMMAND, 'forward', 'box', '--profile', 'work', '--', '-F', remote.config];
    const terminal = atTerminal([process.execPath, ...args], agent.env);
    await terminal.shows('Press Ctrl-C to stop.');
    terminal.type('\u0003');
    await terminal.ended();
    expect(terminal.screen()).toContain('work can no longer be used on box.');
    expect(terminal.screen()).not.toContain('lost');
    expect(readdirSync(folderHere())).toEqual([]);
    await expect.poll(() => readdirSync(join(remote.runtime, 'latchkey')), { timeout: 5_000 }).toEqual([]);
  });

  it('is back after the connection was killed', async () => {
    const { saw } = await forward();
    remote.cut();
    await saw('Lost the connection to box; trying again in 1 s.');
    await expect.poll(async () => (await there('token work')).exit, { timeout: 15_000, interval: 500 }).toBe(0);
  }, 40_000);

  it('is back after the agent was started again, and the profile signed in again', async () => {
    const { saw } = await forward();
    await agent.stop();
    await saw('The agent has stopped; waiting for it to come back.');
    expect((await there('token work')).exit).toBe(4);
    await agent.start();
    await saw('The agent is back.');
    // Its vault was memory: what it says is that a sign-in is needed, which only it can say.
    const { exit, stderr } = await there('token work');
    expect([exit, stderr]).toEqual([3, expect.stringContaining('latchkey login work')]);
    for (const name of ['work', 'payroll']) await agent.signIn(name, (code) => provider.approveDevice(code));
    expect((await there('token work')).exit).toBe(0);
  }, 40_000);

  it('a killed command leaves nothing there', async () => {
    const { child, ended } = await forward();
    child.kill('SIGKILL');
    await ended;
    await expect.poll(() => readdirSync(join(remote.runtime, 'latchkey')), { timeout: 10_000 }).toEqual([]);
  });

  it('a stale socket of a server that was killed is replaced', async () => {
    const { child, ended } = await forward();
    child.kill('SIGSTOP'); // a machine that sleeps: no one tidies up
    remote.cut();
    child.kill('SIGKILL');
    child.kill('SIGCONT');
    await ended;
    await forward();
    expect((await there('token work')).exit).toBe(0);
  });

  it('inputs N6: your settings for the host cannot keep the script from running', async () => {
    const settings = ['SessionType=none', 'StdinNull=yes', 'ForkAfterAuthentication=yes', 'RemoteCommand=sleep 60'];
    const config = join(remote.place, 'odd.conf');
    writeFileSync(config, `${readFileSync(remote.config, 'utf8')}\n${settings.map((line) => `  ${line}\n`).join('')}`);
    const args = [COMMAND, 'forward', 'box', '--profile', 'work', '--', '-F', config];
    const running = start(process.execPath, args, { env: agent.env, stdin: null });
    await running.saw('Press Ctrl-C to stop.');
    running.child.kill('SIGINT');
    expect((await running.ended).exit).toBe(0);
  });

  it.each(['AllowStreamLocalForwarding', 'AllowTcpForwarding'])(
    'inputs N7: a server with %s no is distinguished, with the settings that must change',
    async (setting) => {
      await remote.configure([`${setting} no`]);
      try {
        const args = [COMMAND, 'forward', 'box', '--profile', 'work', '--', '-F', remote.config];
        const { ended } = start(process.execPath, args, { env: agent.env, stdin: null });
        const { exit, stderr } = await ended;
        expect(exit).toBe(5);
        expect(stderr).toContain(`latchkey: The SSH server on box refused to create the socket ${socketThere()}.`);
        expect(stderr).toContain('AllowStreamLocalForwarding and AllowTcpForwarding yes (or remote)');
        expect(readdirSync(folderHere())).toEqual([]);
      } finally {
        await remote.configure([]);
      }
    },
  );

  it('--socket-only serves a RemoteForward of the person’s own', async () => {
    const only = start(process.execPath, [COMMAND, 'forward', 'mine', '--profile', 'work', '--socket-only'], {
      env: agent.env,
      stdin: null,
    });
    running.push(only);
    await only.saw('Press Ctrl-C to stop.');
    const place = join(remote.home, 'mine.sock');
    const local = join(folderHere(), 'mine/agent.sock');
    const own = start(
      'ssh',
      ['-F', remote.config, '-N', '-v', '-o', 'ExitOnForwardFailure=yes', '-R', `${place}:${local}`, 'box'],
      {
        stdin: null,
      },
    );
    running.push(own);
    await own.saw('remote forward success');
    const { stdout } = await remote.run(`curl -sS --unix-socket ${place} http://localhost/v1/profiles`);
    expect(JSON.parse(stdout).profiles).toMatchObject([{ name: 'work' }]);
  });
});
