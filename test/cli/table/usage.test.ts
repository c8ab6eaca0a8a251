/** What the command says about wrong usage, in its help, and without an agent. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../src-cli/line/errors.ts';
import { GROUPS } from '../../../src-cli/table/command-groups.ts';
import { COMMANDS, ROWS } from '../../../src-cli/table/commands.ts';
import { configDir } from '../../../src-cli/upkeep/config-dir.ts';
import { defaultConfigDir } from '../../../src-main/adapters/files/config-dir.ts';
import { ERRORS } from '../../../src-main/core/errors.ts';
import { startFakeAgent } from '../../support/engine/served-agent.ts';
import { buildCommand, type RunOptions, run, start } from '../latchkey.ts';

let command: string;
const folder = mkdtempSync(join(tmpdir(), 'latchkey-usage-'));
const nowhere = join(folder, 'nobody.sock');
const latchkey = (line: string, options: RunOptions = {}) =>
  run(command, line === '' ? [] : line.split(' '), { ...options, env: { LATCHKEY_SOCKET: nowhere, ...options.env } });

beforeAll(async () => {
  command = await buildCommand();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a wrong command line', () => {
  it.each([
    ['tokn work', "There is no command 'tokn'.", 'Did you mean `token`?'],
    ['frobnicate', "There is no command 'frobnicate'.", 'Run `latchkey --help` to see the commands.'],
    ['profile ad', "There is no command 'profile ad'.", 'Did you mean `profile add`?'],
    ['--verbose agent', '`latchkey` has no option --verbose; options go after the command.', 'Run `latchkey --help`'],
    ['token work --min-tll 5m', '`latchkey token` has no option --min-tll.', 'Did you mean `--min-ttl`?'],
    ['login work --flow phone', "The option --flow cannot be 'phone'.", 'Choose one of: device, browser.'],
    ['login work --flow', 'The option --flow needs a value: --flow FLOW.', 'Run `latchkey login --help`'],
    ['login work --no-open=1', 'The option --no-open takes no value.', 'Run `latchkey login --help`'],
    ['token', '`latchkey token` needs NAME.', 'Run `latchkey token --help` for examples.'],
    ['token work lab', "`latchkey token` does not take 'lab'.", 'Run `latchkey token --help`'],
    ['profile add work', '`latchkey profile add` needs --issuer URL.', 'Run `latchkey profile add --help`'],
    ['completion tcsh', "SHELL cannot be 'tcsh'.", 'Choose one of: bash, zsh, fish.'],
    ['token work --min-ttl 1m --min-ttl 2m', 'The option --min-ttl was given twice.', 'Run `latchkey token --help`'],
    [
      'profile add w --issuer https://a.example --client-secret-stdin',
      '--client-secret-stdin needs --client-id.',
      'Give the ID',
    ],
    [
      'profile add w --issuer https://a.example --private-key-stdin',
      '--private-key-stdin needs --client-id.',
      'Give the ID of the client that the key',
    ],
    [
      'profile edit w --private-key-stdin --client-secret-stdin',
      'Only one secret can be read at a time: --client-secret-stdin or --private-key-stdin.',
      'Give one now',
    ],
  ])('latchkey %s', async (line, sentence, hint) => {
    const { stdout, stderr, exit } = await latchkey(line);
    expect([stdout, exit]).toEqual(['', 2]);
    expect(stderr.startsWith(`latchkey: ${sentence}\n  hint: ${hint}`)).toBe(true);
  });

  it('is reported as JSON with --json', async () => {
    const { stderr } = await latchkey('tokn work --json');
    const hint = 'Did you mean `token`?';
    expect(JSON.parse(stderr)).toEqual({ error: { code: 'usage', message: "There is no command 'tokn'.", hint } });
  });
});

describe('help', () => {
  it('exists for every command, with usage, options and examples, at most 80 columns wide', async () => {
    const shown = await Promise.all(COMMANDS.map(async ({ name }) => await latchkey(`${name} --help`)));
    for (const [at, { name, summary }] of COMMANDS.entries()) {
      const { stdout = '', stderr, exit } = shown[at] ?? {};
      expect([stderr, exit]).toEqual(['', 0]);
      expect(stdout).toContain(name === 'help' ? 'Start here' : `${summary}.`);
      expect(stdout).toMatch(
        name === 'help' ? /Exit codes/ : new RegExp(`latchkey ${name}[\\s\\S]*Examples\\n {2}\\S`),
      );
      const withoutExamples = stdout.split('Examples')[0] ?? '';
      expect(withoutExamples.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  }, 60_000);

  it('lists all commands, families as one row, on lines of at most 80 columns', async () => {
    const { stdout } = await latchkey('');
    const list = /\nSign in\n([\s\S]*?)\n\nRun/.exec(stdout)?.[1] ?? '';
    const listed = [...list.matchAll(/^ {2}(\S+(?: \S+)?) {2,}\S/gm)].map(([, name = '']) => name);
    const families = listed.filter((name) => name.endsWith(' …')).map((name) => name.slice(0, -2));
    const familyOf = (name: string) => families.find((family) => name === family || name.startsWith(`${family} `));
    const expected = COMMANDS.map(({ name }) => (familyOf(name) === undefined ? name : `${familyOf(name)} …`));
    expect(listed).toEqual([...new Set(expected)]);
    for (const name of families)
      expect((await latchkey(`help ${name}`)).stdout).toMatch(new RegExp(`${name} \\w+ {2}`));
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect((await latchkey('--help')).stdout).toBe(stdout);
    expect((await latchkey('help')).stdout).toBe(stdout);
  });

  it('puts every command of the table under one heading', () => {
    const names = GROUPS.flatMap((group) => group.names);
    expect([...names].sort()).toEqual(ROWS.map(({ name }) => name).sort());
  });

  it("shows a long command's main options first and the rest under headings, each option once", async () => {
    const { stdout } = await latchkey('clients create --help');
    const lines = stdout.split('\n');
    const at = (line: string): number => lines.findIndex((one) => one.startsWith(line));
    const order = [
      'Options',
      '  --name',
      '  --redirect-uri',
      '  --help',
      'Tokens',
      '  --audience',
      'Keys',
      '  --jwks-uri',
    ];
    const found = [...order, 'Token lifetimes', '  --implicit-grant-id', 'Examples'].map(at);
    expect(found).not.toContain(-1);
    expect(found).toEqual([...found].sort((a, b) => a - b));
    const shown = lines.flatMap((line) => /^ {2}--([\w-]+)/.exec(line)?.[1] ?? []).sort();
    const options = COMMANDS.find(({ name }) => name === 'clients create')?.options ?? [];
    expect(shown).toEqual([...options.map(({ name }) => name), 'help'].sort());
  });

  it('lists the members of a group', async () => {
    const { stdout } = await latchkey('profile');
    expect(stdout).toMatch(/Usage\n {2}latchkey profile COMMAND[\s\S]*profile add[\s\S]*profile remove/);
    expect((await latchkey('help profile add')).stdout).toBe((await latchkey('profile add --help')).stdout);
  });

  it('shows the version', async () => {
    expect((await latchkey('--version')).stdout).toBe('latchkey 0.1.0\n');
    expect(JSON.parse((await latchkey('version --json')).stdout)).toEqual({ version: '0.1.0' });
  });
});

describe('without an agent', () => {
  const hint =
    '  hint: Start the Latchkey app, or run `latchkey agent` in another terminal. ' +
    `If it is running, correct LATCHKEY_SOCKET: there is no socket at ${nowhere}.\n`;

  it.each(['token work', 'status', 'login work', 'logout work', 'refresh work', 'profile list', 'status --watch'])(
    'latchkey %s exits with 4',
    async (line) => {
      const stderr = `latchkey: The Latchkey agent is not running.\n${hint}`;
      expect(await latchkey(line)).toEqual({ stdout: '', stderr, exit: 4 });
    },
  );

  it('treats a socket left behind by a dead agent as none', async () => {
    const stale = join(folder, 'stale.sock');
    const program = `require('node:net').createServer().listen(${JSON.stringify(stale)}, () => process.kill(process.pid, 'SIGKILL'))`;
    await run(process.execPath, ['-e', program]);
    expect((await latchkey('status', { env: { LATCHKEY_SOCKET: stale } })).exit).toBe(4);
  });

  it.runIf(process.getuid?.() === 0)('sends nothing to a socket of another user', async () => {
    const foreign = join(folder, 'foreign.sock');
    const server = await answering(foreign, '');
    execFileSync('chown', ['nobody', foreign]);
    const { exit, stderr } = await latchkey('status', { env: { LATCHKEY_SOCKET: foreign } });
    server.close();
    expect([exit, stderr.split('\n')[0]]).toEqual([8, `latchkey: The socket ${foreign} belongs to another user.`]);
  });
});

function answering(path: string, answer: string): Promise<Server> {
  const server = createServer((socket) =>
    socket
      .on('error', () => {})
      .resume()
      .end(answer),
  );
  return new Promise((done) => server.listen(path, () => done(server)));
}

describe('something else at the socket', () => {
  it.each([
    ['HTTP/1.1 200 OK\r\n\r\n<html>', 'The program at the socket is not a Latchkey agent.'],
    ['220 mail.example.com ESMTP\r\n\r\n', 'The program at the socket is not a Latchkey agent.'],
    ['HTTP/1.1 200 OK\r\n\r\n{"access_token":"a\\u001bb"}', "The agent's answer has no usable token."],
    ['HTTP/1.1 200 OK\r\n\r\n[]', "The agent's answer has no usable token."],
  ])('%j', async (answer, sentence) => {
    const path = join(folder, 'odd.sock');
    const server = await answering(path, answer);
    const { stdout, stderr, exit } = await latchkey('token work', { env: { LATCHKEY_SOCKET: path } });
    await new Promise((done) => server.close(done));
    expect([stdout, exit, stderr.split('\n')[0]]).toEqual(['', 1, `latchkey: ${sentence}`]);
  });
});

describe('an agent that', () => {
  it.each(['', 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"acc'])(
    'inputs N11: was killed after %j has stopped',
    async (answer) => {
      const path = join(folder, 'killed.sock');
      const server = await answering(path, answer);
      const { stdout, stderr, exit } = await latchkey('token work', { env: { LATCHKEY_SOCKET: path } });
      await new Promise((done) => server.close(done));
      expect([stdout, exit, stderr.split('\n')[0]]).toEqual(['', 4, 'latchkey: The Latchkey agent has stopped.']);
    },
  );

  it('inputs N10: answers nothing, like a stopped process, ends the command with the reason', async () => {
    const path = join(folder, 'silent.sock');
    const sockets: Socket[] = [];
    const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
    await new Promise<void>((done) => server.listen(path, done));
    const { stderr, exit } = await latchkey('token work', { env: { LATCHKEY_SOCKET: path } });
    for (const socket of sockets) socket.destroy();
    server.close();
    expect([exit, stderr.split('\n')[0]]).toEqual([4, 'latchkey: The Latchkey agent is not responding.']);
    // The request itself, and two that asked whether the agent is alive.
    expect(sockets).toHaveLength(3);
  }, 60_000);
});

describe('latchkey doctor', () => {
  it('newcomer A5: names itself in no hint, whatever answers at the socket', async () => {
    const path = join(folder, 'other.sock');
    const server = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nno'));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const { stdout } = await latchkey('doctor --json', { env: { LATCHKEY_SOCKET: path } });
    server.close();
    const hints = JSON.parse(stdout).checks.flatMap(({ ok, hint }: { ok: boolean; hint?: string }) =>
      ok ? [] : [hint],
    );
    expect(hints.length).toBeGreaterThan(0);
    expect(hints.join('\n')).not.toContain('latchkey doctor');
  });

  it('newcomer A6: does not propose to remove, or to close, a folder that is not ours', async () => {
    const env = { LATCHKEY_SOCKET: '/tmp/latchkey-none.sock' };
    const { stdout } = await latchkey('doctor', { env });
    expect(stdout).toMatch(/\/tmp (is open to other users|belongs to another user)/);
    expect(stdout).not.toMatch(/remove|chmod 700 \/tmp$/im);
    expect(stdout).toContain('Set LATCHKEY_SOCKET');
  });

  it('finds all in order', async () => {
    const agent = await startFakeAgent();
    const env = { LATCHKEY_SOCKET: agent.socket, LATCHKEY_CONFIG_DIR: folder };
    const { stdout, stderr, exit } = await latchkey('doctor', { env });
    const json = await latchkey('doctor --json', { env });
    await agent.close();
    expect([stderr, exit]).toEqual(['', 0]);
    expect(stdout).toMatch(
      /✓ agent: running, version 0\.1\.0\n✓ vault: the keychain answers\n\nEverything is in order\.\n$/,
    );
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true });
  });

  it('says what is wrong and what to do', async () => {
    const { stdout, exit } = await latchkey('doctor', { env: { LATCHKEY_CONFIG_DIR: folder } });
    expect(exit).toBe(4);
    expect(stdout).toContain(`✗ socket: not found at ${nowhere}\n    hint: Start the Latchkey app`);
    expect(stdout).toMatch(/need attention|needs attention/);
  });

  it('repeats what the agent finds, and reports an agent of another version', async () => {
    const agent = await startFakeAgent('9.9.9');
    agent.script.doctor = async () => ({
      checks: [{ name: 'vault', ok: false, detail: 'the keychain is locked', hint: 'Unlock it.' }],
    });
    const { stdout, exit } = await latchkey('doctor', { env: { LATCHKEY_SOCKET: agent.socket } });
    await agent.close();
    expect(exit).toBe(1);
    expect(stdout).toContain('✗ agent: running version 9.9.9, but this command is version 0.1.0\n    hint: Restart');
    expect(stdout).toContain('✗ vault: the keychain is locked\n    hint: Unlock it.\n\n2 things need attention.');
  });

  it('notices a folder that is open to others', async () => {
    const agent = await startFakeAgent();
    chmodSync(join(agent.socket, '..'), 0o755);
    const { stdout } = await latchkey('doctor', { env: { LATCHKEY_SOCKET: agent.socket } });
    await agent.close();
    expect(stdout).toMatch(/✗ socket folder: .* is open to other users\n {4}hint: Restrict it: chmod 700 /);
  });
});

describe('what the command must have in common with the agent', () => {
  it.each([
    [{ HOME: '/h' }, 'linux'],
    [{ HOME: '/h', XDG_CONFIG_HOME: '/x' }, 'linux'],
    [{ HOME: '/h', XDG_CONFIG_HOME: 'relative' }, 'linux'],
    [{ HOME: '/h' }, 'darwin'],
    [{ HOME: '/h', APPDATA: '/roaming' }, 'win32'],
    [{ LATCHKEY_CONFIG_DIR: '/c' }, 'linux'],
  ] as const)('the same config folder for %j on %s', (env, platform) => {
    expect(configDir(env, platform)).toBe(defaultConfigDir(env, platform));
  });

  it('the same exit codes', () => {
    expect(EXIT).toMatchObject({
      failed: ERRORS.internal.exit,
      usage: ERRORS.usage.exit,
      signInNeeded: ERRORS.sign_in_cancelled.exit,
      agentNotRunning: ERRORS.agent_not_running.exit,
      refused: ERRORS.sign_in_denied.exit,
      notAllowed: ERRORS.not_allowed.exit,
    });
  });
});

describe('a reader that goes away', () => {
  it('ends the command without a word', async () => {
    const running = start('bash', ['-c', `"${command}" help | true; echo "\${PIPESTATUS[0]}"`]);
    expect(await running.ended).toEqual({ stdout: '0\n', stderr: '', exit: 0 });
  });
});
