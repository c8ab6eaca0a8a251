/** Commands and helpers that find no agent, one that a person ends, and a new link to its page. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../cli/latchkey.ts';
import { AgentProcess } from '../agent-process.ts';

/** A start under load takes seconds. */
vi.setConfig({ testTimeout: 60_000 });

const DIST = resolve(import.meta.dirname, '../../../dist');
let agent: AgentProcess;

beforeEach(() => {
  agent = new AgentProcess({ LATCHKEY_NO_START: undefined });
});
afterEach(async () => {
  await agent.cli(['quit']);
  await agent.dispose();
});

const helper = (name: string, stdin: string) =>
  run(process.execPath, [join(DIST, `${name}.cjs`), 'get'], { env: agent.env, stdin });
const pid = async () => (await agent.ask('GET', '/v1/status')).body.agent.started_at as number;
const mark = () => existsSync(join(agent.home, 'run', 'quit'));

describe('newcomer A16: without a running agent', () => {
  it('20 commands at once start one, and all of them are answered', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => agent.cli(['token', 'work'])));
    for (const { stderr, exit } of outcomes) {
      expect(stderr).toContain('There is no profile named');
      expect(exit).toBe(2);
    }
    expect(existsSync(join(agent.home, 'run', 'start.lock'))).toBe(false);
  });

  it('latchkey login, git and docker start it', async () => {
    expect((await agent.cli(['login', 'work'])).stderr).toContain('There is no profile named');
    await agent.cli(['quit']);
    await agent.cli(['login', 'work']);
    expect(mark()).toBe(false);
    expect(await pid()).toBeGreaterThan(0);
  });

  it('git gets its answer from the agent that its helper started', async () => {
    const { stderr, exit } = await helper('git-credential-latchkey', 'protocol=https\nhost=git.example\n\n');
    expect([stderr, exit]).toEqual(['', 0]);
    expect(await pid()).toBeGreaterThan(0);
    const docker = await helper('docker-credential-latchkey', 'registry.example\n');
    expect(docker.stdout).toBe('credentials not found in native keychain\n');
  });

  it.each([{ LATCHKEY_NO_START: '1' }, { CI: 'true' }, { SSH_CONNECTION: '10.0.0.1 5 10.0.0.2 22' }])(
    'nothing is started with %o, and the command to run is said',
    async (more) => {
      Object.assign(agent.env, more);
      const { stderr, exit } = await agent.cli(['token', 'work']);
      expect(exit).toBe(4);
      expect(stderr).toContain('run `latchkey agent` in another terminal');
      expect(existsSync(join(agent.home, 'run'))).toBe(false);
    },
  );

  it('a vault that needs a passphrase is not started, and what to run is said', async () => {
    Object.assign(agent.env, { LATCHKEY_VAULT: undefined, DBUS_SESSION_BUS_ADDRESS: 'disabled:' });
    const { stderr, exit } = await agent.cli(['token', 'work']);
    expect(exit).toBe(4);
    expect(stderr).toContain('it could not be started: ');
    expect(stderr).toContain('`latchkey agent --vault file`');
  });
});

describe('newcomer A16: latchkey quit', () => {
  it('ends the agent, and from then on only a person starts it', async () => {
    await agent.cli(['token', 'work']);
    expect(await agent.cli(['quit'])).toMatchObject({ stdout: 'The Latchkey agent has ended.\n', exit: 0 });
    expect(existsSync(agent.socket)).toBe(false);
    const { stderr, exit } = await agent.cli(['token', 'work']);
    expect(exit).toBe(4);
    expect(stderr).toContain('You ended it in this session.');
    expect((await agent.cli(['login', 'work'])).stderr).toContain('There is no profile');
    expect((await agent.cli(['token', 'work'])).stderr).toContain('There is no profile');
    expect(JSON.parse((await agent.cli(['quit', '--json'])).stdout)).toEqual({ quit: true });
    expect((await agent.cli(['quit'])).exit).toBe(4);
  });

  it('takes the end of a job that started the agent for no word about it', async () => {
    await agent.cli(['token', 'work']);
    const [lock = ''] = readdirSync(join(agent.home, 'config')).filter((name) => name.startsWith('agent.lock.'));
    const { pid } = JSON.parse(readFileSync(join(agent.home, 'config', lock), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGTERM');
    await expect.poll(() => existsSync(agent.socket), { timeout: 20_000 }).toBe(false);
    expect(mark()).toBe(false);
    expect((await agent.cli(['token', 'work'])).stderr).toContain('There is no profile');
  });

  it('counts a signal to the agent as the same word', async () => {
    await agent.start();
    expect(await agent.stop('SIGTERM')).toBe(0);
    expect(mark()).toBe(true);
    await agent.start();
    expect(mark()).toBe(false);
    await agent.stop('SIGHUP');
    expect(mark()).toBe(false);
  });
});

describe('newcomer A7: latchkey page', () => {
  it('gives a link that works once, whatever the agent was started with', async () => {
    await agent.start();
    const url = (await agent.cli(['page'])).stdout.trim();
    const other = JSON.parse((await agent.cli(['page', '--json'])).stdout) as { url: string };
    for (const link of [url, other.url]) {
      expect((await fetch(link, { redirect: 'manual' })).status).toBe(303);
      expect((await fetch(link, { redirect: 'manual' })).status).toBe(403);
    }
  });

  it('gives no right to answer questions, as a program could ask for it', async () => {
    await agent.start();
    const link = new URL((await agent.cli(['page'])).stdout.trim());
    const entered = await fetch(link, { redirect: 'manual' });
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    const headers = { cookie, origin: link.origin, 'content-type': 'application/json' };
    expect((await fetch(`${link.origin}/v1/status`, { headers: { cookie } })).status).toBe(200);
    const body = JSON.stringify({ answer: 'once' });
    const answered = await fetch(`${link.origin}/v1/asks/x`, { method: 'POST', headers, body });
    expect(((await answered.json()) as { code: string }).code).toBe('not_allowed');
  });
});
