/** `latchkey login`: what you see from the code to the end, for every possible end, and what Ctrl-C does. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SignInView } from '../../../src-main/core/view.ts';
import { profileView, signInView } from '../../support/engine/fake-views.ts';
import { type ServedAgent, startFakeAgent } from '../../support/engine/served-agent.ts';
import { buildCommand, type Running, start } from '../latchkey.ts';

/** Goes back to the start of the line and clears it. */
const WIPE = '\r\u001b[K';

let command: string;
let agent: ServedAgent;

beforeAll(async () => {
  command = await buildCommand();
});
beforeEach(async () => {
  agent = await startFakeAgent();
  agent.script.signIn = async () => waiting();
});
afterEach(() => agent.close());

function waiting(more: Partial<SignInView> = {}) {
  const sign_in = signInView(more);
  return profileView('work', { state: 'awaiting-user', identity: undefined, expires_at: undefined, sign_in });
}

function login(...options: string[]): Running {
  return start(command, ['login', 'work', ...options], { env: { LATCHKEY_SOCKET: agent.socket } });
}

/** On its own terminal: standard output and error are one, and the program sees a terminal. */
function loginOnTerminal(): Running {
  const env = { LATCHKEY_SOCKET: agent.socket, NO_COLOR: '1', COLUMNS: '80' };
  return start('script', ['-qec', `exec ${command} login work`, '/dev/null'], { env, stdin: null });
}

const approve = () => agent.put(profileView('work', { sign_in: signInView({ phase: 'approved' }) }));

describe('latchkey login', () => {
  it('shows code and link, waits, and says who is signed in', async () => {
    const running = login();
    await running.saw('Waiting for your approval');
    approve();
    expect(await running.ended).toEqual({
      stdout:
        'Signed in to Example ID as Ada Lovelace (ada@example.test); the token expires in 1 h 00 min and is refreshed automatically.\n',
      stderr: [
        'Sign in to Example ID',
        '',
        '    Code:  WDJB-MJHT',
        '    Link:  https://id.example.test/device',
        '',
        'Your browser should open this page. If it does not, open the link here or on another device.',
        'Approve only if the page shows exactly this code. If it does not, someone else started that sign-in.',
        '',
        'Waiting for your approval… (Ctrl-C cancels)',
        '',
      ].join('\n'),
      exit: 0,
    });
    expect(agent.calls).toEqual([['signIn', 'work', { openBrowser: true }]]);
  });

  it('opens nothing with --no-open and uses the requested flow', async () => {
    agent.script.signIn = async () =>
      waiting({
        flow: 'browser',
        user_code: undefined,
        verification_uri: undefined,
        authorization_uri: 'https://id.example.test/auth?x=1',
      });
    const running = login('--no-open', '--flow', 'browser');
    await running.saw('Waiting');
    approve();
    const { stderr } = await running.ended;
    expect(stderr).toContain('Open this link in a browser on this machine:\n\n    https://id.example.test/auth?x=1\n');
    expect(agent.calls).toEqual([['signIn', 'work', { flow: 'browser', openBrowser: false }]]);
  });

  it('newcomer A9: says that the browser did not open, once, and what to open', async () => {
    const message = 'The browser could not be opened: xdg-open cannot be started.';
    const error = { code: 'browser_unavailable', message, hint: '' } as const;
    agent.script.signIn = async () => waiting({ error });
    const running = login();
    await running.saw('Waiting');
    agent.put(waiting());
    approve();
    const { stderr } = await running.ended;
    expect(stderr).toContain(`${message} Open the link here or on another device.\n`);
    expect(stderr).not.toContain('Your browser');
  });

  it('prints JSON lines for programs', async () => {
    const running = login('--json');
    await running.saw('WDJB-MJHT');
    approve();
    const { stdout, stderr, exit } = await running.ended;
    const lines = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { event: 'sign-in', profile: 'work', sign_in: { user_code: 'WDJB-MJHT', phase: 'waiting' } },
      { event: 'signed-in', profile: { name: 'work', state: 'active' } },
    ]);
    expect([stderr, exit]).toEqual(['', 0]);
  });

  it('says that the provider asked to check less often', async () => {
    const running = login();
    await running.saw('Waiting');
    agent.put(waiting({ phase: 'slowed-down' }));
    await running.saw('The provider asked Latchkey to check less often.');
    approve();
    expect((await running.ended).exit).toBe(0);
  });

  it.each<[SignInView['phase'], Partial<SignInView>, number, string]>([
    ['denied', {}, 5, 'latchkey: The sign-in was denied in the browser.'],
    ['expired', {}, 3, 'latchkey: The sign-in was not approved in time.'],
    ['cancelled', {}, 3, 'latchkey: The sign-in was cancelled.'],
    [
      'failed',
      { error: { code: 'provider_unreachable', message: 'id.example.test does not answer.', hint: 'Wait.', exit: 6 } },
      6,
      'latchkey: id.example.test does not answer.',
    ],
  ])('ends with a reason and a code when the sign-in is %s', async (phase, more, exit, sentence) => {
    const running = login();
    await running.saw('Waiting');
    agent.put(profileView('work', { state: 'signed-out', sign_in: signInView({ phase, ...more }) }));
    const outcome = await running.ended;
    expect([outcome.exit, outcome.stdout]).toEqual([exit, '']);
    expect(outcome.stderr).toContain(`${sentence}\n  hint: `);
  });

  it('reports a sign-in that ended before there was anything to show', async () => {
    agent.script.signIn = async () => waiting({ phase: 'denied' });
    expect((await login().ended).exit).toBe(5);
  });

  it('does not mistake the success of another sign-in for its own', async () => {
    const running = login();
    await running.saw('Waiting');
    agent.put(profileView('work', { sign_in: signInView({ id: 's2', phase: 'approved' }) }));
    const { exit, stderr } = await running.ended;
    expect(exit).toBe(3);
    expect(stderr).toContain('The sign-in was replaced by another one.');
  });

  it('ends when the agent stops', async () => {
    const running = login();
    await agent.watched;
    await agent.close();
    const { exit, stderr } = await running.ended;
    expect([exit, stderr.includes('latchkey: The Latchkey agent has stopped.')]).toEqual([4, true]);
  });

  it('cancels at the agent on Ctrl-C and exits with 3', async () => {
    const running = login();
    await running.saw('Waiting');
    running.child.kill('SIGINT');
    const { exit, stdout, stderr } = await running.ended;
    expect([exit, stdout]).toEqual([3, '']);
    expect(stderr).toContain('latchkey: The sign-in was cancelled.\n  hint: Sign in again when you are ready.');
    expect(agent.calls).toContainEqual(['cancelSignIn', 'work']);
  });

  it('counts down on a terminal, in one line that it erases', async () => {
    const running = loginOnTerminal();
    await running.saw('10 min 2');
    approve();
    const { stdout, exit } = await running.ended;
    expect(stdout).toContain(`${WIPE}Waiting for your approval… 10 min 2`);
    expect(stdout).toContain(' s left (Ctrl-C cancels)');
    expect(stdout).toContain(`${WIPE}Signed in to Example ID as Ada`);
    expect(exit).toBe(0);
  });

  it('accepts Ctrl-C at the terminal', async () => {
    const running = loginOnTerminal();
    await running.saw('Waiting');
    running.child.stdin.write('\u0003');
    expect((await running.ended).exit).toBe(3);
    expect(agent.calls).toContainEqual(['cancelSignIn', 'work']);
  });

  it('shows no provider text that could steer the terminal', async () => {
    agent.script.signIn = async () => waiting({ display_name: 'Evil\u001b[2J\u202e', user_code: 'AB\u0007CD' });
    const running = login();
    await running.saw('Waiting');
    approve();
    const { stderr } = await running.ended;
    expect(stderr).toContain('Sign in to Evil [2J\n');
    expect(stderr).toContain('Code:  AB CD\n');
  });
});

