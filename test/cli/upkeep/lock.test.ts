/** Transcripts of `lock` and `unlock`, of the options about asking, and of what is shown while Latchkey asks. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AskView } from '../../../src-main/core/view.ts';
import { ACCESS_TOKEN, profileView } from '../../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { atTerminal, type Terminal } from '../../support/processes/pseudo-terminal.ts';
import { buildCommand, type RunOptions, run } from '../latchkey.ts';

let command: string;
let agent: ServedAgent;
const latchkey = (line: string, options: RunOptions = {}) =>
  run(command, line.split(' '), { ...options, env: { LATCHKEY_SOCKET: agent.socket } });
const typed = (line: string): Terminal =>
  atTerminal([process.execPath, command, ...line.split(' ')], {
    ...process.env,
    LATCHKEY_SOCKET: agent.socket,
    LANG: 'C.UTF-8',
    LC_ALL: '',
  });

const ALLOWED = [{ program: '/usr/bin/aws', role: 'admin' }, { program: '/usr/bin/aws' }, { program: 'host:build' }];

const question = (more: Partial<AskView> = {}): AskView => ({
  id: 'q1',
  profile: 'work',
  program: 'terraform',
  chain: ['terraform'],
  can_remember: true,
  expires_at: Math.floor(Date.now() / 1000) + 45,
  ...more,
});

beforeAll(async () => {
  command = await buildCommand();
});
beforeEach(async () => {
  agent = await startFakeAgent();
});
afterEach(() => agent.close());

describe('latchkey lock and unlock', () => {
  it('ask twice, without showing the passphrase', async () => {
    const terminal = typed('lock');
    await terminal.shows('Passphrase for unlocking');
    terminal.type('open sesame\r');
    await terminal.shows('Repeat the passphrase');
    terminal.type('open sesame\r');
    await terminal.ended();
    expect(terminal.screen()).toContain('Locked. No program gets a token until you run: latchkey unlock');
    expect(terminal.screen()).not.toContain('sesame');
    expect(agent.calls).toEqual([['lock', 'open sesame']]);
  });

  it('lock nothing if the two differ', async () => {
    const terminal = typed('lock');
    await terminal.shows('Passphrase for unlocking');
    terminal.type('open sesame\r');
    await terminal.shows('Repeat the passphrase');
    terminal.type('open sesam\r');
    await terminal.ended();
    expect(terminal.screen()).toContain('The two passphrases differ. Nothing was locked.');
    expect(agent.calls).toEqual([]);
  });

  it('ask once to unlock', async () => {
    agent.agentPart = { locked: true };
    const terminal = typed('unlock');
    await terminal.shows('Passphrase');
    terminal.type('open sesame\r');
    await terminal.ended();
    expect(terminal.screen()).toContain('Unlocked.');
    expect(agent.calls).toEqual([['unlock', 'open sesame']]);
  });

  it('read the passphrase from standard input for scripts', async () => {
    const locked = await latchkey('lock --passphrase-stdin', { stdin: 'open sesame\n' });
    expect([locked.exit, locked.stderr]).toEqual([0, '']);
    agent.agentPart = { locked: true };
    expect(await latchkey('unlock --passphrase-stdin', { stdin: 'open sesame' })).toEqual({
      stdout: 'Unlocked.\n',
      stderr: '',
      exit: 0,
    });
    expect(agent.calls).toEqual([
      ['lock', 'open sesame'],
      ['unlock', 'open sesame'],
    ]);
  });

  it.each(['lock', 'unlock'])('%s reads no pipe without --passphrase-stdin', async (line) => {
    agent.agentPart = { locked: line === 'unlock' };
    const { stderr, exit } = await latchkey(line, { stdin: 'open sesame\n' });
    expect([exit, stderr]).toEqual([
      2,
      'latchkey: There is no terminal to ask for the passphrase.\n  hint: Pipe it in, with --passphrase-stdin.\n',
    ]);
    expect(agent.calls).toEqual([]);
  });

  it('say that the agent is already locked, or not locked, before asking for anything', async () => {
    expect(await latchkey('unlock')).toEqual({
      stdout: '',
      stderr: 'latchkey: The agent is not locked.\n  hint: There is nothing to unlock; `latchkey lock` locks it.\n',
      exit: 2,
    });
    agent.agentPart = { locked: true };
    const { exit, stderr } = await latchkey('lock');
    expect([exit, stderr.split('\n')[0]]).toEqual([8, 'latchkey: The agent is already locked.']);
  });

  it('refuse a passphrase that is longer than the agent accepts', async () => {
    const { exit, stderr } = await latchkey('lock --passphrase-stdin', { stdin: 'x'.repeat(1025) });
    expect([exit, stderr.split('\n')[0]]).toEqual([2, 'latchkey: The passphrase is longer than 1024 characters.']);
  });
});

describe('latchkey status', () => {
  it('says that the agent is locked, and who is waiting for an answer', async () => {
    agent.agentPart = { locked: true };
    agent.asks = [question({ role: 'admin' }), question({ change: 'never ask again', program: 'evil\u001b[2J' })];
    const { stdout } = await latchkey('status');
    expect(stdout.split('\n').slice(0, 6)).toEqual([
      'The agent is locked: no program gets a token.',
      '  hint: Run `latchkey unlock`.',
      '',
      expect.stringMatching(/^terraform is waiting for permission to use work\/admin \(4\d s left\)\.$/),
      expect.stringMatching(/^evil \[2J is waiting for permission to change work: never ask again \(4\d s left\)\.$/),
      '  hint: Answer in the Latchkey window.',
    ]);
    expect(JSON.parse((await latchkey('status --json')).stdout)).toMatchObject({ agent: { locked: true } });
  });
});

describe('whether Latchkey asks you', () => {
  it('is set with profile add and profile edit', async () => {
    await latchkey('profile add lab --issuer https://id.example.test --ask always');
    expect(agent.calls[0]?.[1]).toMatchObject({ name: 'lab', ask: 'always' });
    expect((await latchkey('profile edit work --ask new')).stdout).toBe('Changed the profile work.\n');
    await latchkey('profile edit work --ask never');
    expect(agent.calls.slice(1)).toEqual([
      ['setUses', 'work', { ask: 'new' }],
      ['setUses', 'work', { ask: null }],
    ]);
  });

  it('can forget a program, or all of them, and reports one that it does not know', async () => {
    agent.profiles.set('work', profileView('work', { ask: 'new', allowed: ALLOWED }));
    await latchkey('profile edit work --forget-program /usr/bin/aws');
    expect(agent.calls).toEqual([['setUses', 'work', { allowed: [{ program: 'host:build' }] }]]);
    expect(await latchkey('profile edit work --forget-program /usr/bin/aws')).toEqual({
      stdout: '',
      stderr:
        "latchkey: work does not remember the program '/usr/bin/aws'.\n" +
        '  hint: Run `latchkey profile show work` to see the ones it remembers.\n',
      exit: 2,
    });
    await latchkey('profile edit work --forget-program all');
    expect(agent.calls.at(-1)).toEqual(['setUses', 'work', { allowed: null }]);
  });

  it('is shown with the profile', async () => {
    agent.profiles.set('work', profileView('work', { ask: 'new', allowed: ALLOWED }));
    const { stdout } = await latchkey('profile show work');
    expect(stdout).toMatch(
      /\nasks you +about each new program\nalways allowed +\/usr\/bin\/aws \(role admin\)\n +\/usr\/bin\/aws\n +host:build\n$/,
    );
    const json = JSON.parse((await latchkey('profile show work --json')).stdout);
    expect([json.ask, json.allowed]).toEqual(['new', ALLOWED]);
  });
});

describe('a command that waits for your answer', () => {
  /** The token arrives once `give` is called. */
  const waiting = () => {
    let give = () => {};
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    const { token } = agent.script;
    agent.script.token = (name, minTtlS) => given.then(() => token(name, minTtlS));
    return () => give();
  };
  const WAITING = 'latchkey: waiting for your answer in the Latchkey window …';

  it('says so at a terminal', async () => {
    const give = waiting();
    agent.asks = [question()];
    const terminal = typed('token work');
    await terminal.shows(WAITING);
    give();
    await terminal.shows(ACCESS_TOKEN);
    await terminal.ended();
  });

  it.each([
    ['not when another program is asked about another profile', [question({ profile: 'other' })]],
    ['not when it is the provider that is slow', []],
  ])('%s', async (_name, asks) => {
    const give = waiting();
    agent.asks = asks;
    const terminal = typed('token work');
    setTimeout(give, 3000);
    await terminal.shows(ACCESS_TOKEN);
    await terminal.ended();
    expect(terminal.screen()).not.toContain('waiting for');
  });

  it('newcomer A15: says so when it is piped, too, and never on standard output', async () => {
    const give = waiting();
    agent.asks = [question()];
    setTimeout(give, 3000);
    expect(await latchkey('token work')).toEqual({ stdout: `${ACCESS_TOKEN}\n`, stderr: `${WAITING}\n`, exit: 0 });
  });
});
