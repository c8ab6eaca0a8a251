/** `latchkey agent` as a process: what it says, how it starts, refuses to start, and ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask, codeOf, speak } from './doors/raw-http.ts';
import { childProgram } from './support/processes/child-program.ts';
import { atTerminal } from './support/processes/pseudo-terminal.ts';

let program = '';
let base = '';
let children: ChildProcess[] = [];

beforeAll(async () => {
  program = await childProgram(`
    import { runHeadless } from './src-main/headless.ts';
    if (process.env.TEST_WARNING) setTimeout(() => process.emitWarning('on trial', process.env.TEST_WARNING), 0);
    await runHeadless(JSON.parse(process.argv[2] ?? '{}'));
  `);
});
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'latchkey-headless-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = ended(child);
    child.kill('SIGKILL');
    await gone;
  }
  rmSync(base, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  stderr(): string;
  stdout(): string;
  /** Resolves when standard error has this; rejects when the process ends without it. */
  said(text: string): Promise<void>;
  readonly exit: Promise<{ code: number | null; signal: string | null }>;
}

function ended(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
}

const socket = () => join(base, 'run', 'agent.sock');

/** Nothing of the machine that runs the tests: no session bus, no proxy. */
const environment = () => ({
  PATH: process.env['PATH'] ?? '',
  HOME: base,
  LATCHKEY_CONFIG_DIR: join(base, 'config'),
  LATCHKEY_SOCKET: socket(),
  DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(base, 'no-bus')}`,
});

function run(options: object, env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment(), ...env },
  });
  children.push(child);
  let stderr = '';
  let stdout = '';
  const listeners = new Set<() => void>();
  child.stderr?.on('data', (chunk) => {
    stderr += String(chunk);
    for (const listener of listeners) listener();
  });
  child.stdout?.on('data', (chunk) => {
    stdout += String(chunk);
  });
  const exit = ended(child);
  const said = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => stderr.includes(text) && resolve();
      listeners.add(look);
      look();
      void exit.then(() => reject(new Error(`ended without saying ${text}: ${stderr}`)));
    });
  return { child, stderr: () => stderr, stdout: () => stdout, said, exit };
}

const status = () => ask({ socketPath: socket(), path: '/v1/status', headers: { host: 'localhost' } });

describe('latchkey agent', () => {
  it('says in one line where it listens, answers, and ends cleanly on SIGTERM', async () => {
    const agent = run({ vault: 'memory' });
    await agent.said('Press Ctrl-C to stop.');
    expect(agent.stderr()).toBe(
      `latchkey: listening at ${socket()}, secrets in memory only, gone when it stops. Press Ctrl-C to stop.\n`,
    );
    expect((await status()).status).toBe(200);
    agent.child.kill('SIGTERM');
    expect(await agent.exit).toEqual({ code: 0, signal: null });
    expect([agent.stdout(), existsSync(socket())]).toEqual(['', false]);
  });

  it('newcomer A7: says nothing about experiments of Node, but shows its other warnings', async () => {
    const quiet = run({ vault: 'memory' }, { TEST_WARNING: 'ExperimentalWarning' });
    await quiet.said('Ctrl-C');
    expect(quiet.stderr().trimEnd().split('\n')).toHaveLength(1);
    quiet.child.kill('SIGTERM');
    await quiet.exit;
    await run({ vault: 'memory' }, { TEST_WARNING: 'DeprecationWarning' }).said('on trial');
  });

  it('newcomer A7: without a keychain, asks at a terminal for the passphrase of an encrypted file', async () => {
    const env = { ...environment(), LATCHKEY_VAULT_FILE: join(base, 'vault') };
    const terminal = atTerminal([process.execPath, program, '{}'], env);
    await terminal.shows('New passphrase');
    expect(terminal.screen()).toContain('There is no keychain.');
    terminal.type('a long passphrase\r');
    await terminal.shows('Repeat the passphrase');
    terminal.type('a long passphrase\r');
    await terminal.shows('secrets in an encrypted file. Press Ctrl-C to stop.');
    terminal.type('\u0003');
    await terminal.ended();
    expect(existsSync(join(base, 'vault'))).toBe(true);
  });

  it('ends an event stream properly when it is interrupted', async () => {
    const agent = run({ vault: 'memory' });
    await agent.said('Ctrl-C');
    const stream = await speak({ path: socket() }, 'GET /v1/events HTTP/1.1\r\nhost: localhost\r\n\r\n', (events) =>
      events.once('data', () => agent.child.kill('SIGINT')),
    );
    expect(stream).toContain('event: view');
    expect(stream.endsWith('0\r\n\r\n')).toBe(true);
    expect((await agent.exit).code).toBe(0);
  });

  it('serves the page by a link that works once', async () => {
    const agent = run({ vault: 'memory', page: true });
    await agent.said('works once');
    const link = new URL(/http:\/\/127\.0\.0\.1:\d+\/\?code=[\w-]+/.exec(agent.stderr())?.[0] ?? '');
    const visit = () => ask({ host: '127.0.0.1', port: link.port, path: link.pathname + link.search });
    expect((await visit()).status).toBe(303);
    expect(codeOf(await visit())).toBe('not_allowed');
  });

  it('logs only when asked: to standard error, or to a file for its user alone', async () => {
    const loud = run({ vault: 'memory', verbose: true });
    await loud.said('Ctrl-C');
    expect(JSON.parse(loud.stderr().split('\n')[0] ?? '')).toMatchObject({ event: 'vault', kind: 'memory' });
    loud.child.kill('SIGTERM');
    await loud.exit;
    const log = join(base, 'agent.log');
    const quiet = run({ vault: 'memory' }, { LATCHKEY_LOG: log });
    await quiet.said('Ctrl-C');
    quiet.child.kill('SIGTERM');
    await quiet.exit;
    expect(readFileSync(log, 'utf8')).toContain('"event":"vault"');
    expect((statSync(log).mode & 0o777).toString(8)).toBe('600');
  });

  it('does not wait for anyone when it is told a second time', async () => {
    const agent = run({ vault: 'memory' });
    await agent.said('Ctrl-C');
    // A request that never becomes whole is what the door waits for.
    const head = 'POST /v1/profiles HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9';
    const hanging = speak({ path: socket() }, `${head}\r\nexpect: 100-continue\r\n\r\n{`, (client) =>
      client.once('data', () => agent.child.kill('SIGTERM')),
    );
    while (existsSync(socket())) await new Promise(setImmediate);
    agent.child.kill('SIGTERM');
    expect((await agent.exit).code).toBe(128 + 15);
    await hanging;
  });

  it('starts again after kill -9', async () => {
    const first = run({ vault: 'memory' });
    await first.said('Ctrl-C');
    first.child.kill('SIGKILL');
    await first.exit;
    expect(existsSync(socket())).toBe(true);
    await run({ vault: 'memory' }).said('Ctrl-C');
    expect((await status()).status).toBe(200);
  });
});

describe('latchkey agent, when it cannot start', () => {
  const failure = async (agent: Run) => {
    const { code } = await agent.exit;
    return { code, lines: agent.stderr().trimEnd().split('\n') };
  };

  it('another one runs: exit code 8, and the other one goes on', async () => {
    await run({ vault: 'memory' }).said('Ctrl-C');
    const { code, lines } = await failure(run({ vault: 'memory' }));
    expect(code).toBe(8);
    expect(lines).toEqual([
      expect.stringMatching(/^latchkey: Another Latchkey agent is running \(process \d+\)\.$/),
      '  hint: Use the running agent, or end it first with `latchkey quit`.',
    ]);
    expect((await status()).status).toBe(200);
  });

  it('another one listens at the socket with another configuration: exit code 8', async () => {
    await run({ vault: 'memory' }).said('Ctrl-C');
    const { code, lines } = await failure(run({ vault: 'memory' }, { LATCHKEY_CONFIG_DIR: join(base, 'other') }));
    expect([code, lines[0]]).toEqual([8, `latchkey: An agent is already running at ${socket()}.`]);
  });

  it('no keychain and none chosen: exit code 7 and what could be chosen', async () => {
    const { code, lines } = await failure(run({}));
    expect(code).toBe(7);
    expect(lines[0]).toMatch(/^latchkey: .*keychain/);
    expect(lines[1]).toMatch(/^ {2}hint: .*`latchkey agent --vault file`/);
  });

  it('newcomer A7: names the command that started it in what could be chosen', async () => {
    const { lines } = await failure(run({}, { LATCHKEY_STARTED_AS: 'npm start -- --headless' }));
    expect(lines[1]).toContain('`npm start -- --headless --vault file`');
  });

  it('an unknown vault: exit code 2', async () => {
    const { code, lines } = await failure(run({ vault: 'paper' }));
    expect([code, lines[0]]).toEqual([2, "latchkey: There is no vault called 'paper'."]);
  });

  it('a broken configuration: exit code 2, and the file is left as it is', async () => {
    mkdirSync(join(base, 'config'));
    writeFileSync(join(base, 'config', 'config.json'), '{"version": 1,');
    const { code, lines } = await failure(run({ vault: 'memory' }));
    expect([code, lines.length]).toEqual([2, 2]);
    expect(lines[0]).toContain(join(base, 'config', 'config.json'));
    expect(readFileSync(join(base, 'config', 'config.json'), 'utf8')).toBe('{"version": 1,');
    expect(existsSync(socket())).toBe(false);
  });

  it('an unsafe folder: exit code 8 and its name', async () => {
    mkdirSync(join(base, 'run'), { mode: 0o755 });
    const { code, lines } = await failure(run({ vault: 'memory' }));
    expect([code, lines[0]]).toEqual([8, `latchkey: The folder ${join(base, 'run')} is open to other users.`]);
  });
});