describe('latchkey status --watch', () => {
  it('prints one JSON line per change', async () => {
    const running = start(command, ['status', '--watch', '--json'], { env: { LATCHKEY_SOCKET: agent.socket } });
    await running.saw('"active"');
    agent.put(waiting());
    await running.saw('WDJB-MJHT');
    await agent.close();
    const { stdout, exit } = await running.ended;
    const lines = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([{ profiles: [{ state: 'active' }] }, { profiles: [{ state: 'awaiting-user' }] }]);
    expect(exit).toBe(4);
  });

  it('redraws its table on a terminal', async () => {
    const env = { LATCHKEY_SOCKET: agent.socket, NO_COLOR: '1' };
    const running = start('script', ['-qec', `exec ${command} status --watch`, '/dev/null'], { env, stdin: null });
    await running.saw('Press Ctrl-C to stop.');
    agent.put(waiting());
    await running.saw('Enter the code WDJB-MJHT at https://id.example.test/device');
    running.child.stdin.write('\u0003');
    const { stdout } = await running.ended;
    expect(stdout).toContain('\u001b[4F\u001b[J   NAME');
  });
});

describe('a secret at the terminal', () => {
  it('is requested and not shown', async () => {
    const env = { LATCHKEY_SOCKET: agent.socket };
    const line = `exec ${command} profile edit work --client-secret-stdin`;
    const running = start('script', ['-qec', line, '/dev/null'], { env, stdin: null });
    await running.saw('Client secret (not shown while you type): ');
    running.child.stdin.write('hunter3\u007f2\r');
    const { stdout, exit } = await running.ended;
    expect(exit).toBe(0);
    expect(stdout).not.toContain('hunter');
    expect(agent.calls).toEqual([['editProfile', 'work', {}, 'hunter2']]);
  });

  it('can be cancelled with Ctrl-C', async () => {
    const env = { LATCHKEY_SOCKET: agent.socket };
    const line = `exec ${command} profile edit work --client-secret-stdin`;
    const running = start('script', ['-qec', line, '/dev/null'], { env, stdin: null });
    await running.saw('not shown');
    running.child.stdin.write('hun\u0003');
    expect((await running.ended).exit).toBe(2);
    expect(agent.calls).toEqual([]);
  });
});
