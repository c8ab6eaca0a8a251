/** oidc-agent's own clients, as Debian ships them, and plain programs that speak its protocol: they get their tokens from our agent, unchanged. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, run } from '../../cli/latchkey.ts';
import { plain } from '../../doors/oidc-agent/client.ts';
import { type OidcServer, startOidcServer } from '../../support/oidc/server.ts';
import { AgentProcess } from '../agent-process.ts';

const COMMAND = resolve(import.meta.dirname, '../../../dist/latchkey.cjs');

let provider: OidcServer;
let agent: AgentProcess;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  provider = await startOidcServer({ accessTokenTtlS: 600, deviceInterval: 1 });
  agent = new AgentProcess();
  await agent.start();
  await agent.addProfile('work', provider.issuer);
  await agent.signIn('work', (code) => provider.approveDevice(code));
  await agent.addProfile('idle', `${provider.issuer}/idle`);
  const set = await agent.cli(['oidc-agent', '--json']);
  env = { ...agent.env, ...JSON.parse(set.stdout) };
});
afterAll(async () => {
  await agent.dispose();
  await provider.close();
});

const oidcToken = (...args: string[]): Promise<Outcome> => run('oidc-token', args, { env });
const present = async () => (await agent.ask('GET', '/v1/profiles/work/token')).body;
const failed = (error: string, info: string): Outcome => ({
  stdout: '',
  stderr: `Error: ${error}\n${info}\n`,
  exit: 1,
});

describe("Debian's oidc-token", () => {
  it('prints the token that our own API gives, with the life demanded', async () => {
    const { access_token: token } = await present();
    expect(await oidcToken('work')).toEqual({ stdout: `${token}\n`, stderr: '', exit: 0 });
    expect(await oidcToken('-t', '300', '--name', 'deploy', 'work')).toMatchObject({ stdout: `${token}\n`, exit: 0 });
  });

  it('prints issuer and end, and the lines that set them in a shell', async () => {
    const { access_token: token, expires_at: end } = await present();
    const { issuer } = provider;
    expect((await oidcToken('-a', 'work')).stdout).toBe(`${token}\n${issuer}\n${end}\n`);
    expect((await oidcToken('-e', 'work')).stdout).toBe(`${end}\n`);
    const { stdout } = await oidcToken('-c', 'work');
    const script = `${stdout}\nprintf '%s ' "$OIDC_AT" "$OIDC_ISS" "$OIDC_EXP"`;
    expect((await run('sh', ['-c', script], {})).stdout).toBe(`${token} ${issuer} ${end} `);
    expect((await oidcToken('-o', '-e', 'work')).stdout.split('\n')).toHaveLength(3);
  });

  it('--force-new gets a new token, which the provider takes', async () => {
    const before = await present();
    const { stdout } = await oidcToken('-f', 'work');
    expect(stdout.trim()).not.toBe(before.access_token);
    const me = await fetch(`${provider.issuer}/me`, { headers: { authorization: `Bearer ${stdout.trim()}` } });
    expect(await me.json()).toMatchObject({ sub: 'ada' });
  });

  it('says what is wrong and what to do, with exit code 1', async () => {
    expect(await oidcToken('nobody')).toEqual(
      failed(
        'No account configured with that short name',
        "There is no profile named 'nobody'. Run `latchkey profile list` to see the names, or add one with `latchkey profile add NAME --issuer URL`.",
      ),
    );
    expect(await oidcToken('idle')).toEqual(
      failed('idle is not signed in.', 'Run `latchkey login idle`, or choose Sign in from the tray menu.'),
    );
    const short = await oidcToken('-t', '6000', 'work');
    expect(short).toMatchObject({
      stdout: '',
      exit: 1,
      stderr: expect.stringMatching(/cannot get a token with 6000 s left/),
    });
    const scope = await oidcToken('-s', 'email', 'work');
    expect(scope).toMatchObject({
      stdout: '',
      exit: 1,
      stderr: expect.stringMatching(/scopes 'openid offline_access'/),
    });
  });

  it('20 at once, each with the token', async () => {
    const { access_token: token } = await present();
    const runs = await Promise.all(Array.from({ length: 20 }, () => oidcToken('work')));
    expect(runs.map(({ stdout, exit }) => [stdout, exit])).toEqual(runs.map(() => [`${token}\n`, 0]));
  });

  it('is what the audit log names', async () => {
    await oidcToken('--name', 'deploy', 'work');
    const { body } = await agent.ask('GET', '/v1/audit?profile=work&limit=1');
    expect(body.entries[0]).toMatchObject({
      event: 'token',
      outcome: 'ok',
      door: 'oidc-agent',
      claim: 'deploy',
      program: { name: 'oidc-token', executable: '/usr/bin/oidc-token' },
    });
  });
});

describe("oidc-agent's other programs", () => {
  it('list what is signed in', async () => {
    expect((await run('oidc-add', ['--loaded'], { env })).stdout).toMatch(/loaded: \nwork\n$/);
    expect((await run('oidc-agent', ['--status'], { env })).stdout).toMatch(
      /^Latchkey 0\.1\.0\S* answers in place of oidc-agent\.\nCurrently there are 1 accounts loaded: work\n$/,
    );
  });
});

describe('the lock', () => {
  const say = (request: object) => plain(env['OIDC_SOCK'] ?? '', JSON.stringify(request));

  it('is set and taken away by clients too, and holds in the meantime, also for a new token', async () => {
    expect(await say({ request: 'lock', password: 'aloha' })).toEqual({ status: 'success', info: 'Agent locked' });
    const refreshes = provider.traffic.count('refresh');
    for (const args of [['work'], ['-f', 'work']]) {
      expect(await oidcToken(...args)).toMatchObject({ stdout: '', exit: 1, stderr: expect.stringMatching(/locked/) });
    }
    expect(provider.traffic.count('refresh')).toBe(refreshes);
    expect(await say({ request: 'unlock', password: 'wrong' })).toMatchObject({ status: 'failure' });
    expect(await say({ request: 'unlock', password: 'aloha' })).toEqual({ status: 'success', info: 'Agent unlocked' });
    expect(await oidcToken('work')).toMatchObject({ exit: 0 });
  });
});

const PYTHON = `
import json, os, socket
s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
s.connect(os.environ["OIDC_SOCK"])
s.sendall(json.dumps({"request": "access_token", "account": "work", "min_valid_period": 60}).encode())
answer = json.loads(s.recv(16384))
print(answer["access_token"], answer["issuer"], answer["expires_at"])
`;

describe('a program of its own', () => {
  it('Python with plain JSON over AF_UNIX', async () => {
    const { access_token: token, issuer, expires_at: end } = await present();
    expect((await run('python3', ['-c', PYTHON], { env })).stdout).toBe(`${token} ${issuer} ${end}\n`);
  });
});

describe('latchkey oidc-agent', () => {
  it('prints the line that sets OIDC_SOCK in each shell', async () => {
    const path = join(dirname(agent.socket), 'oidc-agent.sock');
    const line = async (...args: string[]) => (await agent.cli(['oidc-agent', ...args])).stdout;
    expect(await line()).toBe(`export OIDC_SOCK='${path}'\n`);
    expect(await line('--shell', 'fish')).toBe(`set -gx OIDC_SOCK '${path}'\n`);
    expect(await line('--shell', 'powershell')).toBe(`$env:OIDC_SOCK = '${path}'\n`);
  });

  it('says so when no agent runs', async () => {
    const gone = await run(process.execPath, [COMMAND, 'oidc-agent'], {
      env: { LATCHKEY_SOCKET: '/nonexistent/agent.sock' },
    });
    expect(gone).toMatchObject({ stdout: '', exit: 4, stderr: expect.stringContaining('hint:') });
  });

  it('the doctor shows the socket', async () => {
    expect((await agent.cli(['doctor'])).stdout).toContain('socket for oidc-agent clients: ');
  });
});

it('an agent whose place for that socket is taken goes on, and the doctor says why', async () => {
  const other = new AgentProcess();
  try {
    mkdirSync(dirname(other.socket), { mode: 0o700 });
    writeFileSync(join(dirname(other.socket), 'oidc-agent.sock'), '');
    await other.start();
    expect((await other.ask('GET', '/v1/status')).status).toBe(200);
    expect((await other.cli(['doctor'])).stdout).toMatch(/✗ socket for oidc-agent clients: There is something at/);
  } finally {
    await other.dispose();
  }
});
